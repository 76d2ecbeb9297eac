using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models.Replay;

namespace Pedrocode.Cli.Actions;

internal sealed class LogsAction : UserAction
{
    private readonly Argument<string> id;
    private readonly Option<bool> follow;
    private readonly Option<bool> json;
    private readonly Option<bool> record;

    public LogsAction()
        : base("logs", "what a job did, event by event")
    {
        id = Add(new Argument<string>("ID"));
        follow = Add(new Option<bool>("--follow", "-f") { Description = "go on as it goes on" });
        json = Add(new Option<bool>("--json") { Description = "the journal's events, one a line" });
        record = Add(
            new Option<bool>("--record") { Description = "the model's replies, as model.type \"replay\" plays them" }
        );
    }

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (call.Session.State.TryFindAmongAll(call.Value(id)!) is not { } directory)
        {
            return ShowGone(call);
        }
        if (call.Value(record))
        {
            string[] secrets =
            [
                .. call.Session.Settings.EveryModel.Select(static model => model.ApiKey?.Reveal()).OfType<string>(),
            ];
            call.Print(JobRecording.Of(directory.Read().Entries, secrets).TrimEnd('\n'));
            return ExitCodes.Complete;
        }
        if (!call.Value(follow) || call.Repl is not null)
        {
            var content = directory.Read();
            Print(call, content.Entries);
            if (content.Damaged > 0)
            {
                call.Print($"{Plural.Of(content.Damaged, "damaged line")} could not be read");
            }
            else if (content.Missing > 0)
            {
                call.Print($"{Plural.Of(content.Missing, "record")} {(content.Missing == 1 ? "is" : "are")} missing");
            }
            return ExitCodes.Complete;
        }
        var view = JobView.Empty;
        await foreach (var entry in JournalFollower.FollowAsync(directory, 0, call.Session.Time, stop))
        {
            view = view.With(entry);
            if (Line(call, entry, view) is { } line)
            {
                call.Print(line);
            }
        }
        return ExitCodes.Complete;
    }

    private int ShowGone(ActionCall call)
    {
        var view = call.Session.Scheduler.View(call.Value(id)!);
        call.Print(
            call.Value(json)
                ? JobJson.One(view)
                : JobDetailView.Text(view, position: 0, call.Session.Time.GetUtcNow(), call.Style, isGone: true)
        );
        if (!call.Value(json))
        {
            call.Print("\njournal cleaned up; debug.keep_temp_files keeps it");
        }
        return ExitCodes.Complete;
    }

    private void Print(ActionCall call, IEnumerable<JournalEntry> entries)
    {
        var view = JobView.Empty;
        var lines = new List<string>();
        foreach (var entry in entries)
        {
            view = view.With(entry);
            if (Line(call, entry, view) is { } line)
            {
                lines.Add(line);
            }
        }
        call.Print(string.Join('\n', lines));
    }

    private string? Line(ActionCall call, JournalEntry entry, JobView after) =>
        call.Value(json) ? JournalJson.Text(entry) : LogView.Line(entry, after, call.Style);
}
