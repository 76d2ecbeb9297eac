using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

/// <summary>Bad input gets a clear line and loses nothing.</summary>
[Trait("Category", "Aot")]
public class BadInputSpecs
{
    private static readonly Rule Finish = new()
    {
        Reply = new FakeReply { Calls = [new FakeCall("finish", """{"summary":"ok"}""")] },
    };

    [Theory]
    [InlineData(2, "unknown action jbs; did you mean jobs?", "jbs")]
    [InlineData(2, "run needs a task", "run")]
    [InlineData(2, "run needs a task", "run", "  ")]
    [InlineData(2, "unknown option --frobnicate", "jobs", "--frobnicate")]
    [InlineData(2, "unknown option --jsn; did you mean --json?", "run", "--jsn", "x")]
    [InlineData(1, "Job not found: 17", "show", "17")]
    [InlineData(1, "Job not found: ../../etc", "logs", "../../etc")]
    [InlineData(2, "--allow: found \"everything!\"", "--allow", "everything!", "run", "x")]
    [InlineData(1, "no agent 'qick'; did you mean 'quick'?", "run", "--agent", "qick", "x")]
    public async Task Wrong_words_are_one_line(int code, string line, params string[] words)
    {
        await using var pedro = await Pedro.WithAsync(Finish);

        var ended = await pedro.RunAsync(words);

        ended.Code.ShouldBe(code, ended.Error);
        ended.Error.ShouldContain(line);
        ended.Error.TrimEnd('\n').ShouldNotContain('\n');
        ended.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_state_directory_that_is_none_is_exit_3_and_one_line()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        File.WriteAllText(pedro.State, "a file");

        var ended = await pedro.RunAsync("run", "x");

        ended.Code.ShouldBe(3);
        ended.Error.ShouldContain("is not a directory");
        ended.Error.TrimEnd('\n').ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_made_is_exit_3_and_one_line()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        pedro.Variables["PEDROCODE_HOME"] = "/proc/pedrocode";

        var ended = await pedro.RunAsync("run", "x");

        ended.Code.ShouldBe(3);
        ended.Error.ShouldBe(
            "pedrocode: state directory /proc/pedrocode is not writable; make it writable, or set PEDROCODE_HOME to a directory that is\n"
        );
    }

    [Fact]
    public async Task An_absent_server_is_said_with_its_address()
    {
        await using var pedro = Pedro.WithoutModel();
        pedro.Variables["PEDROCODE_BASE_URL"] = "http://127.0.0.1:9/v1";
        pedro.Variables["PEDROCODE_MODEL"] = "m";

        var ended = await pedro.RunAsync("run", "x");

        ended.Code.ShouldBe(1);
        ended.Error.ShouldContain("127.0.0.1:9");
        ended.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Html_in_place_of_JSON_is_a_plain_message()
    {
        await using var pedro = await Pedro.WithAsync(new Rule { Fault = new Fault { Kind = FaultKind.Html } });

        var ended = await pedro.RunAsync("run", "x");

        ended.Code.ShouldBe(1);
        ended.Error.ShouldContain("sent a web page");
    }

    [Fact]
    public async Task A_task_of_a_megabyte_reaches_the_model_whole()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        var task = new string('x', 120_000);

        var ended = await pedro.Start([], input: "/agent quick\n" + task + "\n").EndAsync();

        ended.Code.ShouldBe(0, ended.Error);
        pedro.Model.Chats[^1].Task.ShouldContain(task);
    }

