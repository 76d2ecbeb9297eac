using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Core.Journals;

/// <summary>Reads the journal of a job that another process writes, as it grows.</summary>
public static class JournalFollower
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Entries whose sequence is above <paramref name="after"/>, in order; ends when the job has ended or nobody runs it. Only
    /// whole lines count.
    /// </summary>
    public static async IAsyncEnumerable<JournalEntry> FollowAsync(
        JobDirectory job,
        long after,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        // Held open: a job that is done loses its directory at once.
        using var journal = Open(job);
        var outputs = new OutputFiles(job.Output);
        var offset = 0L;
        var view = JobView.Empty;
        while (true)
        {
            // Asked before reading: what an owner wrote before it let go is then read below.
            var owned = job.IsOwned;
            var (content, end) = ReadFrom(journal, offset, outputs);
            offset = end;
            foreach (var entry in content.Where(entry => entry.Sequence > view.Sequence))
            {
                view = view.With(entry);
                if (entry.Sequence > after)
                {
                    yield return entry;
                }
            }
            if (content.Length == 0 && (!owned || view.Status.IsEnded()))
            {
                yield break;
            }
            if (content.Length == 0)
            {
                await Task.Delay(LookAgain, time, stop);
            }
        }
    }

    private static SafeFileHandle Open(JobDirectory job)
    {
        try
        {
            return File.OpenHandle(job.Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{job.Id} has no journal");
        }
    }

    private static (JournalEntry[] Entries, long End) ReadFrom(SafeFileHandle journal, long offset, OutputFiles outputs)
    {
        var bytes = new byte[Math.Max(0, RandomAccess.GetLength(journal) - offset)];
        var read = RandomAccess.Read(journal, bytes, offset);
        var content = JournalContent.Read(bytes.AsSpan(0, read), outputs);
        return ([.. content.Entries], offset + content.Length);
    }
}
