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

    /// <summary>What the line was before the search, and its cursor.</summary>
    public (string Line, int Cursor) Typed => (typed, typedCursor);

    public void Extend(string more)
    {
        Query += more;
        Find(Math.Min(at, lines.Count - 1), -1);
    }

    public void Shorten()
    {
        if (Query.Length > 0)
        {
            Query = Query[..System.Globalization.StringInfo.ParseCombiningCharacters(Query)[^1]];
            at = lines.Count;
            Find(at - 1, -1);
        }
    }

    public void Older() => Find(at - 1, -1);

    public void Newer() => Find(at + 1, 1);

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