    [Fact]
    [Trait("Attack", "atk-083")]
    [Trait("Attack", "atk-086")]
    [Trait("Attack", "atk-088")]
    [Trait("Attack", "atk-089")]
    public async Task Escapes_in_task_reply_and_output_never_reach_the_terminal()
    {
        // A title, a cleared screen, an overwritten line, questions that a terminal answers by typing, letters turned around, a tower of marks.
        var evil =
            "\u001b]0;owned\u0007\u001b[2Jx\u009b31m\u202egnirts\rno\b\b\b\u001b[6n\u001bP$qm\u001b\\a"
            + new string('\u0301', 200);
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = new FakeReply
                {
                    Text = evil,
                    Calls =
                    [
                        new FakeCall(
                            "bash",
                            """{"command":"printf '\\033]0;owned\\007\\033[6n'; head -c 1000000 /dev/zero | tr '\\\\0' x"}"""
                        ),
                        new FakeCall("write_file", """{"file":"\u001b]0;owned\u0007\r\b.txt","content":"a"}"""),
                        new FakeCall("read_file", """{"file":"\u001b[31mno"}"""),
                    ],
                },
            },
            new Rule
            {
                Reply = new FakeReply { Calls = [new FakeCall("finish", """{"summary":"\u001b[2J\u202eend"}""")] },
            }
        );

        var run = await pedro.RunAsync("--allow", "all", "run", "--agent", "quick", "do " + evil);
        var id = (await pedro.JobsAsync()).Single().GetProperty("id").GetString()!;
        var screens = new[]
        {
            run,
            await pedro.RunAsync("jobs", "--ended"),
            await pedro.RunAsync("show", id),
            await pedro.RunAsync("logs", id),
            await pedro.RunAsync("diff", id),
        };

        run.Code.ShouldBe(0);
        foreach (var text in screens.SelectMany(static screen => new[] { screen.Output, screen.Error }))
        {
            text.ShouldNotContain('\u001b');
            text.ShouldNotContain('\u0007');
            text.ShouldNotContain('\u009b');
            text.ShouldNotContain('\u202e');
            text.ShouldNotContain('\r');
            text.ShouldNotContain('\b');
            text.ShouldNotContain(new string('\u0301', 20));
            text.Length.ShouldBeLessThan(100_000);
        }
    }

    [Theory]
    [Trait("Attack", "atk-105")]
    [InlineData("show", "../../outside", "/OUTSIDE", "job-1/../../../outside", "job-1\n2", "", "job-", ".")]
    [InlineData("logs", "../../outside")]
    [InlineData("cancel", "../../outside")]
    [InlineData("resume", "../../outside")]
    [InlineData("diff", "../../outside")]
    [InlineData("undo", "../../outside")]
    public async Task A_job_is_named_by_its_id_and_never_by_a_path(string verb, params string[] names)
    {
        await using var pedro = Pedro.WithoutModel();
        var outside = Directory.CreateDirectory(Path.Combine(pedro.State, "..", "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "journal.jsonl"), "{}");

        foreach (var id in names.Select(name => name.Replace("/OUTSIDE", outside, StringComparison.Ordinal)))
        {
            var ended = await pedro.RunAsync(verb, id);

            ended.Code.ShouldBe(1, $"{verb} {id}");
            ended.Error.ShouldNotContain("\nat ");
        }
        Directory.GetFileSystemEntries(outside).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_setting_names_file_line_and_key()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        File.WriteAllText(Path.Combine(pedro.Home, ".pedrocli.json"), "{\n  \"jobs\": { \"max_concurent\": 3 }\n}\n");

        var ended = await pedro.RunAsync("jobs");

        ended.Code.ShouldBe(2);
        ended.Error.ShouldContain("~/.pedrocli.json:2");
        ended.Error.ShouldContain("jobs.max_concurrent");
    }

    [Fact]
    public async Task A_directory_that_is_no_repository_works()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = new FakeReply
                {
                    Calls =
                    [
                        new FakeCall("search_code", """{"pattern":"needle"}"""),
                        new FakeCall("find_files", """{"glob":"*.txt"}"""),
                    ],
                },
            },
            Finish
        );
        File.WriteAllText(Path.Combine(pedro.Project(), "hay.txt"), "a needle\n");

        (await pedro.RunAsync("run", "--agent", "quick", "look")).Code.ShouldBe(0);

        pedro
            .Model.Chats[^1]
            .Messages.ShouldContain(static message =>
                message.Text.Contains("hay.txt", StringComparison.Ordinal)
                && message.Text.Contains("a needle", StringComparison.Ordinal)
            );
    }
}
