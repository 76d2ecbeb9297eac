namespace Pedrocode.Cli.Terminals;

/// <summary>A walk through the earlier lines that begin as the typed one does, and back to the typed one.</summary>
internal sealed class HistoryWalk(IReadOnlyList<string> lines, string prefix, string typed)
{
    private int at = lines.Count;

    public string? Older()
    {
        for (var i = at - 1; i >= 0; i--)
        {
            if (Fits(lines[i]))
            {
                at = i;
                return lines[i];
            }
        }
        return null;
    }

    public string? Newer()
    {
        if (at == lines.Count)
        {
            return null;
        }
        for (var i = at + 1; i < lines.Count; i++)
        {
            if (Fits(lines[i]))
            {
                at = i;
                return lines[i];
            }
        }
        at = lines.Count;
        return typed;
    }

    private bool Fits(string line) =>
        line.StartsWith(prefix, StringComparison.Ordinal) && line != (at < lines.Count ? lines[at] : typed);
}
