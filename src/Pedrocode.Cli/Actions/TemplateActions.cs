using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core;

namespace Pedrocode.Cli.Actions;

internal sealed class TemplatesAction : UserAction
{
    private readonly Option<bool> json;

    public TemplatesAction()
        : base("templates", "tasks kept as files, run by /NAME")
    {
        json = Add(new Option<bool>("--json") { Description = "a list of objects" });
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override string Details =>
        "A template is a file NAME.md in .pedro/command (after you have trusted the folder) or in your configuration: fields description, agent, model, mode "
        + "between two lines '---', then the task, with $ARGUMENTS, $1 to $9, @path and !`command` (run only after your yes). A backslash before one of them leaves it as text.";

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var templates = call.Session.Templates;
        var all = templates.All();
        call.Print(
            call.Value(json) ? TemplateView.Json(all)
            : all.IsEmpty ? $"No templates. /save NAME keeps the last task as one, in {templates.UserShown}"
            : TemplateView.List(all, call.Style)
        );
        return Task.FromResult(ExitCodes.Complete);
    }
}

internal sealed class SaveAction : UserAction
{
    private readonly Argument<string> name;

    public SaveAction()
        : base("save", "keeps the last task as a template")
    {
        name = Add(new Argument<string>("NAME"));
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override string Details =>
        "With the agent and the mode it ran in. Edit the file to give it gaps: $ARGUMENTS, $1.";

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var session = call.Session;
        var last =
            call.Repl!.LastTask
            ?? (
                session.Scheduler.Views().LastOrDefault(view => view.Root == session.Root) is { } job
                    ? new NewTask(job.Task, job.Agent, job.Mode)
                    : throw new UserError("there is no task yet", "type one, then save it")
            );
        var wanted = call.Value(name)!;
        var shown = session.Templates.Save(wanted, last.Text, last.Agent, last.Mode);
        var run = ActionList.Find(wanted, ActionPlaces.Repl) is null ? $"/{wanted}" : $"/run {wanted}";
        call.Print($"Saved: {shown}\n   {run} runs it");
        return Task.FromResult(ExitCodes.Complete);
    }
}

/// <summary>A template by its name, also one that an action's name hides.</summary>
internal sealed class RunTemplateAction : UserAction
{
    private readonly Argument<string> name;
    private readonly Argument<string[]> arguments;

    public RunTemplateAction()
        : base("run", "runs a template")
    {
        name = Add(new Argument<string>("NAME"));
        arguments = Add(new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore });
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override int WordsBeforeText => 1;

    public override string Details => "The same as /NAME ARGUMENTS. /templates lists them.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var filled = TemplateTask.Named(call.Session, call.Value(name)!, string.Join(' ', call.Value(arguments) ?? []));
        await TemplateTask.StartAsync(call.Session, call.Repl!, filled, call.Print, stop);
        return ExitCodes.Complete;
    }
}
