using System.Text;
using System.Text.Json;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Survival;

/// <summary>The real program is killed amid a call. What can be taken back is, and runs again; of the rest nothing happens twice.</summary>
[Trait("Category", "Aot")]
public sealed class CallCutShortSpecs
{
    private const string Unknown = "Outcome unknown";

    /// <summary>The command goes on only where the test has put a file that git ignores, which a roll back leaves alone.</summary>
    private const string Waits = "test -e go || sleep 300";

    [Fact]
    public async Task A_contained_command_is_taken_back_and_runs_again_however_often_it_is_killed()
    {
        await using var pedro = await PedroAsync(
            Call(
                "bash",
                $"mkdir -p new && echo x >> new/count && echo mine >> kept.txt && rm old.txt && {{ {Waits}; }}"
            )
        );
        await KillAsync(pedro, ["run", "--agent", "quick", "go"], "new/count");
        await KillAsync(pedro, ["resume", "all"], "new/count", starts: 2);
        File.WriteAllText(InTree(pedro, "go"), "");

        var resumed = await pedro.RunAsync("resume", "all");

        resumed.Code.ShouldBe(0, resumed.Output + resumed.Error);
        Read(pedro, "new/count").ShouldBe("x\n");
        Read(pedro, "kept.txt").ShouldBe("kept\nmine\n");
        File.Exists(Path.Combine(pedro.Project(), "old.txt")).ShouldBeFalse();
        Types(pedro).Count(static type => type == "rolled_back").ShouldBe(2);
        pedro.Model.Chats[^1].Last.Text.ShouldBe("exit code 0, no output");
    }

    [Theory]
    [InlineData("""{"command":"echo x >> count; test -e go || sleep 300","network":true}""")]
    [InlineData(
        """{"command":"git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x; echo x >> count; sleep 300"}"""
    )]
    public async Task What_cannot_be_taken_back_is_left_as_it_is_and_the_model_is_shown_what_it_left(string arguments)
    {
        await using var pedro = await PedroAsync(new FakeReply { Calls = [new FakeCall("bash", arguments)] });
        await KillAsync(pedro, ["--allow", "all", "run", "--agent", "quick", "go"], "count");

        var resumed = await pedro.RunAsync("--allow", "all", "resume", "all");

        resumed.Code.ShouldBe(0, resumed.Output + resumed.Error);
        Read(pedro, "count").ShouldBe("x\n");
        Types(pedro).ShouldNotContain("rolled_back");
        Types(pedro).Count(static type => type == "tool_call_started").ShouldBe(1);
        pedro.Model.Chats[^1].Last.Text.ShouldStartWith(Unknown);
        pedro.Model.Chats[^1].Last.Text.ShouldContain("+++ b/count\n@@ -0,0 +1 @@\n+x");
    }

