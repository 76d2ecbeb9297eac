using Pedrocode.Cli.Terminals;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>A running job in one line that is redrawn: what it is at, and for how long.</summary>
internal static class LiveLineView
{
    private const string Turning = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const string TurningAscii = "|/-\\";

    /// <param name="doing">The call under way; null while the model is asked.</param>
    /// <param name="position">In the queue, from 1; 0 for a job that runs.</param>
    /// <param name="turn">Counts up, and turns the mark.</param>
    public static string Of(
        JobView job,
        string? doing,
        LiveMoment model,
        TimeSpan elapsed,
        int position,
        int turn,
        Style style
    )
    {
        var marks = style.Unicode ? Turning : TurningAscii;
        var (round, what) =
            position > 0 ? ("", $"waits its turn (position {position})") : (Round(job), What(doing, model));
        var head = $"   {marks[turn % marks.Length]} {round}";
        var tail = $", {Duration.Text(elapsed)}";
        var room = style.Width - 1 - TextWidth.Of(head) - tail.Length;
        return style.Dim(head + Brief.Line(VisibleText.CleanLine(what), Math.Max(8, room), style) + tail);
    }

    private static string Round(JobView job) => job.Phase is { Round: > 0 and var round } ? $"Round {round}: " : "";

    private static string What(string? doing, LiveMoment model) =>
        doing
        ?? model switch
        {
            { Retrying: { } reason } => $"asks the model again ({reason})",
            { IsAsking: true, Characters: 0 } => "waiting for the model",
            { IsAsking: true } => $"the model writes ({Amount(model.Characters)})",
            _ => "begins",
        };

    private static string Amount(long characters) =>
        characters < 1000 ? Plural.Of(characters, "character") : $"{characters / 1000.0:0.0}k characters";
}
