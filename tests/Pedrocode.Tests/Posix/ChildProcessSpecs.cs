using System.Diagnostics;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Tests.Posix;

public class ChildProcessSpecs
{
    [Theory]
    [InlineData("true", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    public async Task The_exit_code_is_the_childs(string script, int code)
    {
        var end = await new ShellChild(script).RunAsync();

        end.ShouldBe(new ChildEnd(ChildEnding.Exited) { ExitCode = code });
    }

    [Fact]
    public async Task A_child_that_a_signal_ended_says_which()
    {
        var end = await new ShellChild("kill -SEGV $$").RunAsync();

        end.Signal.ShouldBe(11);
        end.ExitCode.ShouldBe(139);
    }

    [Fact]
    public async Task Both_streams_arrive_in_the_order_they_were_written()
    {
        var child = new ShellChild("echo one; echo two >&2; echo three");

        await child.RunAsync();

        child.Output.ShouldBe("one\ntwo\nthree\n");
    }

    [Fact]
    public async Task Errors_can_be_kept_apart()
    {
        var errors = new StringBuilder();
        var child = new ShellChild(
            "echo out; echo wrong >&2",
            start => start with { Errors = bytes => errors.Append(Encoding.UTF8.GetString(bytes)) }
        );

        await child.RunAsync();

        child.Output.ShouldBe("out\n");
        errors.ToString().ShouldBe("wrong\n");
    }

    [Fact]
    public async Task The_child_has_a_session_of_its_own_no_input_and_no_descriptor_of_ours()
    {
        using var ours = File.OpenRead("/dev/zero");
        var child = new ShellChild("cut -d' ' -f5,6 /proc/$$/stat; echo $$; cat; ls /proc/self/fd | tr '\\n' ' '");

        await child.RunAsync();

        var lines = child.Output.Split('\n');
        lines[0].ShouldBe($"{lines[1]} {lines[1]}");
        // 3 is ls's own, of the folder it lists.
        lines[2].ShouldBe("0 1 2 3 ");
    }

    [Fact]
    public async Task No_signal_is_ignored_or_blocked_in_the_child()
    {
        var child = new ShellChild("grep -E 'Sig(Blk|Ign)' /proc/self/status");

        await child.RunAsync();

        child
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.EndsWith("0000000000000000"));
    }

    [Fact]
    public async Task The_environment_is_what_was_given_and_the_marker()
    {
        var child = new ShellChild("env | grep -v -E '^(PWD|_|SHLVL|OLDPWD)=' | sort");

        await child.RunAsync();

        child.Output.ShouldBe($"PATH=/usr/bin:/bin\nPEDROCODE_CALL={child.Start.Marker}\n");
    }

    [Fact]
    public void A_missing_directory_and_a_missing_program_are_told_apart()
    {
        var start = new ShellChild("true").Start;

        Fault(start with { WorkDir = "/no/such/folder" }).ShouldBe(ChildStartFault.NoWorkDir);
        Fault(start with { Program = "/bin/no-such-program" }).ShouldBe(ChildStartFault.NoProgram);
        Fault(start with { Program = "no-such-program" }).ShouldBe(ChildStartFault.NoProgram);
        Fault(start with { Program = "/etc/passwd" }).ShouldBe(ChildStartFault.NoProgram);
        Fault(start with { Arguments = ["-c", new string('x', 200_000)] }).ShouldBe(ChildStartFault.TooLong);
        Fault(start with { Arguments = ["-c", "a\0b"] }).ShouldBe(ChildStartFault.Other);
    }

    [Fact]
    public void What_was_cancelled_before_is_not_started()
    {
        var start = new ShellChild("true").Start;

        Should.Throw<OperationCanceledException>(() =>
            ChildProcess.Start(start, new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public async Task At_the_time_limit_the_child_ends_and_what_it_printed_is_kept()
    {
        var child = new ShellChild(
            "echo begun; sleep 60",
            start => start with { TimeLimit = TimeSpan.FromMilliseconds(300) }
        );

        var end = await child.RunAsync();

        end.Ending.ShouldBe(ChildEnding.TimedOut);
        child.Output.ShouldBe("begun\n");
    }

    [Fact]
    public async Task A_sink_that_throws_ends_the_child_and_is_heard()
    {
        var child = new ShellChild("echo x; exec sleep 60");
        var start = child.Start with { Output = _ => throw new IOException("disk full") };

        var clock = Stopwatch.StartNew();
        var failure = await Should.ThrowAsync<IOException>(ChildProcess.RunAsync(start, CancellationToken.None));

        failure.Message.ShouldBe("disk full");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Ours_and_dotnets_processes_do_not_take_each_others_exit_codes()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async worker =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        using var theirs = Process.Start("/bin/sh", ["-c", "exit 5"]);
                        var ours = await new ShellChild("exit 6").RunAsync();
                        await theirs.WaitForExitAsync();
                        theirs.ExitCode.ShouldBe(5);
                        ours.ExitCode.ShouldBe(6);
                    }
                })
        );
    }

    private static ChildStartFault Fault(ChildStart start) =>
        Should.Throw<ChildStartException>(() => ChildProcess.Start(start, CancellationToken.None)).Fault;
}
