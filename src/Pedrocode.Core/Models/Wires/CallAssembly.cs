namespace Pedrocode.Core.Models.Wires;

/// <summary>Puts calls together from the pieces of a stream.</summary>
internal sealed class CallAssembly
{
    private const int Most = 1000;

    private readonly List<Assembling> _calls = [];

    public bool IsEmpty => _calls.Count == 0;

    public int Length { get; private set; }

    /// <summary>What can be shown of the piece, or null.</summary>
    public ReplyPart.CallText? Add(CallPiece piece)
    {
        var position = PositionOf(piece);
        var call = _calls[position];
        call.Id ??= piece.Id;
        call.Index ??= piece.Index;
        var starts = call.Name.Length == 0 && piece.Name.Length > 0;
        if (starts)
            call.Name = piece.Name;
        var shown = call.Add(piece.Arguments);
        Length += shown.Length;
        if (call.Name.Length == 0)
            return null;
        // Arguments that came before the name are shown with it.
        if (starts)
            shown = call.Arguments.ToString();
        return starts || shown.Length > 0 ? new ReplyPart.CallText(position, call.Name, shown) : null;
    }

    public IEnumerable<ToolCall> Calls(CallIds ids) =>
        _calls
            .Where(call => call.Name.Length > 0 || call.Arguments.Length > 0)
            .Select(call => new ToolCall(ids.Take(call.Id), call.Name, call.Arguments.ToString()));

    private int PositionOf(CallPiece piece)
    {
        var position =
            piece.Index is { } index ? _calls.FindLastIndex(call => call.Index == index)
            : piece.Id is { } id && _calls.FindLastIndex(call => call.Id == id) is >= 0 and var known ? known
            : _calls.Count - 1;
        if (position >= 0 && !piece.IsNextOfList && !IsAnother(_calls[position], piece))
            return position;
        if (_calls.Count == Most)
            throw WireFailure.NotUnderstood($"sent more than {Most} tool calls");
        // A server that sends whole calls under one index names the later ones like the first, or not at all.
        _calls.Add(new Assembling { Name = position >= 0 && piece.Name.Length == 0 ? _calls[position].Name : "" });
        return _calls.Count - 1;
    }

    /// <summary>
    /// Whether the piece begins another call where the call before is meant by its index, or by nothing. Some servers give
    /// every call index 0, some send no index; some repeat the name in each piece, some make a new id for each piece.
    /// </summary>
    private static bool IsAnother(Assembling call, CallPiece piece)
    {
        if (call.IsWhole && piece.Arguments.AsSpan().TrimStart().StartsWith('{'))
            return true;
        if (call.Name.Length == 0 || piece.Name.Length == 0)
            return false;
        var sameId = piece.Id is null || call.Id is null || piece.Id == call.Id;
        if (piece.Name != call.Name)
            return true;
        return call.IsWhole && (!sameId || piece.Index is null);
    }

    private sealed class Assembling
    {
        public string? Id { get; set; }

        public long? Index { get; set; }

        public string Name { get; set; } = "";

        public TextChannel Arguments { get; } = new();

        private int _depth;
        private bool _inString;
        private bool _escaped;

        /// <summary>The arguments are one closed JSON object or list, by its brackets.</summary>
        public bool IsWhole { get; private set; }

        public string Add(string piece)
        {
            foreach (var letter in piece)
                Follow(letter);
            return Arguments.Add(piece);
        }

        private void Follow(char letter)
        {
            if (_escaped)
                _escaped = false;
            else if (_inString && letter == '\\')
                _escaped = true;
            else if (letter == '"')
                _inString = !_inString;
            else if (!_inString && letter is ('{' or '['))
                _depth++;
            else if (!_inString && letter is ('}' or ']'))
                IsWhole = --_depth == 0;
        }
    }
}

/// <param name="Name">Empty where the piece has none.</param>
/// <param name="Arguments">The next characters of the arguments; may be empty.</param>
internal readonly record struct CallPiece(long? Index, string? Id, string Name, string Arguments)
{
    /// <summary>Stands without index behind another in one list: a call of its own.</summary>
    public bool IsNextOfList { get; init; }
}
