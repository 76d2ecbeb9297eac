namespace Pedrocode.Cli.Terminals;

/// <summary>
/// A terminal in raw mode. One thread owns the keyboard, the line and the screen (<see cref="TerminalLoop"/>);
/// everybody else leaves word with it.
/// </summary>
internal sealed class RawTerminal : Terminal
{
    private readonly TerminalTraits traits;
    private readonly TerminalLoop loop;
    private readonly TerminalSignals signals;
    private readonly TtyOutput output;
    private readonly SemaphoreSlim outsideTurn = new(1);

    public RawTerminal(TerminalTraits traits, History history, TerminalModes modes, Func<string, string?> variable)
        : base(traits, history)
    {
        this.traits = traits;
        output = new TtyOutput(modes, usesEscapes: !traits.Plain);
        Display display = traits.Plain ? new TeletypeDisplay(modes.Echo) : new ScreenDisplay(traits);
        loop = new TerminalLoop(display, history, output, variable) { InterruptedWhileBusy = OnInterrupted };
        signals = new TerminalSignals(loop, output);
        loop.Start();
    }

    public override int Width => Tty.Size(Tty.Output)?.Width ?? 80;

    public override int Height => Tty.Size(Tty.Output)?.Height ?? 24;

    public override bool? Focused => loop.Focused;

    public override bool IsOutside => loop.IsOutside;

    public override async Task<Typed> ReadAsync(Prompt prompt, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var reading = new Reading(prompt);
        loop.Post(() => loop.Begin(reading));
        await using var stopping = stop.Register(() => loop.Post(() => loop.Abandon(reading, stop)));
        return await reading.Typed;
    }

    public override void SetPrompt(Prompt prompt) => loop.Post(() => loop.ChangePrompt(prompt));

    public override void Above(string text)
    {
        var lines = SafeText.Lines(text, Colour);
        loop.AddAbove(lines.EndsWith('\n') ? lines : lines + "\n");
    }

    public override void SetStatus(string? line) => loop.Post(() => loop.ChangeStatus(line));

    public override void Alert(string text) => loop.Post(() => loop.Send(AlertSequence.Of(text, traits.Notice)));

    public override void Clear() => loop.Post(loop.ClearScreen);

    public override Task FlushAsync() => loop.AskAsync(loop.Flush);

    public override async Task RunOutsideAsync(Func<Task> run)
    {
        await outsideTurn.WaitAsync();
        try
        {
            await loop.AskAsync(loop.GoOutside);
            await run();
        }
        finally
        {
            await loop.AskAsync(loop.ComeBack);
            outsideTurn.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        var closing = loop.AskAsync(loop.Close);
        if (await Task.WhenAny(closing, Task.Delay(TimeSpan.FromSeconds(2))) != closing)
        {
            // The line is dead: the screen cannot be told any more, but the modes can be restored.
            output.Leave();
        }
        signals.Dispose();
        outsideTurn.Dispose();
        await History.SavedAsync();
    }
}
