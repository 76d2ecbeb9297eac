using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// While jobs work in place, one job at a time may write in a directory: from its first writing call to its end, over all
/// processes of the user.
/// </summary>
public sealed class DirectoryHold : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly FileLock held;
    private readonly string nameFile;

    private DirectoryHold(FileLock held, string nameFile)
    {
        this.held = held;
        this.nameFile = nameFile;
    }

    /// <summary>The hold, after <paramref name="onWait"/> was told who has it now, once for each holder.</summary>
    public static async Task<DirectoryHold> TakeAsync(
        StateDirectory state,
        JobTree tree,
        JobId job,
        Action<string> onWait,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var folder = Path.Combine(state.Path, "directories");
        PrivateDirectory.Ensure(folder);
        var key = StateName.Of(tree.Root);
        var nameFile = Path.Combine(folder, key + ".holder");
        string? told = null;
        while (true)
        {
            if (FileLock.TryTake(Path.Combine(folder, key + ".lock")) is { } held)
            {
                AtomicFile.Write(nameFile, job.ToString());
                return new DirectoryHold(held, nameFile);
            }
            var holder = HolderIn(nameFile);
            if (holder is not null && holder != told)
            {
                onWait(holder);
                told = holder;
            }
            await Task.Delay(LookAgain, time, stop);
        }
    }

    public void Dispose()
    {
        File.Delete(nameFile);
        held.Dispose();
    }

    private static string? HolderIn(string nameFile)
    {
        try
        {
            return JobId.Parse(File.ReadAllText(nameFile))?.ToString();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
