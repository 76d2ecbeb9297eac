using System.Diagnostics;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>Three jobs run, pedrocode ends in whatever way, and the next start goes on with all three.</summary>
[Trait("Category", "Aot")]
public class StartCheckSpecs
{
    [Theory]
    [InlineData("-KILL")]
    [InlineData("-HUP")]
    [InlineData("/quit")]
    public async Task Three_running_jobs_are_gone_on_with_by_the_next_start(string end)
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Hold = hold,
                Reply = FakeReply.Call("plan", """{"steps":["a"]}"""),
            },
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"All done."}""") }
        );
        await using (var terminal = await pedro.StartInTerminalAsync())
        {
            await terminal.TypeLineAsync("/agent quick");
            await terminal.TypeLineAsync("/background");
            foreach (var (task, count) in new[] { ("one", "[1 job]>"), ("two", "[2 jobs]>"), ("three", "[3 jobs]>") })
            {
                await terminal.TypeLineAsync(task);
                await terminal.WaitForAsync(count);
            }
            if (end == "/quit")
            {
                await terminal.TypeLineAsync(end);
                await terminal.WaitForAsync("3 jobs interrupted. Next time: /resume");
            }
            else
            {
                await KillOwnerAsync(pedro, end);
            }
            await terminal.WaitAsync("the end", static screen => screen.ExitCode is not null);
        }
        hold.Release();

        await using var again = await pedro.StartInTerminalAsync();
        var check = await again.WaitForAsync("Options: [v] View details  [r] Resume all  [d] Delete all");
        check.ToString().ShouldContain("⚠️  Found 3 incomplete job(s) from previous session:");
        check.ToString().ShouldContain("Description: two");
        await again.TypeLineAsync("v");
        await again.WaitForAsync("Tool calls: 0");
        await using var other = end == "-KILL" ? await pedro.StartInTerminalAsync() : null;
        if (other is not null)
        {
            await other.WaitForAsync("Found 3 incomplete job(s)");
        }
        await again.TypeLineAsync("r");

        await again.WaitForLineAsync("pedro:build>");
        if (other is not null)
        {
            await other.TypeLineAsync("r");
            await other.WaitForAsync("no unfinished job of this project");
        }
        (await pedro.JobsAsync())
            .Select(static job => job.GetProperty("status").GetString())
            .ShouldBe(["complete", "complete", "complete"]);
    }

    [Fact]
    public async Task An_interactive_job_that_was_kept_is_gone_on_with_phase_by_phase()
    {
        var first = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "review me" },
                Hold = first,
                Reply = FakeReply.Call("finish", """{"summary":"Reviewed."}"""),
            }
        );
        await using (var terminal = await pedro.StartInTerminalAsync())
        {
            await terminal.TypeLineAsync("/agent quick");
            await terminal.TypeLineAsync("review me");
            await first.Reached;
            await KillOwnerAsync(pedro, "-KILL");
            await terminal.WaitAsync("the end", static screen => screen.ExitCode is not null);
        }

        await using var again = await pedro.StartInTerminalAsync();
        await again.WaitForAsync("Found 1 incomplete job(s)");
        await again.TypeLineAsync("k");
        await again.WaitForLineAsync("pedro:build>");
        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString();
        await again.TypeLineAsync($"/resume {id}");
        first.Release();
        await again.WaitForAsync("📊 Phase: work");
        await again.WaitForAsync("Done!");
    }

    [Fact]
    public async Task Deleting_all_spares_what_a_process_runs()
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule { Hold = hold, Reply = FakeReply.Call("finish", """{"summary":"Theirs."}""") }
        );
        var dead = pedro.Start(["run", "--agent", "quick", "left behind"]);
        await hold.Reached;
        dead.Signal(9);
        await dead.EndAsync();
        var theirs = pedro.Start(["run", "--agent", "quick", "of another"]);
        await Eventually.TrueAsync(() => pedro.Model.Chats.Count == 2);

        await using var terminal = await pedro.StartInTerminalAsync();
        var check = await terminal.WaitForAsync("Options: [v] View details");
        check.ToString().ShouldContain("Description: left behind");
        check.ToString().ShouldNotContain("of another");
        await terminal.TypeLineAsync("d");
        await terminal.WaitForAsync("Deleted job-");
        await terminal.WaitForLineAsync("pedro:build>");

        hold.Release();
        (await theirs.EndAsync()).Code.ShouldBe(0);
        (await pedro.JobsAsync())
            .Count(static job => job.GetProperty("description").GetString() == "of another")
            .ShouldBe(1);
    }

    /// <summary>Who runs a job stands first in its lock.</summary>
    private static async Task KillOwnerAsync(Pedro pedro, string signal)
    {
        var locks = Path.Combine(pedro.State, "jobs", "job-*", "owner.lock");
        using var kill = Process.Start("sh", ["-c", $"set -- $(head -qn 1 {locks}); kill {signal} $1"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }
}
