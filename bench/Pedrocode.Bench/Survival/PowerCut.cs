using System.Diagnostics;
using System.Text;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>
/// <c>power-cut [--binary PATH]</c>: a job under strace; then, for every moment of it, what a disk would hold that lost all that was
/// not synced. Every event that was printed must be there, and so must what the journal names.
/// </summary>
internal static class PowerCut
{
    private const string Calls =
        "openat,open,mkdir,mkdirat,write,pwrite64,ftruncate,rename,renameat,renameat2,fsync,fdatasync";

    public static async Task<int> RunAsync(string[] words)
    {
        var at = Array.IndexOf(words, "--binary");
        var report = await MeasureAsync(Binary.Find(at < 0 ? null : words[at + 1]));
        Console.WriteLine(report);
        return report.IsSound ? 0 : 1;
    }

    public static async Task<PowerCutReport> MeasureAsync(string binary)
    {
        using var place = new Workplace();
        var calls = await TraceAsync(binary, place);
        var syncs = calls
            .Select(static (call, i) => (call, i))
            .Where(static one =>
                one.call.Name is "fsync" or "fdatasync"
                && one.call.Path.EndsWith("/journal.jsonl", StringComparison.Ordinal)
            )
            .Select(static one => one.i)
            .ToList();
        var (printed, lost, cuts) = Replay(place, calls, without: -1);
        return new PowerCutReport(
            Printed: printed,
            Moments: cuts,
            Lost: lost,
            JournalSyncs: syncs.Count,
            // Events of an ending are followed by nothing printed; all others are.
            NoticedWhenLeftOut: syncs.Count(sync => Replay(place, calls, sync).Lost > 0)
        );
    }

    private static (int Printed, int Lost, int Moments) Replay(Workplace place, List<SystemCall> calls, int without)
    {
        var disk = new Disk(place.State);
        var printed = new List<string>();
        var (lost, moments) = (0, 0);
        var random = new Random(1);
        for (var i = 0; i < calls.Count; i++)
        {
            disk.Do(calls[i], ignores: i == without);
            if (calls[i] is { Name: "write", Descriptor: 1 } print)
            {
                printed.AddRange(
                    Encoding
                        .UTF8.GetString(print.Strings.First())
                        .Split('\n')
                        .Where(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal))
                );
            }
            else if (calls[i].Descriptor == 1)
            {
                continue;
            }
            moments++;
            lost += Missing(disk, printed, random);
        }
        return (printed.Count, lost, moments);
    }

    private static int Missing(Disk disk, List<string> printed, Random random)
    {
        if (printed.Count == 0)
        {
            return 0;
        }
        var journal = disk.Names.FirstOrDefault(static name =>
            name.EndsWith("/journal.jsonl", StringComparison.Ordinal)
        );
        var there = journal is null ? null : disk.AfterTornWrite(journal, random);
        if (there is null)
        {
            return printed.Count;
        }
        // Sequence by sequence: the last that was printed stands there, whole, and so do all before it.
        var text = Encoding.UTF8.GetString(there);
        return printed.Count(line => !text.Contains(line + "\n", StringComparison.Ordinal));
    }

    private static async Task<List<SystemCall>> TraceAsync(string binary, Workplace place)
    {
        var nonces = place.Write("nonces", "");
        var trace = place.Write("trace", "");
        var config = place.Write("config.json", """{ "debug": { "keep_temp_files": true } }""");
        await using var server = await FakeModelServer.StartAsync(
            new CarefulModel(nonces, static _ => Task.CompletedTask).Script
        );
        var start = new ProcessStartInfo(
            "strace",
            [
                "-f",
                "-y",
                "-xx",
                "-s",
                "4000000",
                "-e",
                $"trace={Calls}",
                "-o",
                trace,
                binary,
                "--config",
                config,
                "--allow",
                "all",
                "run",
                "--json",
                "--agent",
                "quick",
                "work",
            ]
        )
        {
            UseShellExecute = false,
            WorkingDirectory = place.WorkDir,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in place.Environment(server.BaseUrl))
        {
            start.Environment[name] = value;
        }
        if (System.Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } runtime)
        {
            start.Environment["DOTNET_ROOT"] = runtime;
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        _ = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ?
            [
                .. SystemCall
                    .Read(File.ReadLines(trace))
                    .Where(call => call.Descriptor == 1 || call.Arguments.Length > 0),
            ]
            : throw new NotMeasuredException($"under strace it ended with {process.ExitCode}: {await error}");
    }
}

/// <param name="Moments">After so many system calls the power was cut.</param>
/// <param name="NoticedWhenLeftOut">Of the journal's syncs, each left out in a replay of its own.</param>
internal sealed record PowerCutReport(int Printed, int Moments, int Lost, int JournalSyncs, int NoticedWhenLeftOut)
{
    /// <summary>The last syncs may be followed by nothing that was printed.</summary>
    public bool IsSound => Printed > 10 && Lost == 0 && NoticedWhenLeftOut >= JournalSyncs - 1;

    public override string ToString() =>
        $"""
            | events printed | moments of a power cut | printed events lost | journal syncs | noticed when one is left out |
            |---:|---:|---:|---:|---:|
            | {Printed} | {Moments} | {Lost} | {JournalSyncs} | {NoticedWhenLeftOut} |
            """;
}
