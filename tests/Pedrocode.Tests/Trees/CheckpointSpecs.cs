using System.Diagnostics;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

/// <summary>A checkpoint is the tree as it is, also where a glance says that nothing has changed and git is not asked.</summary>
public sealed class CheckpointSpecs : IDisposable
{
    private readonly TempDirectory temp = new();
    private readonly Random random = new(20_26);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Whatever_is_done_to_files_and_however_soon_is_in_the_next_one()
    {
        var (start, store) = await MakeAsync();
        var checkpoints = new Checkpoints(store);
        var last = new Checkpointed(start.Commit, start.Tree);
        var changed = 0;
        for (var step = 0; step < 100; step++)
        {
            if (random.Next(4) > 0)
            {
                Edit(store.Tree, step);
            }
            if (random.Next(3) == 0)
            {
                // Long enough for a glance to be believed.
                await Task.Delay(70, Stop);
            }
            last = await checkpoints.TakeAsync(last, [], Stop) ?? last;
            var real = await RealTreeAsync(store);
            last.Tree.ShouldBe(real, $"step {step}");
            changed += last.Tree == start.Tree ? 0 : 1;
        }
        changed.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Where_nothing_has_changed_git_is_not_started()
    {
        var (start, store) = await MakeAsync();
        var checkpoints = new Checkpoints(store);
        var last = new Checkpointed(start.Commit, start.Tree);
        await Task.Delay(70, Stop);
        (await checkpoints.TakeAsync(last, [], Stop)).ShouldBeNull();
        // Git refuses to work with this.
        File.WriteAllText(store.Index + ".lock", "");

        (await checkpoints.TakeAsync(last, [], Stop)).ShouldBeNull();

        File.WriteAllText(Path.Combine(store.Tree, ".git", "job"), "");
        (await checkpoints.TakeAsync(last, [], Stop)).ShouldBeNull();
        File.WriteAllText(Path.Combine(store.Tree, "new"), "");
        await Should.ThrowAsync<GitFailure>(() => AddedAsync(checkpoints, last));
    }

    [Fact]
    public async Task What_was_changed_a_moment_ago_is_not_believed_to_stand_still()
    {
        for (var tried = 0; tried < 100; tried++)
        {
            var begun = Stopwatch.GetTimestamp();
            temp.Write("few/file", $"{tried}");
            var glance = TreeGlance.Of(temp.At("few"), out _);
            if (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMilliseconds(30))
            {
                glance.ShouldBeNull();
                await Task.Delay(100, Stop);
                TreeGlance.Of(temp.At("few"), out _).ShouldNotBeNull();
                return;
            }
        }
        Assert.Fail("no glance was soon enough");
    }

    [Fact]
    public async Task After_it_was_put_back_and_for_another_checkpoint_git_is_asked()
    {
        var (start, store) = await MakeAsync();
        var checkpoints = new Checkpoints(store);
        var first = new Checkpointed(start.Commit, start.Tree);
        File.WriteAllText(Path.Combine(store.Tree, "new"), "x");
        await Task.Delay(70, Stop);
        var second = (await checkpoints.TakeAsync(first, [], Stop))!;

        (await checkpoints.TakeAsync(second, [], Stop)).ShouldBeNull();
        // As where what was taken could not be written down.
        (await checkpoints.TakeAsync(first, [], Stop))!.Tree.ShouldBe(second.Tree);
        await checkpoints.RestoreAsync(first.Commit, [], Stop);
        (await checkpoints.TakeAsync(second, [], Stop))!.Tree.ShouldBe(first.Tree);
    }

    [Fact]
    public async Task A_file_that_is_ignored_and_is_to_be_kept_is_in_it()
    {
        var (start, store) = await MakeAsync();
        var checkpoints = new Checkpoints(store);
        var last = new Checkpointed(start.Commit, start.Tree);
        File.WriteAllText(Path.Combine(store.Tree, "x.log"), "kept");
        await Task.Delay(70, Stop);
        (await checkpoints.TakeAsync(last, [], Stop)).ShouldBeNull();

        var taken = await checkpoints.TakeAsync(last, ["x.log"], Stop);

        (await store.Git.TextAsync(Stop, "show", $"{taken!.Commit}:x.log")).ShouldBe("kept");
    }

    private static async Task AddedAsync(Checkpoints checkpoints, Checkpointed last) =>
        _ = await checkpoints.TakeAsync(last, ["new"], Stop);

    private void Edit(string tree, int step)
    {
        var files = Directory
            .GetFiles(tree, "*", SearchOption.AllDirectories)
            .Where(static file => new FileInfo(file).LinkTarget is null)
            // What is tracked and comes to be ignored stays tracked: a new index could not know.
            .Where(static file => !file.Contains("/.git", StringComparison.Ordinal))
            .ToList();
        var file = files[random.Next(files.Count)];
        switch (random.Next(11))
        {
            case 0 when files.Count > 5:
                File.Delete(file);
                break;
            case 1:
                Directory.CreateDirectory(Path.Combine(tree, $"d{step}", "e"));
                File.WriteAllText(Path.Combine(tree, $"d{step}", "e", "f"), $"{step}");
                break;
            case 2:
                File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, $"moved{step}"));
                break;
            case 3:
                File.SetUnixFileMode(file, File.GetUnixFileMode(file) ^ UnixFileMode.UserExecute);
                break;
            case 4:
                File.CreateSymbolicLink(Path.Combine(tree, $"link{step}"), "a");
                break;
            case 5:
                File.WriteAllText(Path.Combine(tree, $"{step}.log"), "ignored");
                break;
            case 6:
                // In place of another, as an editor saves.
                File.WriteAllText(Path.Combine(tree, "tmp"), $"{step % 10}");
                File.Move(Path.Combine(tree, "tmp"), file, overwrite: true);
                break;
            default:
                // As many bytes as before.
                using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
                {
                    stream.WriteByte((byte)('0' + step % 10));
                }
                break;
        }
    }

    /// <summary>What git makes of the files with an index that knows nothing.</summary>
    private async Task<string> RealTreeAsync(TreeStore store)
    {
        File.Delete(temp.At("other-index"));
        var git = store.Door(store.Tree, store.Tree, temp.At("other-index"));
        await git.SucceedAsync(["add", "-A"], Stop);
        return await git.TextAsync(Stop, "write-tree");
    }

    private async Task<(BaseTaken, TreeStore)> MakeAsync()
    {
        var user = GitProject.Init(temp.At("user"));
        user.Write(".gitignore", "*.log\n");
        foreach (var name in new[] { "a", "b", "c", "sub/d", "sub/deep/e" })
        {
            user.Write(name, name);
        }
        user.Commit();
        var job = new JobDirectory(new JobId(1), temp.At("job"));
        Directory.CreateDirectory(job.Path);
        var store = new TreeStore(job, user.Root);
        var project = await ProjectRepository.ReadAsync(user.Root, Stop);
        var state = StateDirectory.Open(temp.At("state"));
        var taken = await BaseSnapshot.TakeAsync(state, project, store, job, carry: [], Stop);
        await TreeCheckout.MakeAsync(new SpareTree(temp.At("spare")), store, project, taken.Start, Stop);
        return (taken.Start, store);
    }
}
