using Pedrocode.Core;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

public sealed class DamagedPlanSpecs : IDisposable
{
    private readonly LandingBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"job\":")]
    public async Task A_plan_that_cannot_be_read_stops_landings_there_and_nothing_else_and_everyone_says_what_helps(
        string text
    )
    {
        var old = Files.None.SetItem(BytePath.Of("a"), Files.Text("old\n"));
        var job = Files.None.SetItem(BytePath.Of("a"), Files.Text("job\n"));
        bench.Now = old;
        var folder = Directory.CreateDirectory(Path.Combine(bench.State.Path, "landings", bench.User.Key)).FullName;
        var plan = Path.Combine(folder, "plan.json");
        await File.WriteAllTextAsync(plan, text, TestContext.Current.CancellationToken);

        await bench.RecoverAsync();
        var refused = await Should.ThrowAsync<UserError>(() => bench.LandAsync(bench.Tree(old), bench.Tree(job)));
        var found = await StrayCheck.RunAsync(
            bench.State,
            bench.Root,
            prune: true,
            TestContext.Current.CancellationToken
        );

        refused.Message.ShouldBe($"a landing was begun here and cut short, and its plan cannot be read: {plan}");
        refused.Next!.ShouldEndWith($"then delete {plan}");
        var finding = found.ShouldHaveSingleItem();
        (finding.What, finding.Repaired, finding.IsStray).ShouldBe(
            ($"{refused.Message}; {refused.Next}", false, false)
        );
        Files.Listing(bench.Now).ShouldBe(Files.Listing(old));
        File.ReadAllText(plan).ShouldBe(text);
        File.Delete(plan);
        (await bench.LandAsync(bench.Tree(old), bench.Tree(job))).ShouldBeOfType<LandingOutcome.Placed>();
    }
}
