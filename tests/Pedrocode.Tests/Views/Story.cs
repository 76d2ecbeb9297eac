using System.Collections.Immutable;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Views;

/// <summary>A job told event by event, on a clock that only <see cref="After"/> moves.</summary>
internal sealed class Story
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 24, 21, 0, 0, TimeSpan.Zero);

    public static readonly Style Plain = Style.Plain with { Zone = TimeZoneInfo.Utc };

    private readonly List<JournalEntry> entries = [];
    private DateTimeOffset now = Begin;
    private int rounds;

    public Story(long id = 123, string agent = "build", string task = "Add authentication to API") =>
        Then(new JobCreated(new JobId(id), agent, task, Mode.Background, "/p", "/p", "s", "qwen3"));

    public IReadOnlyList<JournalEntry> Entries => entries;

    public JobView View => JobView.Fold(entries);

    public Story Then(params ReadOnlySpan<JobEvent> facts)
    {
        foreach (var fact in facts)
        {
            entries.Add(new JournalEntry(entries.Count + 1, now, fact));
        }
        return this;
    }

    public Story After(int seconds)
    {
        now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public Story Started(string phase = "implement", int number = 3, int count = 5) =>
        Then(new JobStarted(1), new PhaseStarted(phase, number, count, "Do it."));

    /// <summary>A round whose reply asks for these calls, all of which end well.</summary>
    public Story Round(params ReadOnlySpan<string> briefs)
    {
        rounds++;
        Then(new RoundStarted(rounds, rounds), Reply());
        foreach (var brief in briefs)
        {
            Then(new ToolCallStarted("c", "code_edit", brief), Call(ToolOutcome.Ok("done")));
        }
        return this;
    }

    public static ModelReplied Reply(string text = "") =>
        new(new ModelReply(text, [], FinishReason.Stop) { Usage = new TokenUsage(1500, 100) }, 900);

    public static ToolCallEnded Call(ToolOutcome outcome, string tool = "code_edit") => new("c", tool, outcome, 5);

    public static ToolCallEnded Changed(params ImmutableArray<FileChange> files) =>
        Call(ToolOutcome.Ok("done") with { Changes = files });
}
