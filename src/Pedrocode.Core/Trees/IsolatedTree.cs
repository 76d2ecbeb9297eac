using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Trees;

/// <summary>
/// The tree of its own that a running job works in: made while the model is asked for the first time, saved as checkpoints
/// while it is asked again.
/// </summary>
internal sealed class IsolatedTree : IAsyncDisposable
{
    private const int MostDiff = 8 * 1024;

    private readonly JobRun job;
    private readonly TreeStore store;
    private readonly Checkpoints checkpoints;
    private readonly CancellationTokenSource leaving = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private Task ready = Task.CompletedTask;
    private Task saving = Task.CompletedTask;
    private bool touched;
    private ProjectRepository? repository;
    private bool left;

    public IsolatedTree(JobRun job)
    {
        this.job = job;
        store = new TreeStore(job.Directory, job.View.Root);
        checkpoints = new Checkpoints(store);
    }

    public TreeStore Store => store;

    public bool IsReady => ready.IsCompletedSuccessfully;

    /// <summary>Starts to make the tree, or takes up the one that is there.</summary>
    public void Begin() => ready = Task.Run(() => PrepareAsync(leaving.Token));

    /// <summary>Returns when tools may work. Throws <see cref="JobFailure"/> where there can be no tree.</summary>
    public async Task ReadyAsync(CancellationToken stop)
    {
        if (!ready.IsCompletedSuccessfully)
        {
            await ready.WaitAsync(stop);
        }
    }

    /// <summary>A call may have changed files since the last checkpoint.</summary>
    public void Touch() => touched = true;

    /// <summary>Whether a checkpoint is due.</summary>
    public bool IsTouched => touched;

    /// <summary>Begins a checkpoint where one is due, without waiting for it.</summary>
    public void SaveSoon()
    {
        if (touched && saving.IsCompletedSuccessfully)
        {
            touched = false;
            saving = Task.Run(() => TakeAsync(leaving.Token));
        }
    }

    /// <summary>Returns when no checkpoint is under way: nothing may write before.</summary>
    public Task SettledAsync(CancellationToken stop) =>
        saving.IsCompletedSuccessfully ? Task.CompletedTask : saving.WaitAsync(stop);

    /// <summary>Afterwards the journal names a checkpoint of the tree as it is.</summary>
    public async Task SaveAsync(CancellationToken stop)
    {
        await ReadyAsync(stop);
        await SettledAsync(stop);
        SaveSoon();
        await SettledAsync(stop);
    }

    /// <summary>Puts the files back to the checkpoint.</summary>
    public Task RestoreAsync(string commit, CancellationToken stop) => RestoreAsync(commit, [], stop);

    /// <param name="commit">The checkpoint.</param>
    /// <param name="files">Put back even where they are ignored, relative to the root.</param>
    /// <param name="stop">Ends git.</param>
    public async Task RestoreAsync(string commit, IReadOnlyCollection<string> files, CancellationToken stop)
    {
        await ReadyAsync(stop);
        await SettledAsync(stop);
        await GuardedAsync(() => checkpoints.RestoreAsync(commit, files, stop));
        touched = false;
    }

    /// <summary>The tree from the user's files as they are now, the job's change merged in; the events are to be appended at once.</summary>
    public async Task<ImmutableArray<JobEvent>> BeginAnewAsync(CancellationToken stop)
    {
        await ReadyAsync(stop);
        await SettledAsync(stop);
        var events = ImmutableArray<JobEvent>.Empty;
        await GuardedAsync(async () => events = await new Rebase(job, store).RunAsync(stop));
        touched = false;
        known.Clear();
        return events;
    }

    /// <summary>What changed between two checkpoints, for the model to read.</summary>
    public async Task<string> DiffAsync(string from, string to, CancellationToken stop)
    {
        var diff = await store.Git.RunAsync(
            ["diff-tree", "-p", "--no-ext-diff", "--no-textconv", "--no-renames", from, to],
            stop,
            MostDiff
        );
        return VisibleText.Clean(diff.Text) + (diff.IsCut ? "\n[more not shown]" : "");
    }