    [Fact]
    public async Task A_file_tool_is_taken_back_and_runs_again_and_what_the_call_before_it_wrote_stays()
    {
        const int Files = 100;
        var patch = new StringBuilder("*** Begin Patch\n");
        for (var file = 1; file <= Files; file++)
        {
            patch.Append($"*** Add File: many/{file}.txt\n+{file}\n");
        }
        patch.Append("*** Update File: kept.txt\n@@\n-kept\n+patched\n*** End Patch\n");
        FakeReply reply = new()
        {
            Calls =
            [
                new FakeCall("write_file", """{"file":"first.txt","content":"first\n"}"""),
                new FakeCall("apply_patch", JsonSerializer.Serialize(new { patch = patch.ToString() })),
            ],
        };
        await using var pedro = await KilledAmidAsync();

        var resumed = await pedro.RunAsync("resume", "all");

        resumed.Code.ShouldBe(0, resumed.Output + resumed.Error);
        Types(pedro).Count(static type => type == "rolled_back").ShouldBe(1);
        Read(pedro, "first.txt").ShouldBe("first\n");
        Read(pedro, "kept.txt").ShouldBe("patched\n");
        Directory.GetFiles(Path.Combine(pedro.Project(), "many")).Length.ShouldBe(Files);
        pedro.Model.Chats[^1].Messages.ShouldAllBe(static message => !message.Text.Contains(Unknown));

        // Where the kill came when all was written it proves nothing: once more.
        async Task<Pedro> KilledAmidAsync()
        {
            for (var attempt = 1; ; attempt++)
            {
                var killed = await PedroAsync(reply);
                await KillAsync(killed, ["run", "--agent", "quick", "go"], "many/1.txt");
                if (!File.Exists(InTree(killed, $"many/{Files}.txt")) || attempt == 5)
                {
                    return killed;
                }
                await killed.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_check_that_was_killed_leaves_nothing_in_the_tree_and_runs_again()
    {
        await using var pedro = await PedroAsync(Call("bash", "echo work > work.txt"), checks: "sh check.sh");
        // The second run of the check is the one on the base, where the work is not.
        File.WriteAllText(
            Path.Combine(pedro.Project(), "check.sh"),
            $"test -e work.txt && echo x >> left && {{ {Waits}; }}\ntest -e work.txt || echo x >> base\ntest -e work.txt || test -e go-base || sleep 300\nexit 1\n"
        );
        await KillAsync(pedro, ["--allow", "all", "run", "--agent", "quick", "go"], "left");
        File.WriteAllText(InTree(pedro, "go"), "");
        await KillAsync(pedro, ["--allow", "all", "resume", "all"], "base");
        File.Exists(InTree(pedro, "work.txt")).ShouldBeFalse();
        File.WriteAllText(InTree(pedro, "go-base"), "");

        var resumed = await pedro.RunAsync("--allow", "all", "resume", "all");

        resumed.Code.ShouldBe(0, resumed.Output + resumed.Error);
        Read(pedro, "work.txt").ShouldBe("work\n");
        Git.Run(pedro.Project(), "status", "--porcelain").ShouldBe(" M check.sh\n?? work.txt\n");
        Types(pedro)[^3..].ShouldBe(["landing_started", "landed", "completed"]);
    }

    private static async Task<Pedro> PedroAsync(FakeReply first, string? checks = null)
    {
        var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = first,
            },
            new Rule { Reply = new FakeReply { Calls = [new FakeCall("finish", """{"summary":"Done."}""")] } }
        );
        File.WriteAllText(
            pedro.Config,
            $$"""{ "debug": { "keep_temp_files": true }, "project": { "checks": [{{(checks is null ? "" : $"\"{checks}\"")}}] } }"""
        );
        var project = pedro.Project();
        Git.Run(project, "init", "-q", "-b", "main");
        File.WriteAllText(Path.Combine(project, ".gitignore"), "go*\n");
        File.WriteAllText(Path.Combine(project, "kept.txt"), "kept\n");
        File.WriteAllText(Path.Combine(project, "old.txt"), "old\n");
        File.WriteAllText(Path.Combine(project, "check.sh"), "");
        Git.Run(project, "add", "-A");
        Git.Run(project, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first");
        return pedro;
    }

    /// <summary>Kills the program as soon as the file stands in the job's tree, and the call was begun so often.</summary>
    private static async Task KillAsync(Pedro pedro, string[] arguments, string file, int starts = 1)
    {
        var running = pedro.Start(arguments);
        await Eventually.TrueAsync(() =>
            Journal(pedro) is { } journal && File.ReadAllText(journal).Split("\"tool_call_started\"").Length > starts
        );
        var wanted = InTree(pedro, file);
        SpinWait.SpinUntil(() => File.Exists(wanted), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        running.Signal(9);
        await running.EndAsync();
    }

    private static FakeReply Call(string tool, string command) =>
        new() { Calls = [new FakeCall(tool, JsonSerializer.Serialize(new { command }))] };

    private static string? Journal(Pedro pedro) =>
        Directory.Exists(Path.Combine(pedro.State, "jobs"))
            ? Directory
                .GetDirectories(Path.Combine(pedro.State, "jobs"), "job-*")
                .Select(static job => Path.Combine(job, "journal.jsonl"))
                .SingleOrDefault(File.Exists)
            : null;

    private static string InTree(Pedro pedro, string name) =>
        Path.Combine(Path.GetDirectoryName(Journal(pedro))!, "tree", name);

    private static List<string> Types(Pedro pedro) =>
        [
            .. File.ReadAllLines(Journal(pedro)!)
                .Skip(1)
                .Select(static line =>
                    JsonDocument.Parse(line).RootElement.GetProperty("event").GetProperty("type").GetString()!
                ),
        ];

    private static string Read(Pedro pedro, string name) => File.ReadAllText(Path.Combine(pedro.Project(), name));
}
