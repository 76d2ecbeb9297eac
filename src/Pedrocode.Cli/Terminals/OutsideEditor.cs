using System.Diagnostics;
using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>The user's own editor, for an entry that outgrows a line.</summary>
internal static class OutsideEditor
{
    /// <summary>The text as it was saved there, without the line feed editors put at the end; null when the editor failed.</summary>
    public static async Task<string?> EditAsync(string text, Func<string, string?> variable)
    {
        var editor =
            variable("VISUAL") is { Length: > 0 } visual ? visual
            : variable("EDITOR") is { Length: > 0 } named ? named
            : "vi";
        var directory = Directory.CreateTempSubdirectory("pedrocode-");
        try
        {
            var file = Path.Combine(directory.FullName, "entry.md");
            await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            // The shell reads the words of the variable, as every program does that starts an editor.
            using var process = Process.Start(
                new ProcessStartInfo("/bin/sh", ["-c", editor + " \"$1\"", "sh", file]) { UseShellExecute = false }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? (await File.ReadAllTextAsync(file)).TrimEnd('\n') : null;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
