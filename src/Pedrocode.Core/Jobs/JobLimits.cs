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

    /// <summary>What is used up, or null: <c>30 minutes</c>.</summary>
    public string? UsedUp(JobView view, TimeSpan running) => With(view.Granted).UsedUpOf(view, running);

    private JobLimits With(JobResumed granted) =>
        this with
        {
            Duration = Duration == TimeSpan.Zero ? TimeSpan.Zero : Duration + TimeSpan.FromMinutes(granted.Minutes),
            Inferences = Inferences == 0 ? 0 : Inferences + granted.Rounds,
            Tokens = Tokens == 0 ? 0 : Tokens + granted.Tokens,
        };

    private string? UsedUpOf(JobView view, TimeSpan running) =>
        Duration > TimeSpan.Zero && running >= Duration ? $"{Duration.TotalMinutes:0.##} minutes"
        : Inferences > 0 && view.LlmCalls >= Inferences ? $"{view.LlmCalls} of {Inferences} model calls"
        : Tokens > 0 && view.Tokens >= Tokens ? $"{view.Tokens} of {Tokens} tokens"
        : null;
}
