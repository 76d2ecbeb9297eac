using System.Collections.Immutable;
using System.Diagnostics;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>A job under strace: what it called, printed and said, and how it ended.</summary>
/// <param name="Calls">Those that change files, and what was printed.</param>
/// <param name="Failed">The calls that failed because they were told to, in words.</param>
internal sealed record TracedRun(
    ImmutableArray<SystemCall> Calls,
    ImmutableArray<string> Failed,
    int Code,
    ImmutableArray<string> Printed,
    string Error
)
{
    private const string Traced =
        "openat,open,mkdir,mkdirat,write,pwrite64,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,fsync,fdatasync";

    /// <param name="onRound">Before each reply of the model, with its number.</param>
    /// <param name="onPrinted">After each line on standard output.</param>
    /// <param name="injection">What strace makes fail, as it says it: <c>fsync:error=EIO:when=3</c>. Null for nothing.</param>
    /// <param name="keepsFiles">Else the job's directory goes once its result has landed.</param>
    public static async Task<TracedRun> Async(
        string binary,
        Workplace place,
        Func<int, Task> onRound,
        Action? onPrinted = null,
        string? injection = null,
        bool keepsFiles = true
    )
    {
        await using var server = await FakeModelServer.StartAsync(
            new CarefulModel(place.Write("nonces", ""), onRound).Script
        );
        string[] words =
        [
            "--config",
            Config(place, keepsFiles),
            "--allow",
            "all",
            "run",
            "--json",
            "--agent",
            "quick",
            "work",
        ];
        return await OfAsync(binary, place, server.BaseUrl, words, onPrinted, injection);
    }

    /// <summary>One command under strace.</summary>
    /// <param name="place">Where the trace is written, and the command runs unless there is a <paramref name="home"/>.</param>
    /// <param name="home">Where the command runs, beside another that is traced.</param>
    public static async Task<TracedRun> OfAsync(
        string binary,
        Workplace place,
        Uri server,
        IEnumerable<string> words,
        Action? onPrinted = null,
        string? injection = null,
        Workplace? home = null
    )
    {
        var trace = place.Write("trace", "");
        using var process = Process.Start(Start(binary, home ?? place, server, trace, words, injection))!;
        var error = process.StandardError.ReadToEndAsync();
        var printed = ImmutableArray.CreateBuilder<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            printed.Add(line);
            onPrinted?.Invoke();
        }
        await process.WaitForExitAsync();
        var lines = await File.ReadAllLinesAsync(trace);
        return new TracedRun(
            [.. SystemCall.Read(lines).Where(static call => call.Descriptor == 1 || call.Arguments.Length > 0)],
            [.. lines.Where(static line => line.EndsWith("(INJECTED)", StringComparison.Ordinal))],
            process.ExitCode,
            printed.ToImmutable(),
            await error
        );
    }

    /// <summary>Its calls. Throws <see cref="NotMeasuredException"/> where it did not end well.</summary>
    public List<SystemCall> Demanded() =>
        Code == 0 ? [.. Calls] : throw new NotMeasuredException($"under strace it ended with {Code}: {Error}");

    /// <summary>The configuration of every traced job: its commands reach the nonces.</summary>
    public static string Config(Workplace place, bool keepsFiles = true) =>
        place.Write(
            "config.json",
            $$"""{ "debug": { "keep_temp_files": {{(keepsFiles ? "true" : "false")}} }, "sandbox": { "mode": "off" } }"""
        );

    private static ProcessStartInfo Start(
        string binary,
        Workplace place,
        Uri server,
        string trace,
        IEnumerable<string> words,
        string? injection
    )
    {
        string[] injected = injection is null ? [] : ["-e", $"inject={injection}"];
        var start = new ProcessStartInfo(
            "strace",
            [
                "-f",
                "--seccomp-bpf",
                "-y",
                "-xx",
                "-s",
                "4000000",
                "-e",
                $"trace={Traced}",
                .. injected,
                "-o",
                trace,
                binary,
                .. words,
            ]
        )
        {
            UseShellExecute = false,
            WorkingDirectory = place.WorkDir,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in place.Environment(server))
        {
            start.Environment[name] = value;
        }
        if (System.Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } runtime)
        {
            start.Environment["DOTNET_ROOT"] = runtime;
        }
        return start;
    }
}
