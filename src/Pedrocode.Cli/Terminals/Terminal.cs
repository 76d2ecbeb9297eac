namespace Pedrocode.Cli.Terminals;

/// <summary>
/// The screen and the keyboard, or the pipes that stand for them. All members may be called from any thread; none but
/// <see cref="ReadAsync"/>, <see cref="FlushAsync"/> and <see cref="RunOutsideAsync"/> waits for anything.
/// </summary>
public abstract class Terminal(TerminalTraits traits, History history) : IAsyncDisposable
{
    public TerminalTraits Traits => traits;

    /// <summary>Whether colour sequences reach the user: a terminal that wants them, and no NO_COLOR.</summary>
    public bool Colour => traits.Colours > ColourDepth.None;

    /// <summary>Whether the locale can show more than ASCII.</summary>
    public bool Unicode => traits.Unicode;

    /// <summary>Whether standard input and standard output are both a terminal: somebody is there to answer.</summary>
    public bool Interactive => traits.Interactive;

    /// <summary>The lines typed so far, of this and earlier sessions.</summary>
    public History History => history;

    public abstract int Width { get; }

    public abstract int Height { get; }

    /// <summary>Whether the terminal has the focus; null where it does not say.</summary>
    public virtual bool? Focused => null;

    /// <summary>Whether a child has the terminal, or just had it: a Ctrl+C is meant for it, whoever else gets the signal, and when.</summary>
    public virtual bool IsOutside => false;

    /// <summary>Raised, on a thread of its own, by Ctrl+C while nobody reads.</summary>
    public event Action? Interrupted;

    /// <summary>Takes the terminal: a line editor where somebody sits, plain lines for pipes.</summary>
    public static Terminal Open(TerminalOptions options)
    {
        var traits = TerminalTraits.Of(options);
        var history = new History(options.HistoryFile);
        Terminal terminal =
            traits.Interactive && TerminalModes.Read() is { } modes
                ? new RawTerminal(traits, history, modes, options.Variable)
                : new PlainTerminal(traits, history);
        history.SavingFailed += reason => terminal.Above($"typed lines are not remembered: {reason}");
        return terminal;
    }

    /// <summary>
    /// One entry of the user. When <paramref name="stop"/> is cancelled the read ends with an
    /// <see cref="OperationCanceledException"/> and what was typed so far is kept for the next one.
    /// </summary>
    public abstract Task<Typed> ReadAsync(Prompt prompt, CancellationToken stop);

    /// <summary>Changes the prompt, also while the user types.</summary>
    public abstract void SetPrompt(Prompt prompt);

    /// <summary>Writes finished lines above the prompt, never into the typed line.</summary>
    public abstract void Above(string text);

    /// <summary>One live line directly above the prompt, or none. Plain terminals do not show it.</summary>
    public abstract void SetStatus(string? line);

    /// <summary>Rings the bell and, where the terminal knows how, raises a desktop notification.</summary>
    public abstract void Alert(string text);

    /// <summary>Empties the screen; the scrollback stays.</summary>
    public abstract void Clear();

    /// <summary>Ends when everything said so far is on the screen.</summary>
    public abstract Task FlushAsync();

    /// <summary>Gives the real terminal to <paramref name="run"/> (an editor, a pager, the user's command), then takes it back.</summary>
    public abstract Task RunOutsideAsync(Func<Task> run);

    public abstract ValueTask DisposeAsync();

    protected void OnInterrupted() => ThreadPool.QueueUserWorkItem(_ => Interrupted?.Invoke());
}
