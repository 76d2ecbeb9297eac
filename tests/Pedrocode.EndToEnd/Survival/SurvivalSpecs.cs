using System.Diagnostics;
using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Survival;

/// <summary>The survival benchmark, short: its own program, which ends with 1 where anything was lost.</summary>
public class SurvivalSpecs
{
    [Fact]
    public Task Fifty_jobs_killed_at_five_points_lose_nothing_and_do_nothing_twice() =>
        PassesAsync("survival", "--runs", "50", "--seed", "7");

    [Fact]
    public Task Every_printed_event_outlives_a_power_cut_at_any_moment_and_each_sync_left_out_is_noticed() =>
        PassesAsync("power-cut");

    private static async Task PassesAsync(params string[] words)
    {
        var bench = Path.Combine(AppContext.BaseDirectory, "Pedrocode.Bench");
        var start = new ProcessStartInfo(bench, [.. words, "--binary", Pedro.Binary])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output + await error);
    }
}
