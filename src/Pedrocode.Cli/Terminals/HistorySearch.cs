using System.Globalization;

namespace Pedrocode.Cli.Terminals;

/// <summary>An incremental search through the earlier lines; case counts only where the query has capitals.</summary>
internal sealed class HistorySearch(IReadOnlyList<string> lines, string typed, int typedCursor)
{
    private int at = lines.Count;

    public string Query { get; private set; } = "";

    public bool Failed { get; private set; }

    /// <summary>The line found, or the one that was typed.</summary>
    public string Line => at < lines.Count ? lines[at] : typed;

    /// <summary>Where in the line the query stands.</summary>
    public int Cursor => at < lines.Count ? Math.Max(0, IndexOf(lines[at])) : typedCursor;

    public string Prompt
    {
        get
        {
            var query = SafeText.Line(SafeText.Typed(Query), colour: false);
            return Failed ? $"(no `{query}') " : $"(search `{query}') ";
        }
    }

    /// <summary>Whether the key was meant for the search; else the search is over.</summary>
    public bool Press(KeyPress key)
    {
        switch (key)
        {
            case { Name: KeyName.Character, Modifiers: Modifiers.None or Modifiers.Shift }:
                Extend(key.Character.ToString());
                return true;
            case { Name: KeyName.Paste }:
                Extend(key.Pasted.Split('\n')[0]);
                return true;
            case { Name: KeyName.Backspace }:
            case { Name: KeyName.Character, Modifiers: Modifiers.Control, Character.Value: 'h' }:
                Shorten();
                return true;
            case { Name: KeyName.Character, Modifiers: Modifiers.Control, Character.Value: 'r' }:
                Find(at - 1, -1);
                return true;
            case { Name: KeyName.Character, Modifiers: Modifiers.Control, Character.Value: 's' }:
                Find(at + 1, 1);
                return true;
            default:
                return false;
        }
    }

    private void Extend(string more)
    {
        Query += more;
        Find(Math.Min(at, lines.Count - 1), -1);
    }

    private void Shorten()
    {
        if (Query.Length > 0)
        {
            Query = Query[..StringInfo.ParseCombiningCharacters(Query)[^1]];
            at = lines.Count;
            Find(at - 1, -1);
        }
    }

    private void Find(int from, int step)
    {
        Failed = false;
        if (Query.Length == 0)
        {
            return;
        }
        for (var i = from; i >= 0 && i < lines.Count; i += step)
        {
            if (IndexOf(lines[i]) >= 0)
            {
                at = i;
                return;
            }
        }
        Failed = true;
    }

    private int IndexOf(string line) =>
        line.LastIndexOf(
            Query,
            Query.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
        );
}
