using System.CommandLine;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

/// <summary>One job, headless: progress on standard error, the answer on standard output; or the journal's events.</summary>
internal sealed class RunAction : UserAction
{
    private readonly Argument<string[]> task;
    private readonly Option<string?> agent;
    private readonly Option<string?> onAsk;
    private readonly Option<bool> json;
    private readonly Option<bool> verified;
    private readonly Option<bool> noApply;

    public RunAction()
        : base("run", "one job without the prompt, for scripts")
    {
        task = Add(new Argument<string[]>("task") { Arity = ArgumentArity.ZeroOrMore });
        agent = Add(
            new Option<string?>("--agent")
            {
                Description = "build (default), debug, review, triage, quick, or an own one",
                HelpName = "A",
            }
        );
        Model = Add(new Option<string?>("--model") { Description = "the model's name, or a profile", HelpName = "M" });
        verified = Add(
            new Option<bool>("--require-verified") { Description = "exit code 1 where no check proved the result" }
        );
        onAsk = Add(OnAskOption.New());
        noApply = Add(
            new Option<bool>("--no-apply") { Description = "what the job changed stays in its tree: apply ID" }
        );
        json = Add(new Option<bool>("--json") { Description = "the journal's events, one a line" });
    }

    public Option<string?> Model { get; }

    public override ActionPlaces Places => ActionPlaces.CommandLine;

    public override bool RunsJobs => true;

    public override string Details =>
        "A task that begins with /NAME runs the template of that name. Commands of the job are denied unless --allow RULE, --allow all or a rule of your configuration allows them. "
        + "Exit code: 0 complete, 1 failed, paused or cancelled (with --require-verified also unverified), 2 wrong usage or configuration, 3 state cannot be saved, 4 stopped with a question (--on-ask park), 5 complete but not applied, 130 and 143 interrupted.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var session = call.Session;
        OnAskOption.Apply(session, call.Value(onAsk));
        session.Apply = call.Value(noApply) ? WhenToApply.NotInThisRun : session.Apply;
        var text = string.Join(' ', call.Value(task) ?? []);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new UsageException("run needs a task", "pedrocode run \"what is to be done\"");
        }
        if (session.Untrusted is { } offer)
        {
            Program.Error(TrustText.NoEffect(offer));
        }
        if (session.WhyInPlace is { } why)
        {
            Program.Error($"the job works on your files in place: {why}");
        }
        var order = await TaskAsync(session, text, stop);
        var job = await session.StartAsync(
            order with
            {
                Agent = call.Value(agent) ?? order.Agent,
                Model = call.Value(Model) ?? order.Model,
                Mode = Mode.Background,
            },
            stop
        );
        if (session.Remark(order) is { } remark)
        {
            Program.Error(remark);
        }
        var code = await Headless.ShowAsync(call, job, call.Value(json), stop);
        if (code != ExitCodes.Complete || !call.Value(verified) || job.View.Verification?.Kind == Verified.Yes)
        {
            return code;
        }
        Program.Error(
            $"[{job.Id}] {job.View.Verification?.ToString() ?? "unverified"}, and --require-verified was given"
        );
        return ExitCodes.Failed;
    }

    /// <summary>The task, or what a template <c>/NAME args</c> makes of it.</summary>
    private static async Task<NewTask> TaskAsync(Session session, string text, CancellationToken stop) =>
        TemplateTask.Headless(session, text) is { } filled
            ? await TemplateTask.OrderAsync(session, filled, stop)
            : session.Task(text);
}
