using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

internal sealed class JobsAction : UserAction
{
    private readonly Argument<string?> id;
    private readonly Option<bool> all;
    private readonly Option<bool> ended;
    private readonly Option<bool> json;

    public JobsAction()
        : base("jobs", "this project's jobs: active, unfinished, not landed, just ended")
    {
        id = Add(new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne });
        ended = Add(new Option<bool>("--ended") { Description = "ended jobs of earlier sessions too" });
        all = Add(new Option<bool>("--all") { Description = "every project's" });
        json = Add(new Option<bool>("--json") { Description = "an array, one object a job" });
    }

    public override string Details =>
        "/jobs ID shows one job, like /show ID. An ID is the whole id or any tail of it: /jobs 800.";

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (call.Value(id) is { } one)
        {
            ShowAction.Show(call, one, call.Value(json));
            return Task.FromResult(ExitCodes.Complete);
        }
        IEnumerable<JobView> all = call.Session.Scheduler.Views();
        if (call.Value(ended))
        {
            all = call.Session.Scheduler.Gone().Concat(all).OrderBy(static view => view.Id);
        }
        var views = all.Where(view => Belongs(view, call)).ToList();
        call.Print(
            call.Value(json)
                ? JobJson.List(views)
                : JobListView.Text(views, call.Session.Scheduler.Position, call.Session.Time.GetUtcNow(), call.Style)
        );
        return Task.FromResult(ExitCodes.Complete);
    }

    private bool Belongs(JobView view, ActionCall call) =>
        (call.Value(all) || view.Root == ProjectRoot.Of(call.Session.Here.WorkDir))
        && (
            view.Status.IsActive()
            || view.Status.IsResumable()
            || view.Session == call.Session.Id
            || call.Session.Scheduler.Own.Any(job => job.Id == view.Id)
            || (view.Status == JobStatus.Complete && view.HoldsUnlandedWork && !view.Files.IsEmpty)
            || call.Value(ended)
        );
}
