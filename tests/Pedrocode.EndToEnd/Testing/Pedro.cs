using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Testing;

/// <summary>The real program with a home, a state directory and projects of its own, and a fake model to talk to.</summary>
internal sealed partial class Pedro : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("pedro-e2e-").FullName;
    private readonly FakeModelServer? model;

    private Pedro(FakeModelServer? model)
    {
        this.model = model;
        Directory.CreateDirectory(Home);
        KeepJobs();
        Variables = new()
        {
            ["HOME"] = Home,
            ["PEDROCODE_HOME"] = State,
            ["LANG"] = "C.UTF-8",
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        };
        if (model is not null)
        {
            Variables["PEDROCODE_BASE_URL"] = model.BaseUrl.ToString();
            Variables["PEDROCODE_MODEL"] = "fake-model";
        }
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } runtime)
        {
            Variables["DOTNET_ROOT"] = runtime;
        }
    }

    /// <summary>The binary under test: <c>PEDROCODE_BINARY</c>, else the one built beside these tests.</summary>
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("PEDROCODE_BINARY") ?? Path.Combine(AppContext.BaseDirectory, "pedrocode");

    /// <summary>The whole environment of the program.</summary>
    public Dictionary<string, string> Variables { get; }

    public FakeModelServer Model => model ?? throw new InvalidOperationException("this test has no model");

    public string Home => Path.Combine(folder, "home");

    public string State => Path.Combine(folder, "state");

    public static async Task<Pedro> WithAsync(params Rule[] rules) => new(await FakeModelServer.StartAsync(rules));

    public static async Task<Pedro> WithAsync(ModelScript script) => new(await FakeModelServer.StartAsync(script));

    public static Pedro WithoutModel() => new(null);

    /// <summary>Without it, a job that is done loses its directory as it does for every user.</summary>
    public void CleanUpJobs() => File.Delete(Config);

    public string Config => Path.Combine(Home, ".config", "pedrocode", "config.json");

    private void KeepJobs()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        File.WriteAllText(Config, """{ "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" } }""");
    }

    /// <summary>A project's directory, made when first asked for.</summary>
    public string Project(string name = "project") => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    /// <summary>
    /// Starts the program in a project, its standard input closed unless given. It hears SIGINT though whoever runs the tests in the
    /// background may not.
    /// </summary>
    public RunningPedro Start(IEnumerable<string> arguments, string project = "project", string? input = null)
    {
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", Binary, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = Project(project),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new RunningPedro(process);
    }

    public Task<Ended> RunAsync(params string[] arguments) => Start(arguments).EndAsync();

    /// <summary>Starts the prompt in a real terminal, tall enough that nothing a test looks for scrolls away.</summary>
    public Task<Tmux> StartInTerminalAsync(params string[] arguments) =>
        Tmux.StartAsync(
            $"cd '{Project()}' && exec '{Binary}' {string.Join(' ', arguments)}",
            height: 80,
            environment: [.. Variables.Select(static variable => (variable.Key, variable.Value))]
        );

    /// <summary>The jobs as <c>jobs --all --ended --json</c> tells them.</summary>
    public async Task<ImmutableArray<JsonElement>> JobsAsync()
    {
        var ended = await RunAsync("jobs", "--all", "--ended", "--json");
        using var json = JsonDocument.Parse(ended.Output);
        return [.. json.RootElement.EnumerateArray().Select(static job => job.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        if (model is not null)
        {
            await model.DisposeAsync();
        }
        await RemoveAsync();
    }

    /// <summary>A program whose terminal has just gone may still write what it has to say.</summary>
    private async Task RemoveAsync()
    {
        for (var left = 50; ; left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (left > 0)
            {
                await Task.Delay(100);
            }
        }
    }

    internal sealed record Ended(int Code, string Output, string Error);

    internal sealed partial class RunningPedro(Process process)
    {
        private readonly Task<string> output = process.StandardOutput.ReadToEndAsync();
        private readonly Task<string> error = process.StandardError.ReadToEndAsync();

        /// <summary>The most memory it has had resident, until it ends.</summary>
        public async Task<long> PeakMemoryAsync()
        {
            var peak = 0L;
            while (!process.HasExited)
            {
                process.Refresh();
                peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
                await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(20));
            }
            return peak;
        }

        public async Task<Ended> EndAsync()
        {
            using var deadline = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(deadline.Token);
            return new Ended(process.ExitCode, await output, await error);
        }

        public int Id => process.Id;

        public void Signal(int number) => Kill(process.Id, number);

        [LibraryImport("libc", EntryPoint = "kill")]
        private static partial int Kill(int pid, int signal);
    }
}
