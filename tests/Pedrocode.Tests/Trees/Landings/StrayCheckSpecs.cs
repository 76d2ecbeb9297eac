using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

public sealed class StrayCheckSpecs : IDisposable
{
    private readonly LandingBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task What_no_job_needs_is_named_and_pruned_and_what_holds_work_stays()
    {
        bench.Now = Files.None.SetItem(BytePath.Of("a"), Files.Text("old\n"));
        await bench.LandAsync(
            bench.Tree(bench.Now),
            bench.Tree(Files.None.SetItem(BytePath.Of("a"), Files.Text("job\n")))
        );
        var record = bench.Git("rev-parse", $"refs/pedrocode/landed/{LandingBench.Job}").Trim();
        var claimed = new JobId(7);
        Directory.CreateDirectory(Path.Combine(bench.State.Jobs, claimed.ToString()));
        Directory.CreateDirectory(Path.Combine(bench.State.Jobs, LandingBench.Job.ToString()));
        bench.Git("update-ref", "refs/pedrocode/keep/job-5", "HEAD");
        bench.Git("update-ref", "refs/pedrocode/landed/job-4", record);
        bench.Git("update-ref", $"refs/pedrocode/keep/{claimed}", "HEAD");
        bench.Git("update-ref", "refs/pedrocode/salvage/job-6", record);
        bench.Git("update-ref", "refs/pedrocode/other", "HEAD");
        var all = bench.Git("for-each-ref", "--format=%(refname)", "refs/pedrocode");
        var scratch = Path.Combine(bench.State.Path, "landings", bench.User.Key, "scratch");
        Directory.CreateDirectory(scratch);

        var found = await CheckAsync(prune: false);

        found
            .Select(static one => (one.Where.Split('/')[^1], one.IsStray, one.Repaired))
            .ShouldBe([(bench.User.Key, true, false), ("job-4", true, false), ("job-5", true, false)]);
        bench.Git("for-each-ref", "--format=%(refname)", "refs/pedrocode").ShouldBe(all);

        found = await CheckAsync(prune: true);

        found.ShouldAllBe(static one => one.Repaired);
        Directory.Exists(scratch).ShouldBeFalse();
        bench
            .Git("for-each-ref", "--format=%(refname)", "refs/pedrocode")
            .ShouldBe(
                all.Replace("refs/pedrocode/keep/job-5\n", "", StringComparison.Ordinal)
                    .Replace("refs/pedrocode/landed/job-4\n", "", StringComparison.Ordinal)
            );
        (await CheckAsync(prune: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tree_whose_job_cannot_be_read_is_damage_and_stays()
    {
        var tree = Directory.CreateDirectory(Path.Combine(bench.State.Jobs, "job-9", "tree")).FullName;

        var found = await CheckAsync(prune: true);

        found
            .ShouldHaveSingleItem()
            .ShouldBe(
                new StateFinding(
                    "jobs/job-9/tree",
                    "is a tree whose job cannot be read; it may hold work, and stays",
                    Repaired: false
                )
            );
        Directory.Exists(tree).ShouldBeTrue();
    }

    [Fact]
    public async Task A_ref_whose_objects_are_gone_is_damage()
    {
        var tree = bench.Tree(Files.None.SetItem(BytePath.Of("a"), Files.Text("x\n")));
        bench.Git("update-ref", "refs/pedrocode/salvage/job-6", tree);

        var found = (await CheckAsync(prune: true)).ShouldHaveSingleItem();

        (found.IsStray, found.Repaired).ShouldBe((false, false));
        found.What.ShouldBe("names what is not in the repository any more");
        bench.Git("for-each-ref", "refs/pedrocode").ShouldNotBeEmpty();
    }

    private async Task<System.Collections.Immutable.ImmutableArray<StateFinding>> CheckAsync(bool prune) =>
        await StrayCheck.RunAsync(bench.State, bench.Root, prune, TestContext.Current.CancellationToken);
}
