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
    private const int MostLooksForName = 20;

    /// <summary>The second line in the lock of a process that does not run the job.</summary>
    private const string Settling = "settling";

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
                Note(job) is ({ } owner, Settles: false)
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
    public static JobOwnership? TryTake(JobDirectory job) => TryTake(job, "");

    /// <summary>As <see cref="TryTake(JobDirectory)"/>, to write down how a job ended whose process died: nobody is told that it runs.</summary>
    public static JobOwnership? TryTakeToSettle(JobDirectory job) => TryTake(job, Settling);

    private static JobOwnership? TryTake(JobDirectory job, string purpose)
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
            file.Write(Encoding.ASCII.GetBytes($"{ProcessIdentity.Current()}\n{purpose}"));
            return taken;
        }
        catch (IOException e)
        {
            taken.Dispose();
            throw StateNotSavedException.Of(job.Id, e);
        }
    }

    /// <summary>Whether some process runs the job.</summary>
    public static bool IsHeld(JobDirectory job)
    {
        for (var look = 0; FileLock.IsHeld(job.Path) || FileLock.IsHeld(job.Lock); look++)
        {
            var (owner, settles) = Note(job);
            if (settles)
            {
                return false;
            }
            // Who has just taken it is about to write its name over a dead one's; of another machine's all are dead here.
            if (look == MostLooksForName || owner?.IsAlive() == true)
            {
                return true;
            }
            Thread.Sleep(LookAgain);
        }
        return false;
    }

    /// <summary>Who wrote its name into the lock; null where nobody did.</summary>
    public static ProcessIdentity? Owner(JobDirectory job) => Note(job).Owner;

    private static (ProcessIdentity? Owner, bool Settles) Note(JobDirectory job) =>
        ProcFile.Read(
            job.Lock,
            static bytes =>
                Encoding.ASCII.GetString(bytes).Split('\n') is [var name, .. var rest]
                    ? (ProcessIdentity.Parse(name), rest is [Settling, ..])
                    : (null, false),
            (null, false)
        );

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
