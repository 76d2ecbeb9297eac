namespace Pedrocode.Cli.Terminals;

/// <summary>What was cut, newest last; cuts that follow one another are one.</summary>
internal sealed class KillRing
{
    private const int Kept = 30;
    private readonly List<string> cuts = [];
    private int yanked;

    public void Add(string cut, bool backwards, bool joins)
    {
        if (cut.Length == 0)
        {
            return;
        }
        if (joins && cuts.Count > 0)
        {
            cuts[^1] = backwards ? cut + cuts[^1] : cuts[^1] + cut;
        }
        else
        {
            if (cuts.Count == Kept)
            {
                cuts.RemoveAt(0);
            }
            cuts.Add(cut);
        }
        yanked = cuts.Count - 1;
    }

    /// <summary>The newest cut, or null.</summary>
    public string? Yank()
    {
        yanked = cuts.Count - 1;
        return yanked < 0 ? null : cuts[yanked];
    }

    /// <summary>The one before that which was yanked last, around to the newest.</summary>
    public string? YankEarlier()
    {
        yanked = yanked <= 0 ? cuts.Count - 1 : yanked - 1;
        return yanked < 0 ? null : cuts[yanked];
    }
}
