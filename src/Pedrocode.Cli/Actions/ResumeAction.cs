using System.CommandLine;
using Pedrocode.Cli.Repl;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Actions;

/// <summary>Goes on with jobs that ended unfinished; as a verb in this terminal, as run does.</summary>
internal sealed class ResumeAction : UserAction
{
    private const string Every = "all";

    private readonly Argument<string> id;
    private readonly Option<int> rounds;
    private readonly Option<long> tokens;
    private readonly Option<int> minutes;
    private readonly Option<double> cost;
    private readonly Option<string?> onAsk;
    private readonly Option<bool> json;

    public ResumeAction()
        : base("resume", "goes on with an unfinished job where it stopped")
    {
        id = Add(new Argument<string>("ID|all"));
        rounds = Add(new Option<int>("--rounds") { Description = "so many more rounds", HelpName = "N" });
        tokens = Add(new Option<long>("--tokens") { Description = "so many more tokens", HelpName = "N" });
        minutes = Add(new Option<int>("--minutes") { Description = "so many more minutes", HelpName = "N" });
        cost = Add(new Option<double>("--cost") { Description = "so much more cost", HelpName = "N" });
        onAsk = Add(OnAskOption.New());
        json = Add(new Option<bool>("--json") { Description = "as a verb: the journal's events, one a line" });
    }

    public override bool RunsJobs => true;

    public override string Details =>
        "It goes on from the last finished call. --rounds counts for the phase that is open and for the job's model calls; the others for the job. Finished calls keep their outcome. A call that was cut short is taken back and made again where all it did can be taken back; any other is not repeated, and the model is told that its outcome is unknown. "
        + "all: every unfinished job of this project that nobody runs. At the prompt an interactive job stays interactive; of several each goes on in the background.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (call.Repl is null)
        {
            OnAskOption.Apply(call.Session, call.Value(onAsk));
        }
        var names = Names(call);
        foreach (var name in names)
        {
            await call.Session.Models.ReadyAsync(call.Session.Scheduler.View(name), stop);
        }
        var jobs = names.Select(name => Resume(call, name, isOnly: names.Count == 1)).ToList();
        if (call.Repl is { } repl)
        {
            jobs.ForEach(repl.Follow);
            return ExitCodes.Complete;
        }
        var codes = await Task.WhenAll(jobs.Select(job => Headless.ShowAsync(call, job, call.Value(json), stop)));
        return codes.DefaultIfEmpty(ExitCodes.Complete).Max();
    }

    private Job Resume(ActionCall call, string name, bool isOnly)
    {
        var before = call.Session.Scheduler.View(name);
        var granted = new JobResumed(call.Value(rounds), call.Value(tokens), call.Value(minutes))
        {
            Cost = call.Value(cost),
        };
        var mode = isOnly && StaysInFront(call, before) ? Mode.Interactive : Mode.Background;
        var job = call.Session.Scheduler.Resume(name, granted, mode);
        if (mode == Mode.Interactive)
        {
            call.Repl!.Front = new Front(job, call.Session.Time.GetTimestamp());
        }
        if (!call.Value(json))
        {
            call.Print(ResumeView.Text(before, granted, call.Style));
        }
        return job;
    }

    /// <summary>Its phases were reviewed, and there is somebody here to review them who reviews no other job.</summary>
    private static bool StaysInFront(ActionCall call, JobView before) =>
        before.Mode == Mode.Interactive
        && call.Repl is { CanAsk: true } repl
        && (repl.Front is null || repl.Front.Job.Id == before.Id);

    private List<string> Names(ActionCall call)
    {
        if (call.Value(id) is { } one and not Every)
        {
            return [one];
        }
        var names = Unfinished.Of(call.Session).Select(static view => view.Id.ToString()).ToList();
        return names.Count > 0 ? names : throw new UserError("no unfinished job of this project to go on with");
    }
}
