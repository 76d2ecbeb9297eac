namespace Pedrocode.Cli.Repl;

/// <summary>Of a burst of lines the first few are shown, the rest is counted: <c>+14 more</c>.</summary>
internal sealed class Burst(TimeProvider time)
{
    /// <summary>What a second may show.</summary>
    public const int Most = 5;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long opened;
    private int shown = Most;
    private int folded;

    /// <summary>What becomes of one more line.</summary>
    public BurstPlace Place()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (opened == 0 || time.GetElapsedTime(opened, now) >= Window)
            {
                (opened, shown) = (now, 0);
            }
            if (shown < Most && folded == 0)
            {
                shown++;
                return BurstPlace.Shown;
            }
            return ++folded == 1 ? BurstPlace.FirstFolded : BurstPlace.Folded;
        }
    }

    /// <summary>How many were counted since the last time, to be said now; 0: nothing to say.</summary>
    public int Take()
    {
        lock (gate)
        {
            var taken = folded;
            folded = 0;
            return taken;
        }
    }
}

internal enum BurstPlace
{
    Shown,

    /// <summary>Counted; after <see cref="Burst.Window"/> the count is to be said.</summary>
    FirstFolded,
    Folded,
}
