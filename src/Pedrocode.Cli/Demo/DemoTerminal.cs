using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Demo;

/// <summary>Types a script at human pace where a user would type; everything else is as at any terminal.</summary>
internal sealed class DemoTerminal(TerminalTraits traits, IEnumerable<string> script, double speed)
    : Terminal(traits, new History(null))
{
    private static readonly TimeSpan Key = TimeSpan.FromMilliseconds(38);
    private static readonly TimeSpan Thought = TimeSpan.FromMilliseconds(1100);

    private readonly Queue<string> lines = new(script);
    private readonly Lock gate = new();
    private string prompt = "";
    private string typed = "";

    public override int Width => Tty.Size(Tty.Output)?.Width ?? 80;

    public override int Height => Tty.Size(Tty.Output)?.Height ?? 24;

    public override async Task<Typed> ReadAsync(Prompt shown, CancellationToken stop)
    {
        SetPrompt(shown);
        await Task.Delay(Thought / speed, stop);
        if (!lines.TryDequeue(out var line))
        {
            Draw(static state => state.Erase());
            return new Typed.EndOfInput();
        }
        for (var length = 1; length <= line.Length; length++)
        {
            var part = line[..length];
            Draw(state =>
            {
                state.Erase();
                state.typed = part;
                state.Redraw();
            });
            await Task.Delay(Key / speed, stop);
        }
        Draw(state =>
        {
            state.Erase();
            Write(state.prompt + state.typed + "\n");
            state.prompt = state.typed = "";
        });
        return new Typed.Line(line);
    }

    public override void SetPrompt(Prompt shown) =>
        Draw(state =>
        {
            state.Erase();
            state.prompt = shown.Text;
            state.Redraw();
        });

    public override void Above(string text) =>
        Draw(state =>
        {
            state.Erase();
            Write(text.TrimEnd('\n') + "\n");
            state.Redraw();
        });

    public override void SetStatus(string? line) { }

    public override void Alert(string text) { }

    public override void Clear() { }

    public override Task FlushAsync() => Task.CompletedTask;

    public override Task RunOutsideAsync(Func<Task> run) => run();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Write(string text) => Tty.Write(Tty.Output, Encoding.UTF8.GetBytes(text));

    private void Draw(Action<DemoTerminal> draw)
    {
        lock (gate)
        {
            draw(this);
        }
    }

    private void Erase()
    {
        if (!Traits.Plain)
        {
            Write("\r\e[K");
        }
    }

    private void Redraw()
    {
        if (!Traits.Plain)
        {
            Write(prompt + typed);
        }
    }
}
