using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Tools;

[Collection(nameof(MeasuresTheProcess))]
public sealed class BashToolSpecs : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly ConcurrentQueue<string> live = new();

    public BashToolSpecs()
    {
        Directory.CreateDirectory(folder.At("tree/sub"));
        Directory.CreateDirectory(folder.At("output"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_output_comes_after_the_exit_code()
    {
        var outcome = await RunAsync("echo out; echo wrong >&2");

        outcome.ShouldBe(ToolOutcome.Ok("exit code 0\nout\nwrong\n"));
    }

    [Fact]
    public async Task A_failing_command_is_a_failed_outcome_with_its_exit_code()
    {
        var outcome = await RunAsync("echo nearly; exit 3");

        outcome.ShouldBe(ToolOutcome.Failed("exit code 3\nnearly\n"));
    }

    [Fact]
    public async Task It_runs_where_the_user_stood()
    {
        (await RunAsync("pwd")).Text.ShouldBe($"exit code 0\n{folder.At("tree/sub")}\n");
    }

    [Fact]
    public async Task It_is_bash()
    {
        (await RunAsync("[[ a == [a-c] ]] && echo yes")).Text.ShouldBe("exit code 0\nyes\n");
    }

    [Fact]
    public async Task A_command_may_begin_with_a_dash()
    {
        (await RunAsync("-x; echo $-")).Text.ShouldEndWith("-x: command not found\nhBc\n");
    }

    [Fact]
    public async Task No_output_is_said()
    {
        (await RunAsync("true")).Text.ShouldBe("exit code 0, no output");
    }

    [Fact]
    public async Task Nobody_answers_questions()
    {
        (await RunAsync("read answer || echo nobody")).Text.ShouldBe("exit code 0\nnobody\n");
    }

    [Fact]
    public async Task At_the_time_limit_the_model_learns_what_was_printed_until_then()
    {
        var clock = Stopwatch.StartNew();
        var outcome = await RunAsync("echo begun; sleep 60", timeout: 1);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        outcome.ShouldBe(ToolOutcome.Failed("timed out after 1 s and was ended (timeout: up to 1800)\nbegun\n"));
    }

    [Fact]
    public async Task A_cancel_ends_the_command_and_is_no_outcome()
    {
        using var stop = new CancellationTokenSource();
        var run = RunAsync("echo begun; trap '' TERM; sleep 60; sleep 60", stop: stop.Token);
        while (live.IsEmpty)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
    }

    [Fact]
    public async Task A_background_process_ends_with_the_command_and_that_is_said()
    {
        var outcome = await RunAsync("sleep 60 & echo started");

        outcome.Text.ShouldBe("exit code 0\nstarted\n[1 background process(es) ended with the command]");
    }

    [Fact]
    public async Task A_long_output_is_shown_with_head_and_tail_and_kept_whole()
    {
        var outcome = await RunAsync("seq 1 100000");

        outcome.Text.Length.ShouldBeLessThan(17_000);
        outcome.Text.ShouldStartWith("exit code 0\n1\n2\n3\n");
        outcome.Text.ShouldEndWith("\n99999\n100000\n");
        outcome.Text.ShouldContain($" of 588,895 bytes left out; all of it is in output/{outcome.FullOutput} ...]\n");
        File.ReadAllText(folder.At($"output/{outcome.FullOutput}"))
            .ShouldBe(string.Concat(Enumerable.Range(1, 100_000).Select(static i => $"{i}\n")));
        File.GetUnixFileMode(folder.At($"output/{outcome.FullOutput}"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_same_long_output_again_is_the_same_outcome()
    {
        var first = await RunAsync("seq 1 100000");
        var second = await RunAsync("seq 1 100000");

        second.ShouldBe(first);
        Directory.GetFileSystemEntries(folder.At("output")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_flood_is_kept_up_to_16_MB_and_the_end_is_the_end()
    {
        var outcome = await RunAsync("yes 'a line of the flood' | head -c 300000000; echo; echo the end");

        outcome.Text.ShouldEndWith("\nthe end\n");
        outcome.Text.ShouldContain(
            $"of 300,000,009 bytes left out; the first 16 MB are in output/{outcome.FullOutput}"
        );
        new FileInfo(folder.At($"output/{outcome.FullOutput}")).Length.ShouldBe(16 * 1024 * 1024);
    }

    [Fact]
    public async Task Binary_output_is_named_as_such()
    {
        var outcome = await RunAsync("cat /bin/true");

        outcome.Text.ShouldBe($"exit code 0\n[binary output, {new FileInfo("/bin/true").Length:N0} bytes, not shown]");
    }

    [Fact]
    public async Task Names_between_NULs_and_old_encodings_are_text()
    {
        (await RunAsync("printf 'name one\\0name two\\0'")).Text.ShouldContain("name one<U+0000>name two");
        (await RunAsync("printf 'gr\\374n und blau\\n'")).Text.ShouldBe("exit code 0\ngr\ufffdn und blau\n");
    }

    [Fact]
    public async Task Progress_and_colours_leave_what_a_terminal_would_show()
    {
        var outcome = await RunAsync("printf '\\033[32m10%%\\r50%%\\r\\033[K100%%\\033[0m\\ndone\\n'");

        outcome.Text.ShouldBe("exit code 0\n100%\ndone\n");
    }

    [Fact]
    public async Task What_a_terminal_would_obey_becomes_a_mark()
    {
        (await RunAsync("printf 'a\\007b\\n'")).Text.ShouldBe("exit code 0\na<U+0007>b\n");
    }

    [Fact]
    public async Task Who_watches_sees_it_as_it_comes()
    {
        await RunAsync("printf '\\033[31mred\\033[0m\\n'; echo two");

        string.Concat(live).ShouldBe("red\ntwo\n");
    }

    [Theory]
    [InlineData("  ", "The command is empty.")]
    [InlineData("echo a\0b", "The command could not be started: a NUL character cannot be passed to a program.")]
    public async Task What_cannot_be_run_is_told(string command, string text)
    {
        (await RunAsync(command)).ShouldBe(ToolOutcome.Failed(text));
    }

    [Fact]
    public async Task A_command_of_a_megabyte_is_told_to_be_too_long()
    {
        var outcome = await RunAsync("echo " + new string('x', 1_000_000));

        outcome.Text.ShouldBe(
            "The command could not be started: the command is longer than the system takes (128 KB)."
        );
    }

    [Fact]
    public async Task A_directory_that_vanished_is_told()
    {
        Directory.Delete(folder.At("tree/sub"));

        (await RunAsync("pwd")).Text.ShouldBe(
            $"The command could not be started: no such directory: {folder.At("tree/sub")}."
        );
    }

    [Fact]
    public async Task A_program_the_project_brings_along_is_not_taken_for_one_that_just_reads()
    {
        folder.Write("tree/sub/ls", "#!/bin/sh\necho PWNED\n");
        File.SetUnixFileMode(folder.At("tree/sub/ls"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var path = BashEnvironment.ForReading(
            BashEnvironment.From([KeyValuePair.Create("PATH", $"{folder.At("tree/sub")}:.::/usr/bin:/bin")]),
            [folder.At("other"), folder.At("tree")]
        )["PATH"];

        path.ShouldBe("/usr/bin:/bin");
        (await RunAsync("ls")).Text.ShouldBe("exit code 0\nls\n");
    }

    private Task<ToolOutcome> RunAsync(string command, int? timeout = null, CancellationToken? stop = null)
    {
        var arguments = timeout is null
            ? JsonSerializer.SerializeToElement(new { command })
            : JsonSerializer.SerializeToElement(new { command, timeout });
        var context = new ToolContext
        {
            Tree = new JobTree(folder.At("tree"), folder.At("tree/sub"), InGit: false),
            Seen = new Dictionary<string, string>(),
            OutputFolder = folder.At("output"),
            GuardNote = folder.At("guarded"),
            Marker = "job-1",
            Live = live.Enqueue,
        };
        return new BashTool().CallAsync(arguments, context, stop ?? TestContext.Current.CancellationToken);
    }
}
