using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Demo;

/// <summary>Types a script at human pace where a user would type; what is seen is drawn as at any terminal.</summary>
internal sealed class DemoTerminal : Terminal
{
    private static readonly TimeSpan Key = TimeSpan.FromMilliseconds(38);
    private static readonly TimeSpan Thought = TimeSpan.FromMilliseconds(1100);

    private readonly IEnumerator<string> lines;
    private readonly double speed;
    private readonly LineEditor editor;
    private readonly ScreenDisplay display;
    private readonly Lock gate = new();
    private bool isReading;
    private string? status;

    public DemoTerminal(TerminalTraits traits, IEnumerable<string> script, double speed)
        : base(traits, new History(null))
    {
        lines = script.GetEnumerator();
        this.speed = speed;
        editor = new LineEditor(History);
        display = new ScreenDisplay(traits);
    }

    public override int Width => Math.Max(2, Tty.Size(Tty.Output)?.Width ?? 80);

    public override int Height => Tty.Size(Tty.Output)?.Height ?? 24;

    public override async Task<Typed> ReadAsync(Prompt prompt, CancellationToken stop)
    {
        Change(() => (editor.Prompt, isReading) = (prompt, true));
        await Task.Delay(Thought / speed, stop);
        do
        {
            if (!lines.MoveNext())
            {
                Change(() => isReading = false);
                return new Typed.EndOfInput();
            }
            if (IsRemark(lines.Current))
            {
                Above($"\n{(Colour ? $"\e[2m{lines.Current}\e[0m" : lines.Current)}");
                await Task.Delay(Thought / speed, stop);
            }
        } while (IsRemark(lines.Current));
        for (var length = 1; length <= lines.Current.Length; length++)
        {
            var part = lines.Current[..length];
            Change(() => editor.Line.SetText(part));
            await Task.Delay(Key / speed, stop);
        }
        var finished = display.Leave(editor, "").Above;
        Change(
            () =>
            {
                isReading = false;
                editor.Line.SetText("");
            },
            finished
        );
        return new Typed.Line(lines.Current);
    }

    public override void SetPrompt(Prompt prompt) => Change(() => editor.Prompt = prompt);

    public override void Above(string text) =>
        Change(static () => { }, SafeText.Lines(text, Colour).TrimEnd('\n') + "\n");

    public override void SetStatus(string? line) => Change(() => status = line);

    public override void Alert(string text) { }

    public override void Clear() { }

    public override Task FlushAsync() => Task.CompletedTask;

    public override async Task RunOutsideAsync(Func<Task> run)
    {
        await run();
        lock (gate)
        {
            if (!Traits.Plain)
            {
                Write(display.StartAfresh(Width));
            }
        }
    }

    public override ValueTask DisposeAsync()
    {
        lines.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Without a screen to redraw only the finished lines are written.</summary>
    private void Change(Action change, string above = "")
    {
        lock (gate)
        {
            change();
            Write(Traits.Plain ? above : display.Draw(above, status, isReading ? editor : null, Width, Height));
        }
    }

    /// <summary>A line that tells the reader what comes, as a comment does in a shell.</summary>
    private static bool IsRemark(string line) => line.StartsWith("# ", StringComparison.Ordinal);

    private static void Write(string text) => Tty.Write(Tty.Output, Encoding.UTF8.GetBytes(text));
}
