using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>Lines in, lines out: for pipes, dumb terminals and screen readers. Nothing is redrawn and no escape is sent.</summary>
internal sealed class PlainTerminal(TerminalTraits traits, History history) : Terminal(traits, history)
{
    private readonly Lock gate = new();
    private readonly WakeUp wakeUp = new();
    private readonly List<byte> unread = [];
    private bool atEnd;
    private Prompt? shown;

    public override int Width => Tty.Size(Tty.Output)?.Width ?? 80;

    public override int Height => Tty.Size(Tty.Output)?.Height ?? 24;

    public override Task<Typed> ReadAsync(Prompt prompt, CancellationToken stop) =>
        Task.Factory.StartNew(() => Read(prompt, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public override void SetPrompt(Prompt prompt) { }

    public override void Above(string text)
    {
        lock (gate)
        {
            Write((shown is null ? "" : "\n") + text.TrimEnd('\n') + "\n" + PromptText(shown));
        }
    }

    public override void SetStatus(string? line) { }

    public override void Alert(string text) { }

    public override void Clear() { }

    public override Task FlushAsync() => Task.CompletedTask;

    public override Task RunOutsideAsync(Func<Task> run) => run();

    public override ValueTask DisposeAsync()
    {
        wakeUp.Dispose();
        return ValueTask.CompletedTask;
    }

    private Typed Read(Prompt prompt, CancellationToken stop)
    {
        using var waking = stop.Register(wakeUp.Wake);
        Show(prompt);
        try
        {
            while (true)
            {
                if (unread.IndexOf((byte)'\n') is var end and >= 0)
                {
                    return Take(end, end + 1, prompt);
                }
                if (atEnd)
                {
                    return unread.Count > 0 ? Take(unread.Count, unread.Count, prompt) : new Typed.EndOfInput();
                }
                Fill(stop);
            }
        }
        finally
        {
            Show(null);
        }
    }

    private Typed.Line Take(int length, int consumed, Prompt prompt)
    {
        var line = Encoding.UTF8.GetString([.. unread[..length]]).TrimEnd('\r');
        unread.RemoveRange(0, consumed);
        if (prompt.Remembered && Traits.Interactive)
        {
            History.Add(line);
        }
        return new Typed.Line(line);
    }

    private void Fill(CancellationToken stop)
    {
        var (input, woken) = Tty.WaitForEither(Tty.Input, wakeUp.Descriptor, -1);
        if (woken)
        {
            wakeUp.Reset();
            stop.ThrowIfCancellationRequested();
        }
        if (input)
        {
            Span<byte> bytes = stackalloc byte[4096];
            var count = Tty.Read(Tty.Input, bytes);
            unread.AddRange(bytes[..count]);
            atEnd = count == 0;
        }
    }

    private void Show(Prompt? prompt)
    {
        lock (gate)
        {
            shown = prompt;
            Write(PromptText(prompt));
        }
    }

    private string PromptText(Prompt? prompt) => prompt is null || !Traits.Interactive ? "" : prompt.Text;

    private static void Write(string text) => Tty.Write(Tty.Output, Encoding.UTF8.GetBytes(text));
}
