using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Journals;

/// <summary>
/// How a job's directory goes: its last view is written down, its report is kept, and then the directory is renamed in one
/// step, under its lock, before anything in it is deleted. Links are deleted, never followed.
/// </summary>
public static class JobRemoval
{
    public const string GonePrefix = ".gone-";

    /// <summary>No job takes so long from its directory to its first event.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(1);

    private const int LongestFirst = 1 << 20;

    /// <summary>
    /// Removes the job unless some process runs it, or <paramref name="mayGo"/> says no to how it stands under the lock, or it has a
    /// tree whose work can be kept nowhere else. Returns whether it is gone. Throws <see cref="IOException"/>; then it is still there.
    /// </summary>
    public static bool Remove(StateDirectory state, JobDirectory job, Func<JobView, bool> mayGo)
    {
        using var ownership = TryTake(job);
        return ownership is not null && RemoveOwned(state, job, mayGo);
    }

    /// <summary>The same for who holds the job's lock.</summary>
    public static bool RemoveOwned(StateDirectory state, JobDirectory job, Func<JobView, bool> mayGo)
    {
        var view = job.Read().View;
        if (
            !mayGo(view)
            || !Salvage.BeforeDeletingAsync(state, job, CancellationToken.None).GetAwaiter().GetResult().MayDelete
        )
        {
            return false;
        }
        if (!view.IsEmpty)
        {
            state.History.Append(view);
        }
        KeepReport(state, job);
        var gone = Path.Combine(state.Jobs, GonePrefix + job.Id);
        Directory.Move(job.Path, gone);
        AtomicFile.SyncDirectory(state.Jobs);
        Salvage.AfterDeletingAsync(state, view).GetAwaiter().GetResult();
        Delete(gone);
        return true;
    }

    /// <summary>Removes a directory of which nothing can be read and that holds no tree. Returns whether it is gone.</summary>
    public static bool RemoveUnreadable(StateDirectory state, JobDirectory job)
    {
        using var ownership = TryTake(job);
        if (ownership is null || Directory.Exists(Path.Combine(job.Path, "tree")))
        {
            return false;
        }
        var gone = Path.Combine(state.Jobs, GonePrefix + job.Id);
        Directory.Move(job.Path, gone);
        AtomicFile.SyncDirectory(state.Jobs);
        return Delete(gone);
    }

    /// <summary>
    /// Removes a directory whose process died before the job's first event was on disk: nobody was told of it. One that may be on its way
    /// at this moment stays. Null where it is another; else whether it is gone.
    /// </summary>
    public static bool? RemoveUnbegun(StateDirectory state, JobDirectory job, TimeProvider time)
    {
        try
        {
            return !IsUnbegun(job)
                ? null
                : (time.GetUtcNow() - new DateTimeOffset(Directory.GetLastWriteTimeUtc(job.Path))).Duration()
                    >= Beginning
                    && RemoveUnreadable(state, job);
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsUnbegun(JobDirectory job) =>
        Directory.EnumerateFileSystemEntries(job.Path).All(path => path == job.Journal || path == job.Lock)
        && (!File.Exists(job.Journal) || HasNoWholeEntry(job.Journal));

    /// <summary>The header's line and the first entry's are written at once.</summary>
    private static bool HasNoWholeEntry(string journal) =>
        new FileInfo(journal).Length < LongestFirst && File.ReadAllBytes(journal).AsSpan().Count((byte)'\n') <= 1;

    /// <summary>For the owner of a job whose first event could not be saved: its directory goes, as far as the disk allows.</summary>
    public static void RemoveUnbegun(StateDirectory state, JobDirectory job)
    {
        try
        {
            var gone = Path.Combine(state.Jobs, GonePrefix + job.Id);
            Directory.Move(job.Path, gone);
            Delete(gone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // fsck names it, and removes it where asked.
        }
    }

    /// <summary>Deletes what an interrupted removal left. Returns what could not be deleted.</summary>
    public static IReadOnlyList<string> Sweep(StateDirectory state)
    {
        var left = new List<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries(state.Jobs, GonePrefix + "*"))
        {
            if (JobId.Parse(Path.GetFileName(path)[GonePrefix.Length..]) is null)
            {
                left.Add(path);
                continue;
            }
            if (
                FileIdentity.OfPath(path) is not { IsDirectory: true }
                    ? !DeleteFile(path)
                    : !FileLock.IsHeld(path) && !Delete(path)
            )
            {
                left.Add(path);
            }
        }
        return left;
    }

    private static JobOwnership? TryTake(JobDirectory job)
    {
        try
        {
            return JobOwnership.TryTake(job);
        }
        catch (UserError)
        {
            // Another process removed it a moment ago.
            return null;
        }
    }

    private static void KeepReport(StateDirectory state, JobDirectory job)
    {
        var report = Path.Combine(job.Output, "report.md");
        if (FileIdentity.OfPath(report) is { IsRegularFile: true })
        {
            PrivateDirectory.Ensure(state.Reports);
            AtomicFile.Write(Path.Combine(state.Reports, $"{job.Id}.md"), File.ReadAllBytes(report));
        }
    }

    private static bool DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Delete(string directory)
    {
        try
        {
            WholeDirectory.Delete(directory);
            return true;
        }
        catch (IOException)
        {
            // The next start tries again; fsck names what stays.
            return false;
        }
    }
}
