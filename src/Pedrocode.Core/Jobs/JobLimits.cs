using System.Globalization;
using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Jobs;

/// <summary>How far one job may go before it pauses with its work kept. Zero: no limit.</summary>
public sealed record JobLimits
{
    /// <summary>Running, not waiting.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Replies of the model.</summary>
    public int Inferences { get; init; } = 120;

    /// <summary>In and out.</summary>
    public long Tokens { get; init; }

    /// <summary>In the currency of the prices that are set.</summary>
    public double Cost { get; init; }

    /// <summary>What is used up, or null.</summary>
    public LimitReached? UsedUp(JobView view, TimeSpan running) => With(view.Granted).UsedUpOf(view, running);

    private JobLimits With(JobResumed granted) =>
        this with
        {
            Duration = Duration == TimeSpan.Zero ? TimeSpan.Zero : Duration + TimeSpan.FromMinutes(granted.Minutes),
            Inferences = Inferences == 0 ? 0 : Inferences + granted.Rounds,
            Tokens = Tokens == 0 ? 0 : Tokens + granted.Tokens,
            Cost = Cost == 0 ? 0 : Cost + granted.Cost,
        };

    private LimitReached? UsedUpOf(JobView view, TimeSpan running) =>
        Duration > TimeSpan.Zero && running >= Duration
            ? new LimitReached(JobLimit.Minutes, Plural.Of(Duration.TotalMinutes, "minute"))
        : Inferences > 0 && view.LlmCalls >= Inferences
            ? new LimitReached(JobLimit.Rounds, Text($"{view.LlmCalls} of {Inferences} model calls"))
        : Tokens > 0 && view.Tokens >= Tokens
            ? new LimitReached(JobLimit.Tokens, Text($"{view.Tokens} of {Tokens} tokens"))
        : Cost > 0 && view.Usage.Cost is { } spent && spent >= Cost
            ? new LimitReached(JobLimit.Cost, Text($"cost {spent:0.00##} of {Cost:0.00##}"))
        : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Text"><c>30 minutes</c></param>
public sealed record LimitReached(JobLimit Limit, string Text);

/// <summary>Of what a job has used all it may; a resume can grant more of it.</summary>
public enum JobLimit
{
    None,
    Rounds,
    Tokens,
    Minutes,
    Cost,
}
