using System.Collections.Immutable;

namespace Pedrocode.Cli.Actions;

/// <summary>Every action there is: what help shows is what is dispatched.</summary>
internal static class ActionList
{
    public static ImmutableArray<UserAction> All { get; } =
    [
        new JobsAction(),
        new ShowAction(),
        new LogsAction(),
        new AttachAction(),
        new WaitAction(),
        new CancelAction(),
        new ResumeAction(),
        new RetryAction(),
        new DiffAction(),
        new ApplyAction(),
        new UndoAction(),
        new DiscardAction(),
        new SalvageAction(),
        new ApproveAction(),
        new DenyAction(),
        new SteerAction(),
        new RunAction(),
        new TemplatesAction(),
        new SaveAction(),
        new RunTemplateAction(),
        new BackgroundAction(),
        new InteractiveAction(),
        new AgentAction(),
        new ModelAction(),
        new DoctorAction(),
        new ConfigAction(),
        new PermissionsAction(),
        new FsckAction(),
        new PurgeAction(),
        new DemoAction(),
        new CompletionAction(),
        new HistoryAction(),
        new ContextAction(),
        new ClearAction(),
        new HelpAction(),
        new QuitAction(),
    ];

    public static IEnumerable<UserAction> For(ActionPlaces place) => All.Where(action => action.Places.HasFlag(place));

    /// <summary>Null for a name nobody has.</summary>
    public static UserAction? Find(string name, ActionPlaces place) =>
        For(place).FirstOrDefault(action => action.Name == name || action.Command.Aliases.Contains(name));
}
