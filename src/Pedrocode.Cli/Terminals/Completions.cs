namespace Pedrocode.Cli.Terminals;

/// <summary>Says what could stand at the cursor. Runs while the user goes on typing; an answer that comes too late is dropped.</summary>
public delegate Task<Completions> Complete(string text, int cursor, CancellationToken stop);

/// <summary>The texts that could replace what stands from <paramref name="Start"/> to the cursor.</summary>
public sealed record Completions(int Start, IReadOnlyList<Completion> Items)
{
    public static Completions None { get; } = new(0, []);
}

/// <summary>One text, and a note shown beside it in the menu (a job's task, an agent's description).</summary>
public sealed record Completion(string Text, string Note = "")
{
    /// <summary>Whether the word ends here and a space follows; false for a directory.</summary>
    public bool EndsWord { get; init; } = true;
}
