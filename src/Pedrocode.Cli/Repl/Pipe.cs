using System.Diagnostics;
using System.Text;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Repl;

/// <summary><c>/logs 800 | less</c>: what an action prints goes to a command of the user's, which has the terminal.</summary>
/// <param name="Action">The action's own words.</param>
internal sealed record Pipe(string Action, string Command)
{
    private const string Mark = " | ";

    /// <summary>Null where nothing is piped; in an action that takes free text a bar is text.</summary>
    public static Pipe? Of(string text, UserAction action) =>
        action.WordsBeforeText < 0 && text.IndexOf(Mark, StringComparison.Ordinal) is var at and > 0
            ? new Pipe(text[..at], text[(at + Mark.Length)..].Trim())
            : null;

    /// <summary>A pager shows colours; what any other command reads is plain.</summary>
    public Style StyleOf(Style style) =>
        style with
        {
            Colour = style.Colour && Command.StartsWith("less", StringComparison.Ordinal),
        };

    public async Task RunAsync(string printed, string workDir, CancellationToken stop)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Command])
        {
            UseShellExecute = false,
            WorkingDirectory = workDir,
            RedirectStandardInput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        // As git does: colours are shown, and what fits the screen stays on it.
        start.Environment.TryAdd("LESS", "FRX");
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(printed.AsMemory(), stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has read all it wanted, as head does.
        }
        await process.WaitForExitAsync(stop);
    }
}
