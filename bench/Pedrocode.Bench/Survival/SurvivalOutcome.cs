namespace Pedrocode.Bench.Survival;

/// <summary>What a kill cost: all of it must be nothing.</summary>
internal sealed record SurvivalOutcome(KillPoint Point)
{
    public int EventsLost { get; init; }

    public int EffectsTwice { get; init; }

    public int NotResumable { get; init; }

    public int Orphans { get; init; }

    public int NotComplete { get; init; }

    public int FilesDiffering { get; init; }

    public bool WasKilled { get; init; }

    public string LastWords { get; init; } = "";

    public string Place { get; init; } = "";

    public bool IsClean => EventsLost + EffectsTwice + NotResumable + Orphans + NotComplete + FilesDiffering == 0;
}
