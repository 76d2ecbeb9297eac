using System.CommandLine;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Actions;

internal sealed class ApproveAction : UserAction
{
    private readonly Argument<string?> id;
    private readonly Argument<string?> always;

    public ApproveAction()
        : base("approve", "yes to what a job asks")
    {
        id = Add(new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne });
        always = Add(new Argument<string?>("always") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override string Details =>
        "Without ID: the one job of this project that asks. always: the same command in this project from now on; permissions shows and forgets it.";

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var (first, second) = (call.Value(id), call.Value(always));
        var name = first == "always" ? null : first;
        var answer = first == "always" || second == "always" ? Answer.Always : Answer.Once;
        if (second is not null and not "always")
        {
            throw new UserError($"'{second}' is not understood", "write: approve ID always");
        }
        return Answering.AnswerAsync(call, name, answer, reason: null);
    }
}

internal sealed class DenyAction : UserAction
{
    private readonly Argument<string?> id;
    private readonly Argument<string[]> reason;

    public DenyAction()
        : base("deny", "no to what a job asks; the model is told the reason")
    {
        id = Add(new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne });
        reason = Add(new Argument<string[]>("reason") { Arity = ArgumentArity.ZeroOrMore });
    }

    public override int WordsBeforeText => 1;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop) =>
        Answering.AnswerAsync(
            call,
            call.Value(id),
            Answer.No,
            call.Value(reason) is { Length: > 0 } words ? string.Join(' ', words) : null
        );
}

internal static class Answering
{
    /// <param name="id">Null: the one job of this project that asks.</param>
    public static Task<int> AnswerAsync(ActionCall call, string? id, Answer answer, string? reason)
    {
        var scheduler = call.Session.Scheduler;
        var job = id is null ? OnlyOneThatAsks(call) : scheduler.View(id);
        var question = job.Question ?? throw new UserError($"{job.Id} asks nothing (status: {JobStatusWords.Of(job)})");
        if (question.Kind == QuestionKind.Review && answer == Answer.No)
        {
            throw new UserError($"{job.Id} waits for a review of {question.Subject}", $"to end it: cancel {job.Id}");
        }
        var view = scheduler.Send(job.Id.ToString(), new JobMessage.Reply(question.Number, answer, reason));
        var done =
            answer == Answer.No
                ? $"Denied for {job.Id}"
                : $"Approved for {job.Id}: {Core.Tools.VisibleText.CleanLine(question.Subject)}";
        call.Print(Kept.Or(done, view));
        return Task.FromResult(ExitCodes.Complete);
    }

    private static JobView OnlyOneThatAsks(ActionCall call)
    {
        var root = ProjectRoot.Of(call.Session.Here.WorkDir);
        var asking = call
            .Session.Scheduler.Views()
            .Where(view => view.Root == root && view.Question is not null)
            .ToList();
        return asking switch
        {
            [var one] => one,
            [] => throw new UserError("no job asks anything"),
            _ => throw new UserError(
                $"{asking.Count} jobs ask: {string.Join(", ", asking.Select(static view => view.Id))}",
                "name one"
            ),
        };
    }
}
