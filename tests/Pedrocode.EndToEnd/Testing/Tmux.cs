using System.Diagnostics;
using System.Globalization;

namespace Pedrocode.EndToEnd.Testing;

/// <summary>
/// A real terminal to run a command in: one pane of a tmux server of its own, with nobody's configuration. Start it,
/// send keys, wait until the screen shows what it should.
/// </summary>
public sealed class Tmux : IAsyncDisposable
{
    private const string Configuration = """
        set -g default-terminal tmux-256color
        set -g history-limit 100000
        set -g status off
        set -g focus-events on
        set -s escape-time 0
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Short: a socket's path may have no more than a hundred characters.
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("tm-");

    private Tmux() { }

    private string ExitFile => Path.Combine(directory.FullName, "exit");

    /// <summary>Runs a shell command in a pane of its own. The environment is this process's and what is given.</summary>
    public static async Task<Tmux> StartAsync(
        string command,
        int width = 80,
        int height = 24,
        params (string Name, string Value)[] environment
    )
    {
        var tmux = new Tmux();
        var configuration = Path.Combine(tmux.directory.FullName, "tmux.conf");
        await File.WriteAllTextAsync(configuration, Configuration);
        string[] variables = [.. environment.SelectMany(v => new[] { "-e", $"{v.Name}={v.Value}" })];
        await tmux.RunAsync([
            "-f",
            configuration,
            "new-session",
            "-d",
            "-x",
            $"{width}",
            "-y",
            $"{height}",
            .. variables,
            // A shell around it, which a Ctrl+C does not end, writes down the code; tmux itself loses it now and then.
            $"trap : INT; ( {command} )\necho $? >{tmux.ExitFile}~; mv {tmux.ExitFile}~ {tmux.ExitFile}; exec sleep 1000",
        ]);
        return tmux;
    }

    /// <summary>Keys by tmux's names: Enter, C-c, M-b, Left, Escape.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    /// <summary>Characters as they are.</summary>
    public Task TypeAsync(string text) =>
        // A semicolon at the end of an argument would end tmux's own command.
        RunAsync(["send-keys", "-l", "--", text.EndsWith(';') ? text[..^1] + "\\;" : text]);

    /// <summary>A line and Enter.</summary>
    public async Task TypeLineAsync(string text)
    {
        await TypeAsync(text);
        await PressAsync("Enter");
    }

    /// <summary>A paste as the terminal does it, bracketed where the program wants that.</summary>
    public async Task PasteAsync(string text)
    {
        var file = Path.Combine(directory.FullName, "paste");
        await File.WriteAllTextAsync(file, text);
        await RunAsync(["load-buffer", file, ";", "paste-buffer", "-p"]);
    }

    /// <summary>Ends when the program's terminal has the size too: tmux tells it up to a quarter of a second later.</summary>
    public async Task ResizeAsync(int width, int height)
    {
        await RunAsync(["resize-window", "-x", $"{width}", "-y", $"{height}"]);
        var terminal = await RunAsync(["display-message", "-p", "#{pane_tty}"]);
        await Eventually.ValueAsync(() => SizeOf(terminal) == $"{height} {width}" ? "yes" : null);
    }

    private static string SizeOf(string terminal)
    {
        using var stty = Process.Start(
            new ProcessStartInfo("stty", ["-F", terminal, "size"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        return stty.StandardOutput.ReadToEnd().Trim();
    }

    /// <summary>Sends what the program writes from now on to a file too, byte for byte.</summary>
    public async Task<string> RecordAsync()
    {
        var file = Path.Combine(directory.FullName, "output");
        await RunAsync(["pipe-pane", $"cat > {file}"]);
        return file;
    }

    public async Task<PaneScreen> LookAsync()
    {
        var said = await RunAsync([
            "display-message",
            "-p",
            "#{cursor_x} #{cursor_y} #{pane_width} #{pane_height}",
            ";",
            "capture-pane",
            "-p",
        ]);
        var lines = said.Split('\n');
        var facts = lines[0].Split(' ');
        var height = Number(facts[3]);
        return new PaneScreen([
            .. lines[1..].Concat(Enumerable.Repeat("", height)).Take(height).Select(l => l.TrimEnd()),
        ])
        {
            CursorColumn = Number(facts[0]),
            CursorRow = Number(facts[1]),
            Width = Number(facts[2]),
            Height = height,
            ExitCode = File.Exists(ExitFile) ? Number(await File.ReadAllTextAsync(ExitFile)) : null,
        };
    }

    /// <summary>All lines, those that scrolled away too, with wrapped ones joined.</summary>
    public async Task<IReadOnlyList<string>> LookBackAsync() =>
        [.. (await RunAsync(["capture-pane", "-p", "-J", "-S", "-"])).Split('\n').Select(l => l.TrimEnd())];

    /// <summary>Waits until there is such a line, be it that it has scrolled away.</summary>
    public async Task WaitBackForAsync(string line)
    {
        var clock = Stopwatch.StartNew();
        while (!(await LookBackAsync()).Contains(line))
        {
            clock.Elapsed.ShouldBeLessThan(Patience, $"waited in vain for \"{line}\"");
        }
    }

    /// <summary>Waits until the screen is as wanted, and returns it; fails with the screen as it was last.</summary>
    public async Task<PaneScreen> WaitAsync(string forWhat, Func<PaneScreen, bool> isThere)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var screen = await LookAsync();
            if (isThere(screen))
            {
                return screen;
            }
            if (clock.Elapsed > Patience)
            {
                Assert.Fail($"waited in vain for {forWhat}; the screen is:\n{screen}");
            }
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until some row contains the text.</summary>
    public Task<PaneScreen> WaitForAsync(string text) =>
        WaitAsync($"\"{text}\"", screen => screen.Rows.Any(row => row.Contains(text, StringComparison.Ordinal)));

    /// <summary>Waits until the row with the cursor is exactly this.</summary>
    public Task<PaneScreen> WaitForLineAsync(string line) =>
        WaitAsync($"the line \"{line}\"", screen => screen.Line == line.TrimEnd());

    public async ValueTask DisposeAsync()
    {
        // A server whose last command has ended may be gone already.
        await AskAsync(["kill-server"]);
        directory.Delete(recursive: true);
    }

    private async Task<string> RunAsync(string[] arguments)
    {
        var (code, output, error) = await AskAsync(arguments);
        code.ShouldBe(0, $"tmux {string.Join(' ', arguments)}: {error}");
        return output.TrimEnd('\n');
    }

    private async Task<(int Code, string Output, string Error)> AskAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-u", "-S", Path.Combine(directory.FullName, "s"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        start.Environment.Remove("NO_COLOR");
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(
                "These tests need tmux (apt install tmux, brew install tmux): a real terminal is what they look at.",
                e
            );
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
