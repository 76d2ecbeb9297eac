using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pedrocode.Cli.Terminals;
using Pedrocode.TerminalHost;

// A program that has nothing but a terminal: each line typed is an order or is printed back as JSON.
var settings = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a.Length > 1 ? a[1] : "");
await using var terminal = Terminal.Open(
    new TerminalOptions
    {
        HistoryFile = settings.GetValueOrDefault("--history"),
        Plain = settings.ContainsKey("--plain"),
    }
);
var prompt = new Prompt(settings.GetValueOrDefault("--prompt", "pedro:build> "))
{
    Keys = "b",
    Complete = (text, cursor, _) => Task.FromResult(Words.Offer(text[..cursor])),
};
var interrupted = new TaskCompletionSource();
terminal.Interrupted += () =>
{
    terminal.Above("interrupted while busy");
    interrupted.TrySetResult();
};

while (true)
{
    switch (await terminal.ReadAsync(prompt, CancellationToken.None))
    {
        case Typed.Line line:
            if (await ObeyAsync(line.Text.Split(' ', 3)) is { } code)
            {
                return code;
            }
            break;
        case Typed.Interrupt interrupt:
            terminal.Above("interrupt: " + JsonEncodedText.Encode(interrupt.Abandoned));
            break;
        case Typed.Key key:
            terminal.Above("key: " + key.Letter);
            break;
        case Typed.EndOfInput:
            terminal.Above("end of input");
            return 0;
    }
}

async Task<int?> ObeyAsync(string[] order)
{
    switch (order)
    {
        case ["exit", ..]:
            return 7;
        case ["throw", ..]:
            throw new InvalidOperationException("as ordered");
        case ["crash", ..]:
            new Thread(() => throw new InvalidOperationException("on a thread of its own")).Start();
            await Task.Delay(Timeout.Infinite);
            break;
        case ["leave", ..]:
            Environment.Exit(3);
            break;
        case ["status", ..]:
            terminal.SetStatus(order.Length > 1 ? string.Join(' ', order[1..]) : null);
            break;
        case ["busy", ..]:
            terminal.Above("busy");
            await interrupted.Task;
            break;
        case ["pause", ..]:
            await Task.Delay(TimeSpan.FromSeconds(1));
            break;
        case ["notes", var perSecond, var seconds]:
            _ = NoteAsync(Number(perSecond), Number(seconds));
            break;
        case ["signal", var name, ..]:
            await RunAsync($"kill -{name} {Environment.ProcessId}", output: true);
            break;
        case ["outside", ..]:
            await terminal.RunOutsideAsync(() => RunAsync(string.Join(' ', order[1..]), output: false));
            break;
        case ["inside", ..]:
            await RunAsync(string.Join(' ', order[1..]), output: true);
            break;
        case ["length", ..]:
            terminal.Above("length: " + string.Join(' ', order).Length);
            break;
        default:
            var text = string.Join(' ', order);
            terminal.Above(text.Length > 200 ? $"long: {text.Length}" : $"line: {JsonEncodedText.Encode(text)}");
            break;
    }
    return null;
}

async Task NoteAsync(int perSecond, int seconds)
{
    var clock = Stopwatch.StartNew();
    for (var said = 0; said < perSecond * seconds; )
    {
        for (var due = (int)Math.Min(perSecond * seconds, clock.Elapsed.TotalSeconds * perSecond); said < due; said++)
        {
            terminal.Above($"note {said} of many that are printed while somebody types");
        }
        await Task.Delay(1);
    }
    await terminal.FlushAsync();
    terminal.Above("all noted");
}

static async Task RunAsync(string command, bool output)
{
    using var process = Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            RedirectStandardInput = output,
            RedirectStandardOutput = output,
            RedirectStandardError = output,
        }
    )!;
    await process.WaitForExitAsync();
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
