using System.Text.Json;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

[Trait("Category", "Aot")]
public class HeadlessSpecs
{
    private const int SigTerm = 15;
    private const int SigInt = 2;

    private static readonly Rule Finish = new() { Reply = Call("finish", """{"summary":"Written."}""") };

    [Fact]
    public async Task A_task_is_done_and_its_answer_printed()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = Call("write_file", """{"file":"hello.txt","content":"hello\n"}"""),
            },
            Finish
        );

        var ended = await pedro.RunAsync("run", "--agent", "quick", "say hello in a file");

        ended.Code.ShouldBe(0, ended.Error);
        ended.Output.ShouldBe("Written.\n");
        File.ReadAllText(Path.Combine(pedro.Project(), "hello.txt")).ShouldBe("hello\n");
        pedro.Model.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_json_it_prints_exactly_the_journal()
    {
        await using var pedro = await Pedro.WithAsync(Finish);

        var ended = await pedro.RunAsync(
            "run",
            "--json",
            "--agent",
            "quick",
            "a task with \u001b[31mcolour\u001b[0m and \u2028"
        );

        ended.Code.ShouldBe(0, ended.Error);
        var journal = Directory.GetFiles(pedro.State, "journal.jsonl", SearchOption.AllDirectories).Single();
        ended.Output.ShouldBe(string.Concat(File.ReadLines(journal).Skip(1).Select(static line => line + "\n")));
        ended.Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task The_event_that_ends_a_job_says_what_all_its_rounds_have_used()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = Call("read_file", """{"file":"none"}""") with { Usage = new FakeUsage(2000, 100, 500) },
            },
            Finish with
            {
                Reply = Finish.Reply with { Usage = new FakeUsage(3000, 200, 1500) },
            }
        );
        File.WriteAllText(
            pedro.Config,
            """
            { "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" },
              "limits": { "max_inference_runs": 1 },
              "model": { "price_in": 10, "price_cached": 1, "price_out": 100 } }
            """
        );

        var paused = Usage(await pedro.RunAsync("run", "--json", "--agent", "quick", "go"), "paused");
        var id = (await pedro.JobsAsync()).Single().GetProperty("id").GetString()!;
        var complete = Usage(await pedro.RunAsync("resume", "--json", id, "--rounds", "5"), "completed");

        paused.ShouldBe((2000, 100, 500, 0.0255));
        complete.ShouldBe((5000, 300, 2000, 0.062));
        Usage((await pedro.JobsAsync()).Single().GetProperty("usage")).ShouldBe(complete);
    }

    private static (int, int, int, double) Usage(Pedro.Ended ended, string end)
    {
        using var last = JsonDocument.Parse(ended.Output.TrimEnd().Split('\n')[^1]);
        var fact = last.RootElement.GetProperty("event");
        fact.GetProperty("type").GetString().ShouldBe(end, ended.Error);
        return Usage(fact.GetProperty("usage"));
    }

    private static (int, int, int, double) Usage(JsonElement usage) =>
        (
            usage.GetProperty("in").GetInt32(),
            usage.GetProperty("out").GetInt32(),
            usage.GetProperty("cached").GetInt32(),
            Math.Round(usage.GetProperty("cost").GetDouble(), 6)
        );

    [Fact]
    public async Task Commands_are_denied_where_nobody_can_answer_and_run_where_a_rule_allows_them()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = Call("bash", """{"command":"touch ran"}"""),
            },
            Finish
        );
        var ran = Path.Combine(pedro.Project(), "ran");

        var denied = await pedro.RunAsync("run", "--agent", "quick", "try");
        denied.Code.ShouldBe(0);
        denied.Error.ShouldContain("not allowed, so not done: touch ran; --allow 'bash(COMMAND)' allows one");
        File.Exists(ran).ShouldBeFalse();
        pedro.Model.Chats[^1].Last.Text.ShouldContain("Not allowed");

        (await pedro.RunAsync("--allow", "bash(touch ran)", "run", "--agent", "quick", "try")).Code.ShouldBe(0);
        File.Exists(ran).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_named_in_the_task_is_read_with_it()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        File.WriteAllText(Path.Combine(pedro.Project(), "notes.md"), "remember the milk\n");

        (await pedro.RunAsync("run", "--agent", "quick", "do what @notes.md says")).Code.ShouldBe(0);
        var missing = await pedro.RunAsync("run", "--agent", "quick", "do what @note.md says");

        pedro
            .Model.Chats[0]
            .Last.Text.ShouldContain(
                "Task: do what @notes.md says\n\n[attached notes.md]\nremember the milk\n[end of notes.md]"
            );
        missing.Code.ShouldBe(1);
        missing.Error.ShouldBe(
            "pedrocode: @note.md: no such file; did you mean @notes.md? In `backticks` it is left as text\n"
        );
        pedro.Model.Chats.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Three_jobs_in_three_directories_and_one_cancelled_from_a_fourth_terminal()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "stuck", Rounds = 0 },
                Reply = Call("bash", """{"command":"trap '' TERM; echo $$ > ~/pid; while true; do sleep 1; done"}"""),
            },
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = Call("bash", """{"command":"echo done > result"}"""),
            },
            Finish
        );
        string[] names = ["one", "two", "three"];
        var runs = names
            .Select(name =>
                pedro.Start(
                    ["run", "--json", "--allow", "all", "--agent", "quick", name == "two" ? "stuck" : "work"],
                    name
                )
            )
            .ToList();
        var pid = await Eventually.ValueAsync(() => ReadIfThere(Path.Combine(pedro.Home, "pid")));
        var stuck = (await pedro.JobsAsync())
            .Single(static job => job.GetProperty("description").GetString() == "stuck")
            .GetProperty("id")
            .GetString()!;

        var cancel = await pedro.RunAsync("cancel", stuck);

        cancel.Code.ShouldBe(0, cancel.Error);
        cancel.Output.ShouldBe($"🚫 Cancelled {stuck} (quick)\n");
        var ends = await Task.WhenAll(runs.Select(static run => run.EndAsync()));
        ends.Select(static end => end.Code).ShouldBe([0, 1, 0]);
        JsonDocument
            .Parse(ends[1].Output.TrimEnd().Split('\n')[^1])
            .RootElement.GetProperty("event")
            .GetProperty("type")
            .GetString()
            .ShouldBe("cancelled");
        Directory.Exists($"/proc/{pid.Trim()}").ShouldBeFalse();
        File.ReadAllText(Path.Combine(pedro.Project("three"), "result")).ShouldBe("done\n");
        (await pedro.RunAsync("cancel", stuck)).Error.ShouldBe("pedrocode: job is not running (status: cancelled)\n");
    }

    [Fact]
    public async Task A_command_that_prints_a_gigabyte_does_not_grow_the_process()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = Call(
                    "bash",
                    """{"command":"head -c 1000000000 /dev/zero; grep VmHWM /proc/$PPID/status > peak"}"""
                ),
            },
            Finish
        );

        (await pedro.RunAsync("--allow", "all", "run", "--agent", "quick", "flood")).Code.ShouldBe(0);

        var peak = File.ReadAllText(Path.Combine(pedro.Project(), "peak"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int.Parse(peak[^2], System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(250_000);
    }

    [Theory]
    [InlineData(SigTerm, 143)]
    [InlineData(SigInt, 130)]
    public async Task A_signal_interrupts_the_job_and_says_so_by_its_code(int signal, int code)
    {
        await using var pedro = await Pedro.WithAsync(new Rule { Hold = new Hold() });
        var run = pedro.Start(["run", "--agent", "quick", "never ends"]);
        await pedro.Model.RequestAsync(static request => request.Chat is not null);

        run.Signal(signal);

        (await run.EndAsync()).Code.ShouldBe(code);
        var job = (await pedro.JobsAsync()).Single();
        job.GetProperty("error").GetString().ShouldBe("Interrupted: pedrocode exited");
        job.GetProperty("resumable").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_job_whose_process_was_killed_is_never_shown_as_running()
    {
        await using var pedro = await Pedro.WithAsync(new Rule { Hold = new Hold() });
        var run = pedro.Start(["run", "--agent", "quick", "never ends"]);
        await pedro.Model.RequestAsync(static request => request.Chat is not null);

        run.Signal(9);
        await run.EndAsync();

        (await pedro.RunAsync("jobs")).Output.ShouldContain("- interrupted");
        (await pedro.RunAsync("wait")).Output.ShouldBe("No jobs to wait for\n");
    }

    [Fact]
    public async Task What_a_killed_process_left_running_is_ended_when_its_job_goes_on()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = Call("bash", """{"command":"echo $$ > ~/pid; sleep 300"}"""),
            },
            Finish
        );
        var run = pedro.Start(["run", "--allow", "all", "--agent", "quick", "long"]);
        var pid = (await Eventually.ValueAsync(() => ReadIfThere(Path.Combine(pedro.Home, "pid")))).Trim();
        run.Signal(9);
        await run.EndAsync();
        Runs(pid).ShouldBeTrue();

        var resumed = await pedro.RunAsync("resume", "all");

        resumed.Code.ShouldBe(0, resumed.Error);
        Runs(pid).ShouldBeFalse();
        pedro.Model.Chats[^1].Last.Text.ShouldStartWith("Outcome unknown");
    }

    [Fact]
    public async Task Another_terminal_follows_waits_and_steers()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Any = "The user says: use tabs" },
                Reply = Call("finish", """{"summary":"With tabs."}"""),
            },
            new Rule { Reply = Call("bash", """{"command":"sleep 0.2 # {{round}}"}""") }
        );
        var run = pedro.Start(["run", "--allow", "all", "--agent", "quick", "slow"]);
        await pedro.Model.RequestAsync(static request => request.Chat is not null);
        var id = (await pedro.JobsAsync()).Single().GetProperty("id").GetString()!;
        var logs = pedro.Start(["logs", id[^3..], "-f"]);
        var wait = pedro.Start(["wait", id]);

        (await pedro.RunAsync("steer", id, "use", "tabs")).Output.ShouldBe($"sent to {id}\n");

        (await run.EndAsync()).Output.ShouldBe("With tabs.\n");
        (await wait.EndAsync()).Code.ShouldBe(0);
        (await logs.EndAsync()).Output.ShouldContain("use tabs");
        Directory.EnumerateFiles(Path.Combine(pedro.State, "jobs", id, "inbox")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_demo_runs_ends_with_a_passing_check_and_leaves_nothing()
    {
        await using var pedro = Pedro.WithoutModel();
        var temp = Path.Combine(pedro.Home, "tmp");
        Directory.CreateDirectory(temp);
        pedro.Variables["TMPDIR"] = temp;

        var ended = await pedro.RunAsync("demo", "--fast");

        ended.Code.ShouldBe(0, ended.Error);
        ended.Output.ShouldContain("recorded replies");
        ended.Output.ShouldContain("FAIL  adds negative numbers");
        ended.Output.ShouldContain("ok    averages nothing to nothing");
        ended.Output[ended.Output.LastIndexOf("!sh ./check.sh", StringComparison.Ordinal)..].ShouldNotContain("FAIL");
        Directory.EnumerateFileSystemEntries(temp).ShouldBeEmpty();
        Directory.Exists(pedro.State).ShouldBeFalse();
    }

    /// <summary>A process that has ended and that nobody has waited for yet does not run.</summary>
    private static bool Runs(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException)
        {
            return false;
        }
    }

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };

    private static string? ReadIfThere(string file) =>
        File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } text ? text : null;
}
