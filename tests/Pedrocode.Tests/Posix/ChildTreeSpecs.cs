using System.Diagnostics;
using Pedrocode.Core.Posix;

namespace Pedrocode.Tests.Posix;

public class ChildTreeSpecs
{
    [Fact]
    public async Task A_cancelled_child_ends_with_all_it_started()
    {
        using var stop = new CancellationTokenSource();
        var child = new ShellChild("sleep 60 & echo $!; sleep 61");
        var ended = child.RunUntilAsync(stop.Token);
        var background = await child.FirstLine;

        await stop.CancelAsync();

        (await ended).Ending.ShouldBe(ChildEnding.Cancelled);
        ShellChild.Runs(background).ShouldBeFalse();
    }

    [Fact]
    public async Task A_child_that_ignores_the_request_is_dead_within_2_seconds_of_the_cancel()
    {
        using var stop = new CancellationTokenSource();
        var child = new ShellChild("trap '' TERM HUP INT; echo $$; while :; do sleep 1; done");
        var ended = child.RunUntilAsync(stop.Token);
        var pid = await child.FirstLine;

        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        var end = await ended;

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        end.Signal.ShouldBe(9);
        ShellChild.Runs(pid).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancelled_child_may_tidy_up_first()
    {
        using var stop = new CancellationTokenSource();
        var child = new ShellChild("trap 'echo tidied; exit 9' TERM; echo ready; sleep 60 & wait");
        var ended = child.RunUntilAsync(stop.Token);
        await child.FirstLine;

        await stop.CancelAsync();

        (await ended).ExitCode.ShouldBe(9);
        child.Output.ShouldBe("ready\ntidied\n");
    }

    [Fact]
    public async Task A_stopped_child_ends_too()
    {
        using var stop = new CancellationTokenSource();
        var child = new ShellChild("echo $$; kill -STOP $$; sleep 60");
        var ended = child.RunUntilAsync(stop.Token);
        await child.FirstLine;

        await stop.CancelAsync();

        (await ended).Ending.ShouldBe(ChildEnding.Cancelled);
    }

    [Fact]
    public async Task What_made_itself_a_session_ends_too()
    {
        using var stop = new CancellationTokenSource();
        var child = new ShellChild("setsid sh -c 'trap \"\" TERM; echo $$; sleep 60; sleep 60' & wait; sleep 60");
        var ended = child.RunUntilAsync(stop.Token);
        var stray = await child.FirstLine;

        await stop.CancelAsync();
        await ended;

        ShellChild.Runs(stray).ShouldBeFalse();
    }

    [Fact]
    public async Task A_background_child_that_holds_the_output_neither_delays_the_end_nor_outlives_it()
    {
        var child = new ShellChild("sleep 60 & echo $!");

        var clock = Stopwatch.StartNew();
        var end = await child.RunAsync();

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        end.ExitCode.ShouldBe(0);
        end.Leftovers.ShouldBe(1);
        ShellChild.Runs(await child.FirstLine).ShouldBeFalse();
    }

    [Fact]
    public async Task A_daemon_that_holds_nothing_of_ours_ends_with_its_command()
    {
        var child = new ShellChild(
            "setsid sh -c 'echo $$ >&2; exec sleep 60 >/dev/null 2>&1' & until grep -q sleep /proc/$!/comm; do sleep 0.05; done"
        );

        var end = await child.RunAsync();

        end.Leftovers.ShouldBe(1);
        ShellChild.Runs(await child.FirstLine).ShouldBeFalse();
    }

    [Fact]
    public async Task A_daemon_of_a_short_command_is_found_among_the_ids_given_since()
    {
        var child = new ShellChild("setsid sleep 60 >/dev/null 2>&1 & echo $!");

        await child.RunAsync();

        ShellChild.Runs(await child.FirstLine).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_written_just_after_the_end_still_arrives()
    {
        var child = new ShellChild("(sleep 0.01; echo late) & echo early");

        var end = await child.RunAsync();

        child.Output.ShouldBe("early\nlate\n");
        end.Leftovers.ShouldBe(0);
    }

    [Fact]
    public async Task A_background_flood_does_not_hold_the_end_up()
    {
        var child = new ShellChild("yes & exit 4");
        var start = child.Start with { Output = _ => { } };

        (await ChildProcess.RunAsync(start, CancellationToken.None)).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task Another_calls_children_are_left_alone()
    {
        using var stop = new CancellationTokenSource();
        var other = new ShellChild("echo $$; exec sleep 60");
        var ended = other.RunUntilAsync(stop.Token);
        var pid = await other.FirstLine;

        await new ShellChild("sleep 60 & sleep 0.3").RunAsync();

        ShellChild.Runs(pid).ShouldBeTrue();
        await stop.CancelAsync();
        await ended;
    }

    [Fact]
    public async Task Leftovers_of_a_job_whose_owner_crashed_are_found_by_its_id()
    {
        using var stop = new CancellationTokenSource();
        var child = new ShellChild("echo $$; exec sleep 60", start => start with { Marker = "job-4711000000:1" });
        var ended = child.RunUntilAsync(stop.Token);
        var pid = await child.FirstLine;

        (await ProcessTree.EndLeftoversAsync("job-4711")).ShouldBe(0);
        ShellChild.Runs(pid).ShouldBeTrue();
        (await ProcessTree.EndLeftoversAsync("job-4711000000")).ShouldBe(1);

        ShellChild.Runs(pid).ShouldBeFalse();
        await ended;
    }
}
