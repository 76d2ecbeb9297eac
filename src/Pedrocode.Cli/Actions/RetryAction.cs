using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Actions;

/// <summary>Does the last phase of an ended job again; as a verb in this terminal, as run does.</summary>
internal sealed class RetryAction : UserAction
{
    private readonly Argument<string> id;
    private readonly Argument<string[]> feedback;

    public RetryAction()
        : base("retry", "does the last phase of an ended job again")
    {
        id = Add(new Argument<string>("ID"));
        feedback = Add(new Argument<string[]>("feedback") { Arity = ArgumentArity.ZeroOrMore });
    }

    public override bool RunsJobs => true;

    public override int WordsBeforeText => 1;

    public override string Details =>
        "The job's tree is put back to where the phase began, and the model no longer knows of its first try; feedback is told to it. "
        + "A complete job that could not be applied begins anew from your files as they are, its change merged in, and settles the conflicts. "
        + "A job that works in place (jobs.isolation: none) leaves the files as they are.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var words = string.Join(' ', call.Value(feedback) ?? []).Trim();
        var before = call.Session.Scheduler.View(call.Value(id)!);
        if (before.Question is { Kind: QuestionKind.Review } review && before.Status.IsActive())
        {
            // Whoever runs it puts it back: a no to the review, its reason being the feedback.
            call.Session.Scheduler.Send(
                before.Id.ToString(),
                new JobMessage.Reply(review.Number, Answer.No, words.Length > 0 ? words : null)
            );
            call.Print($"{before.Id}: again from the start of {review.Subject}");
            return ExitCodes.Complete;
        }
        await call.Session.Models.ReadyAsync(before, stop);
        var job = call.Session.Scheduler.Retry(call.Value(id)!, words.Length > 0 ? words : null, Mode.Background);
        call.Print($"{job.Id}: again from the start of {job.View.Phase?.Name ?? "its first phase"}");
        if (call.Repl is { } repl)
        {
            repl.Follow(job);
            return ExitCodes.Complete;
        }
        return await Headless.ShowAsync(call, job, json: false, stop);
    }
}
