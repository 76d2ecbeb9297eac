namespace Pedrocode.Cli.Actions;

/// <param name="Name">What <c>/help NAME</c> finds it by.</param>
internal sealed record HelpTopic(string Name, string Title, IReadOnlyList<UserAction> Actions);

/// <summary>The actions of the list by what they are for; those nobody has sorted stand last.</summary>
internal static class HelpTopics
{
    private static readonly (string Name, string Title, string[] Actions)[] Order =
    [
        ("jobs", "Jobs", ["jobs", "show", "logs", "attach", "wait", "cancel", "resume", "retry"]),
        ("words", "Words for a job", ["approve", "deny", "steer"]),
        ("results", "Results", ["diff", "apply", "undo", "discard", "salvage"]),
        ("tasks", "Tasks", ["run", "background", "interactive", "agent", "model", "templates", "save"]),
        (
            "here",
            "Here",
            ["context", "config", "permissions", "doctor", "fsck", "history", "clear", "demo", "help", "quit"]
        ),
    ];

    /// <summary>What a newcomer needs, in the order they need it.</summary>
    public static IEnumerable<UserAction> First() =>
        new[] { "background", "jobs", "logs", "cancel", "diff", "undo", "quit" }
            .Select(static name => ActionList.Find(name, ActionPlaces.Repl))
            .OfType<UserAction>();

    public static IEnumerable<HelpTopic> For(ActionPlaces place)
    {
        var all = ActionList.For(place).ToList();
        foreach (var (name, title, names) in Order)
        {
            var actions = names.Select(one => all.Find(action => action.Name == one)).OfType<UserAction>().ToList();
            if (actions.Count > 0)
            {
                yield return new HelpTopic(name, title, actions);
            }
        }
        var others = all.Where(static action => !Order.Any(topic => topic.Actions.Contains(action.Name))).ToList();
        if (others.Count > 0)
        {
            yield return new HelpTopic("more", "More", others);
        }
    }
}
