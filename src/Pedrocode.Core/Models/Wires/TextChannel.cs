using System.Text;

namespace Pedrocode.Core.Models.Wires;

/// <summary>Text that comes in pieces, some of which end inside of a surrogate pair.</summary>
internal sealed class TextChannel
{
    private readonly StringBuilder _text = new();
    private char? _half;

    public int Length => _text.Length;

    /// <summary>Takes a piece and returns what can be shown of it: whole characters, lone halves replaced.</summary>
    public string Add(string piece)
    {
        if (_half is null && !piece.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            _text.Append(piece);
            return piece;
        }
        if (_half is { } half)
            piece = half + piece;
        _half = null;
        if (piece.Length > 0 && char.IsHighSurrogate(piece[^1]))
        {
            _half = piece[^1];
            piece = piece[..^1];
        }
        var whole = Whole(piece);
        _text.Append(whole);
        return whole;
    }

    public override string ToString() => _half is null ? _text.ToString() : _text + "\uFFFD";

    private static string Whole(string piece)
    {
        var whole = new StringBuilder(piece.Length);
        foreach (var rune in piece.EnumerateRunes())
            whole.Append(rune);
        return whole.ToString();
    }
}
