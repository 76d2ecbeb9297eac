using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// A job's journal, opened by its one writer. An event counts, and can be seen, only after it is on disk.
/// </summary>
public sealed class Journal : IDisposable
{
    private static readonly TimeSpan SummaryPause = TimeSpan.FromMilliseconds(500);

    private readonly JobDirectory directory;
    private readonly TimeProvider time;
    private readonly DurableFile file;
    private readonly OutputFiles outputs;
    private readonly Lock gate = new();
    private readonly List<JournalEntry> entries = [];
    private TaskCompletionSource news = NewSignal();
    private long lastSummary;
    private long summarised;
    private bool closed;

    private Journal(JobDirectory directory, TimeProvider time, DurableFile file)
    {
        this.directory = directory;
        this.time = time;
        this.file = file;
        outputs = new OutputFiles(directory.Output);
        View = JobView.Empty;
    }

    /// <summary>
    /// What the disk said where job.json is behind the journal; null otherwise. It is tried again with each append, and by
    /// whoever takes the journal next: it is derived, so the event that it lacks has happened all the same.
    /// </summary>
    public StateNotSavedException? SummaryNotSaved { get; private set; }

    /// <summary>The fold of everything appended so far; an immutable snapshot.</summary>
    public JobView View { get; private set; }

    /// <summary>Begins the journal of a new job.</summary>
    public static Journal Create(JobDirectory directory, JobCreated created, TimeProvider time)
    {
        var journal = new Journal(directory, time, OpenFile(directory, 0));
        journal.Append([created], JournalLine.Header);
        return journal;
    }

    /// <summary>Goes on with a journal that is there. Only for who holds the owner's lock; a torn tail is cut.</summary>
    public static Journal Open(JobDirectory directory, TimeProvider time)
    {
        var content = directory.Read();
        var journal = new Journal(directory, time, OpenFile(directory, content.Length));
        journal.entries.AddRange(content.Entries);
        journal.View = content.View;
        journal.summarised = content.Length;
        return journal;
    }

    /// <summary>A snapshot of all entries.</summary>
    public ImmutableArray<JournalEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>
    /// Writes the events as one group with one sync, then publishes them. Throws <see cref="InvalidOperationException"/> for
    /// an event that must not follow, <see cref="StateNotSavedException"/> where the disk refuses; then none has happened.
    /// </summary>
    public void Append(params ReadOnlySpan<JobEvent> events) => Append(events, []);

    /// <summary>Entries whose sequence is above <paramref name="after"/>, in order, waiting for more until the journal is closed.</summary>
    public async IAsyncEnumerable<JournalEntry> FollowAsync(
        long after,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        var next = -1;
        while (true)
        {
            JournalEntry[] fresh;
            Task more;
            bool ended;
            lock (gate)
            {
                next = next < 0 ? entries.Count(entry => entry.Sequence <= after) : next;
                fresh = next < entries.Count ? [.. entries.Skip(next)] : [];
                more = news.Task;
                ended = closed;
            }
            foreach (var entry in fresh)
            {
                yield return entry;
            }
            next += fresh.Length;
            if (fresh.Length == 0)
            {
                if (ended)
                {
                    yield break;
                }
                await more.WaitAsync(stop);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            // Events behind the ending: without them job.json would be no shortcut.
            if (View.Status.IsEnded() && !View.IsEmpty && summarised != file.Length)
            {
                TrySaveSummary();
            }
            file.Dispose();
            news.TrySetResult();
        }
    }

    private void Append(ReadOnlySpan<JobEvent> events, ReadOnlySpan<byte> header)
    {
        var fresh = new JournalEntry[events.Length];
        var view = View;
        var status = view.IsEmpty ? (JobStatus?)null : view.Status;
        var buffer = new ArrayBufferWriter<byte>(1024);
        buffer.Write(header);
        try
        {
            for (var i = 0; i < events.Length; i++)
            {
                status = JobTransitions.Next(status, events[i]);
                fresh[i] = new JournalEntry(view.Sequence + 1, time.GetUtcNow(), WithUsage(events[i], view));
                view = view.With(fresh[i]);
                Write(buffer, fresh[i]);
            }
            file.Append(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotWritableError)
        {
            throw StateNotSavedException.Of(directory.Id, e);
        }
        Publish(fresh, view);
    }

    private static JobEvent WithUsage(JobEvent fact, JobView view) =>
        fact is JobEnding ending && view.LlmCalls > 0 ? ending with { Usage = view.Usage } : fact;

    private static DurableFile OpenFile(JobDirectory directory, long length)
    {
        try
        {
            return DurableFile.Open(directory.Journal, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateNotSavedException.Of(directory.Id, e);
        }
    }

    private void Write(ArrayBufferWriter<byte> buffer, JournalEntry entry)
    {
        var start = buffer.WrittenCount;
        JournalLine.Write(buffer, entry);
        if (buffer.WrittenCount - start > OutputFiles.LongString)
        {
            JournalLine.Rewrite(buffer, start, entry, outputs);
        }
    }

    private void Publish(JournalEntry[] fresh, JobView view)
    {
        var statusChanged = view.Status != View.Status || View.IsEmpty;
        TaskCompletionSource old;
        lock (gate)
        {
            entries.AddRange(fresh);
            View = view;
            old = news;
            news = NewSignal();
        }
        old.TrySetResult();
        var now = time.GetTimestamp();
        if (statusChanged || SummaryNotSaved is not null || time.GetElapsedTime(lastSummary, now) >= SummaryPause)
        {
            lastSummary = now;
            TrySaveSummary();
        }
    }

    /// <summary>Tries once more where job.json is behind. Returns what the disk said; null where it is as it should be.</summary>
    internal StateNotSavedException? SettleSummary()
    {
        if (SummaryNotSaved is not null)
        {
            TrySaveSummary();
        }
        return SummaryNotSaved;
    }

    private void TrySaveSummary()
    {
        try
        {
            SaveSummary();
            summarised = file.Length;
            SummaryNotSaved = null;
        }
        catch (StateNotSavedException e)
        {
            SummaryNotSaved = e;
        }
    }

    /// <summary>Makes job.json again from what the journal says. Throws <see cref="StateNotSavedException"/>.</summary>
    internal void SaveSummary()
    {
        try
        {
            AtomicFile.Write(
                directory.Summary,
                JobSummaryFile.Bytes(View, file.Length),
                durability: Durability.Content
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateNotSavedException.Of(directory.Id, e);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The disk refused. The job ends with "could not be saved"; what was saved before stays.</summary>
public sealed class StateNotSavedException(string message, Exception inner) : Exception(message, inner)
{
    public string Next => Posix.DiskRefusal.NextFor(this);

    public static StateNotSavedException Of(JobId job, Exception cause) =>
        new($"{job} could not be saved: {cause.Message}", cause);
}
