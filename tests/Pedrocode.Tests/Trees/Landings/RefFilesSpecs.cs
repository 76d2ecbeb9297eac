using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees.Landings;

/// <summary>What is written to a ref without git is what git reads there, and the other way round, packed or not.</summary>
public sealed class RefFilesSpecs : IDisposable
{
    private static readonly JobId Job = JobId.Parse("job-1700000000")!.Value;

    private readonly TempDirectory temp = new();
    private readonly UserFiles files;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public RefFilesSpecs()
    {
        var state = Directory.CreateDirectory(Path.Combine(temp.Path, "state")).FullName;
        var folder = Directory.CreateDirectory(Path.Combine(temp.Path, "folder")).FullName;
        var own = PrivateRepository.Of(StateDirectory.Open(state), folder);
        own.Ensure();
        files = UserFiles.OfFolder(own);
    }

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Git_reads_what_was_set()
    {
        var tree = await EmptyTreeAsync();
        await JobRefs.SetAsync(files, JobRefs.Landed, Job, tree, Stop);
        (await files.Git().TextAsync(Stop, "rev-parse", $"refs/pedrocode/landed/{Job}")).ShouldBe(tree);
        (await JobRefs.AllAsync(files, Stop)).ShouldHaveSingleItem().Target.ShouldBe(tree);
        (await JobRefs.FindAsync(files, JobRefs.Landed, Job, Stop)).ShouldBe(tree);
    }

    [Fact]
    public async Task What_git_packed_is_found_and_removed()
    {
        var tree = await EmptyTreeAsync();
        await JobRefs.SetAsync(files, JobRefs.Landed, Job, tree, Stop);
        await files.Git().SucceedAsync(["pack-refs", "--all", "--prune"], Stop);
        File.Exists(Path.Combine(files.CommonDirectory, $"refs/pedrocode/landed/{Job}")).ShouldBeFalse();
        (await JobRefs.FindAsync(files, JobRefs.Landed, Job, Stop)).ShouldBe(tree);
        await JobRefs.RemoveAsync(files, JobRefs.Landed, Job, Stop);
        (await JobRefs.FindAsync(files, JobRefs.Landed, Job, Stop)).ShouldBeNull();
        (await JobRefs.AllAsync(files, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_set_anew_after_packing_counts()
    {
        var tree = await EmptyTreeAsync();
        await JobRefs.SetAsync(files, JobRefs.Keep, Job, tree, Stop);
        await files.Git().SucceedAsync(["pack-refs", "--all", "--prune"], Stop);
        var other = await files.Git().TextAsync(Stop, "commit-tree", tree, "-m", "another");
        await JobRefs.SetAsync(files, JobRefs.Keep, Job, other, Stop);
        (await JobRefs.FindAsync(files, JobRefs.Keep, Job, Stop)).ShouldBe(other);
        (await files.Git().TextAsync(Stop, "rev-parse", $"refs/pedrocode/keep/{Job}")).ShouldBe(other);
    }

    [Fact]
    public async Task What_is_not_there_is_no_matter()
    {
        (await JobRefs.FindAsync(files, JobRefs.Keep, Job, Stop)).ShouldBeNull();
        await JobRefs.RemoveAsync(files, JobRefs.Keep, Job, Stop);
        (await JobRefs.AllAsync(files, Stop)).ShouldBeEmpty();
    }

    private async Task<string> EmptyTreeAsync() => await files.Git().TextAsync(Stop, "write-tree");
}
