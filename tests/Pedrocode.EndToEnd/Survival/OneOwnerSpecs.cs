using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Survival;

[Trait("Category", "Aot")]
public class OneOwnerSpecs
{
    private const int SIGKILL = 9;
    private const int SIGSTOP = 19;
    private const int SIGCONT = 18;

    /// <summary>Without .NET's own file locks: the job's are not those.</summary>
    [Fact]
    public async Task Of_ten_that_resume_a_job_at_once_one_wins_nine_say_who_owns_it_and_a_sleep_of_the_winner_ends_nothing()
    {
        var first = new Hold();
        var second = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Hold = first,
                Reply = FakeReply.Call("plan", """{"steps":["a"]}"""),
            },
            new Rule { Hold = second, Reply = FakeReply.Call("finish", """{"summary":"All done."}""") }
        );
        pedro.Variables["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        var job = pedro.Start(["run", "--agent", "quick", "work"]);
        await first.Reached;
        job.Signal(SIGKILL);
        await job.EndAsync();
        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;
        first.Release();

        var ten = Enumerable.Range(0, 10).Select(_ => pedro.Start(["resume", id])).ToList();
        var ends = ten.Select(static one => one.EndAsync()).ToList();
        await Task.WhenAny(second.Reached, Task.WhenAll(ends));
        while (ends.Count(static end => end.IsCompleted) < 9)
        {
            await Task.WhenAny(ends.Where(static end => !end.IsCompleted));
        }

        var winner = ten[ends.FindIndex(static end => !end.IsCompleted)];
        var owner = $"{id} is run by pedrocode with pid {winner.Id}";
        ends.Where(static end => end.IsCompleted)
            .Select(static end => end.Result)
            .ShouldAllBe(end => end.Code == 1 && end.Error.Contains(owner, StringComparison.Ordinal));
        winner.Signal(SIGSTOP);
        (await pedro.RunAsync("resume", id)).Error.ShouldContain(owner);
        winner.Signal(SIGCONT);
        second.Release();
        (await ends[ten.IndexOf(winner)]).Code.ShouldBe(0);
        (await pedro.RunAsync("fsck")).Code.ShouldBe(0);
    }
}