    /// <summary>The job's result is where it belongs: the user's repository need not keep the commit it began from any more.</summary>
    public async Task LetGoAsync()
    {
        if ((repository is null && job.View.Base is null) || !Directory.Exists(job.View.Root))
        {
            return;
        }
        var files = repository?.Files ?? await JobWork.FilesAsync(job.State, job.View.Root, CancellationToken.None);
        await JobRefs.RemoveAsync(files, JobRefs.Keep, job.Directory.Id, CancellationToken.None);
        if (!files.InGit)
        {
            await PrivateRepository.Of(job.State, job.View.Root).TidyAsync(job.State, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (left)
        {
            return;
        }
        left = true;
        await leaving.CancelAsync();
        await Task.WhenAny(Task.WhenAll(ready, saving));
        leaving.Dispose();
    }

    private async Task PrepareAsync(CancellationToken stop)
    {
        await GuardedAsync(async () =>
        {
            var view = job.View;
            var project = await ProjectRepository.OfAsync(job.State, view.Root, stop);
            var from = job.Time.GetTimestamp();
            ForeignFolders foreign;
            if (view.Base is { } start && store.Exists)
            {
                store.RemoveLocks();
                if (view.TreeReady && Directory.Exists(store.Tree))
                {
                    touched = true;
                    return;
                }
                var carried = CarriedFolders.FindAsync(project, store, job.Carry, stop);
                await TreeCheckout.MakeAgainAsync(store, project, start, view.Checkpoint!.Commit, stop);
                foreign = await ForeignAsync(project, view.Foreign?.Repositories ?? [], await carried, stop);
            }
            else
            {
                repository = project;
                if (project.Head is { } head)
                {
                    // The base borrows from it.
                    await JobRefs.KeepAsync(project.Files, job.Directory.Id, head, stop);
                }
                var taken = await BaseSnapshot.TakeAsync(job.State, project, store, job.Directory, job.Carry, stop);
                job.AppendBeside(taken.Start);
                var carried = CarriedFolders.FindAsync(project, store, job.Carry, stop);
                await TreeCheckout.MakeAsync(SpareTree.Of(job.State, view.Root), store, project, taken.Start, stop);
                foreign = await ForeignAsync(project, taken.Repositories, await carried, stop);
            }
            job.AppendBeside(
                new TreeReady((long)job.Time.GetElapsedTime(from).TotalMilliseconds, foreign.IsEmpty ? null : foreign)
            );
        });
    }

    private Task<ForeignFolders> ForeignAsync(
        ProjectRepository project,
        IEnumerable<string> repositories,
        ImmutableArray<string> carried,
        CancellationToken stop
    ) =>
        CarriedFolders.PlaceAsync(
            project,
            store,
            repositories,
            carried,
            isHeld: job.Gate.Sandbox.WhyNot(job.Tree) is null,
            stop
        );

    private Task TakeAsync(CancellationToken stop) =>
        GuardedAsync(async () =>
        {
            // What the model wrote with file tools counts even where it is ignored; once in the index, git goes on to look at it.
            var written = job.View.Files.Keys.Where(path => !known.Contains(path)).ToList();
            if (await checkpoints.TakeAsync(job.View.Checkpoint!, written, stop) is { } taken)
            {
                job.AppendBeside(taken);
            }
            known.UnionWith(written);
        });

    private async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (UserError e)
        {
            throw new JobFailure(e.Next is { } next ? $"{e.Message}: {next}" : e.Message, e);
        }
        catch (GitFailure e) when (DiskRefusal.IsNamedIn(e.Message))
        {
            throw StateNotSavedException.Of(job.Directory.Id, e);
        }
        catch (Exception e) when (e is not StateNotSavedException && DiskRefusal.Of(e) is not null)
        {
            throw StateNotSavedException.Of(job.Directory.Id, e);
        }
        catch (GitFailure e)
        {
            throw new JobFailure($"the job's tree: {VisibleText.CleanLine(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobFailure($"the job's tree: {e.Message}", e);
        }
    }
}
