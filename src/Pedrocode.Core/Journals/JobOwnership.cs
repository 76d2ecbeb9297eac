using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// The right to run a job, held by one process until it lets go or dies. Two locks, since a file can be deleted while it is
/// locked: one on <c>owner.lock</c>, which also says who holds it, and one on the job's directory itself. Where locks do
/// nothing, as on some shared disks, who stands in <c>owner.lock</c> and lives is the owner.
/// </summary>
public sealed class JobOwnership : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(1);
    private const int MostLooks = 1_000;
    private const int OwnPatience = 100;

    private readonly FileLock? directory;
    private readonly FileLock file;

    private JobOwnership(FileLock? directory, FileLock file)
    {
        this.directory = directory;
        this.file = file;
    }

    /// <summary>Takes the job. Throws <see cref="UserError"/>, naming the owner, where some process runs it, and where it is not there.</summary>
    public static JobOwnership Take(JobDirectory job)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (TryTake(job) is { } taken)
            {
                return taken;
            }
            // This very process looks after a job that died, for a moment.
            if (
                Owner(job) is { } owner
                && owner.IsAlive()
                && (owner.Pid != Environment.ProcessId || look >= OwnPatience)
            )
            {
                throw Owned(job, $"pedrocode with pid {owner.Pid}");
            }
            // Who only looks, or is about to write its name there, holds the lock for a moment.
            Thread.Sleep(LookAgain);
        }
        throw Owned(job, "another pedrocode");
    }

    /// <summary>Takes the job, or returns null where another holds it this moment. Throws <see cref="UserError"/> where it is not there, <see cref="StateNotSavedException"/>.</summary>
    public static JobOwnership? TryTake(JobDirectory job)
    {
        if (job.ShownOnly is { } why)
        {
            throw why;
        }
        if (!Directory.Exists(job.Path))
        {
            throw new UserError($"Job not found: {job.Id}");
        }
        if (!LockDirectory(job, out var directory))
        {
            return null;
        }
        var file = LockFile(job, directory);
        if (file is null || IsAnothers(Owner(job)))
        {
            file?.Dispose();
            directory?.Dispose();
            return null;
        }
        var taken = new JobOwnership(directory, file);
        try
        {
            file.Write(Encoding.ASCII.GetBytes($"{ProcessIdentity.Current()}\n"));
            return taken;
        }
        catch (IOException e)
        {
            taken.Dispose();
            throw StateNotSavedException.Of(job.Id, e);
        }
    }

    public static bool IsHeld(JobDirectory job) => FileLock.IsHeld(job.Path) || FileLock.IsHeld(job.Lock);

    /// <summary>Who wrote its name into the lock; null where nobody did.</summary>
    public static ProcessIdentity? Owner(JobDirectory job) =>
        ProcFile.Read(job.Lock, static bytes => ProcessIdentity.Parse(Encoding.ASCII.GetString(bytes)), null);

    public void Dispose()
    {
        try
        {
            file.Write([]);
        }
        catch (IOException)
        {
            // The name stays there; it counts only as long as this process lives and the locks do nothing.
        }
        file.Dispose();
        directory?.Dispose();
    }

    // False where it is held. Some shared disks lock no directories: then the file alone is locked.
    private static bool LockDirectory(JobDirectory job, out FileLock? taken)
    {
        try
        {
            taken = FileLock.TryTakeDirectory(job.Path);
            return taken is not null;
        }
        catch (IOException)
        {
            taken = null;
            return true;
        }
    }

    private static FileLock? LockFile(JobDirectory job, FileLock? directory)
    {
        try
        {
            return FileLock.TryTake(job.Lock);
        }
        catch (IOException e)
        {
            directory?.Dispose();
            throw StateNotSavedException.Of(job.Id, e);
        }
    }

    private static bool IsAnothers(ProcessIdentity? owner) =>
        owner is not null && owner.Pid != Environment.ProcessId && owner.IsAlive();

    private static UserError Owned(JobDirectory job, string owner) =>
        new($"{job.Id} is run by {owner}", $"see it with: logs {job.Id} -f");
}
