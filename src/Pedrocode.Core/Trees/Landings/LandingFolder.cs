using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Where the landings of one repository keep their lock, their plan and what they need for a moment.</summary>
internal sealed record LandingFolder(string Path)
{
    public string Plan => System.IO.Path.Combine(Path, "plan.json");

    /// <summary>Which jobs landed, one a line, the newest last.</summary>
    public string Order => System.IO.Path.Combine(Path, "landed");

    public bool HasScratch => Directory.Exists(Scratch);

    private string Lock => System.IO.Path.Combine(Path, "lock");

    private string Scratch => System.IO.Path.Combine(Path, "scratch");

    public static LandingFolder Of(StateDirectory state, UserFiles files)
    {
        PrivateDirectory.Ensure(All(state));
        var folder = new LandingFolder(System.IO.Path.Combine(All(state), files.Key));
        PrivateDirectory.Ensure(folder.Path);
        return folder;
    }

    /// <summary>Those of all repositories.</summary>
    public static IEnumerable<LandingFolder> Every(StateDirectory state) =>
        Directory.Exists(All(state))
            ? Directory.EnumerateDirectories(All(state)).Select(static path => new LandingFolder(path))
            : [];

    /// <summary>Those where something was begun and not ended.</summary>
    public static IEnumerable<LandingFolder> Unfinished(StateDirectory state) =>
        Every(state).Where(static folder => File.Exists(folder.Plan));

    public static bool AnyIn(string statePath) =>
        System.IO.Path.Combine(statePath, "landings") is var all
        && Directory.Exists(all)
        && Directory
            .EnumerateDirectories(all)
            .Any(static path => File.Exists(System.IO.Path.Combine(path, "plan.json")));

    public FileLock? TryLock() => FileLock.TryTake(Lock);

    public async Task<FileLock> LockAsync(TimeSpan lookAgain, TimeProvider time, CancellationToken stop)
    {
        while (true)
        {
            if (TryLock() is { } held)
            {
                return held;
            }
            await Task.Delay(lookAgain, time, stop);
        }
    }

    /// <summary>Empty. Only under the lock.</summary>
    public string MakeScratch()
    {
        WholeDirectory.Delete(Scratch);
        PrivateDirectory.Ensure(Scratch);
        return Scratch;
    }

    /// <summary>The plan has been carried out or taken back, and told.</summary>
    public void Forget()
    {
        File.Delete(Plan);
        AtomicFile.SyncDirectory(Path);
        WholeDirectory.Delete(Scratch);
    }

    private static string All(StateDirectory state) => System.IO.Path.Combine(state.Path, "landings");
}
