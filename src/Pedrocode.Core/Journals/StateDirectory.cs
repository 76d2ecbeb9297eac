using System.Collections.Immutable;
using System.Globalization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>All that pedrocode keeps for a user: jobs of every session and terminal.</summary>
public sealed class StateDirectory
{
    /// <summary>So many of the jobs that are gone can be meant by a tail of their id.</summary>
    private const int NewestGone = 200;

    private readonly int format;

    private StateDirectory(string path)
    {
        Path = path;
        PrivateDirectory.EnsureDurable(path);
        format = StateFormat.Settle(path);
        History = new JobHistory(path);
    }

    public string Path { get; }

    /// <summary>Kept by a newer pedrocode: shown, never written.</summary>
    public bool IsNewer => format > StateFormat.Current;

    public string Jobs => System.IO.Path.Combine(Path, "jobs");

    /// <summary>Reports outlive their jobs.</summary>
    public string Reports => System.IO.Path.Combine(Path, "reports");

    /// <summary>The jobs whose directory is gone.</summary>
    public JobHistory History { get; }

    /// <summary>Takes the directory, making what is missing. Throws <see cref="UserError"/> where it is not the user's own or not writable.</summary>
    public static StateDirectory Open(string path)
    {
        var state = new StateDirectory(System.IO.Path.GetFullPath(path));
        if (!state.IsNewer)
        {
            PrivateDirectory.EnsureDurable(state.Jobs);
        }
        return state;
    }

    /// <summary>Throws <see cref="UserError"/> where a newer pedrocode keeps the directory.</summary>
    public void DemandWritable()
    {
        if (IsNewer)
        {
            throw StateFormat.Refusal(Path, format);
        }
    }

    /// <summary>A new job's directory. The exclusive creation is the claim; ids rise over all processes, whatever was deleted. Throws <see cref="StateNotSavedException"/>.</summary>
    public JobDirectory Claim(DateTimeOffset now)
    {
        DemandWritable();
        try
        {
            return ClaimNext(now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateNotSavedException($"a new job could not be saved: {e.Message}", e);
        }
    }

    private JobDirectory ClaimNext(DateTimeOffset now)
    {
        var counter = System.IO.Path.Combine(Path, "last-id");
        using var turn = FileLock.Take(System.IO.Path.Combine(Path, "ids.lock"));
        var last = LastGiven(counter);
        while (true)
        {
            last = JobId.New(now, last);
            var directory = DirectoryOf(last);
            if (PrivateDirectory.TryCreate(directory.Path))
            {
                // Durable with its name: the directory may be gone before the next id is given.
                AtomicFile.Write(counter, last.ToString());
                AtomicFile.SyncDirectory(Jobs);
                return directory;
            }
        }
    }

    // Where the counter is damaged or lost, what was given shows in the jobs that are there, and in those that are gone.
    private JobId LastGiven(string counter) =>
        File.Exists(counter) && JobId.Parse(File.ReadAllText(counter).Trim()) is { } given
            ? given
            : All()
                .Select(static job => job.Id)
                .Concat(History.All().Select(static view => view.Id))
                .DefaultIfEmpty(new JobId(0))
                .Max();

    /// <summary>Every job that is there, oldest first. Names that are no ids, and links, are not jobs.</summary>
    public ImmutableArray<JobDirectory> All() =>
        !Directory.Exists(Jobs)
            ? []
            :
            [
                .. new DirectoryInfo(Jobs)
                    .EnumerateDirectories("job-*")
                    .Where(static found => found.LinkTarget is null)
                    .Select(static found => JobId.Parse(found.Name))
                    .OfType<JobId>()
                    .Order()
                    .Select(DirectoryOf),
            ];

    /// <summary>The one job that <paramref name="name"/> names: an id or an unambiguous tail of one. Throws <see cref="UserError"/>.</summary>
    public JobDirectory Find(string name) =>
        TryFind(name)
        ?? throw (
            History.Find(name) is { } gone
                ? new UserError(
                    $"{gone.Id} is {JobStatusWords.Of(gone)}, and its journal was cleaned up",
                    "debug.keep_temp_files keeps journals"
                )
                : new UserError($"Job not found: {name}")
        );

    /// <summary>
    /// As <see cref="TryFind"/>, for what may mean a job that is gone too. Throws <see cref="UserError"/> where a tail also names one of the
    /// newest of those.
    /// </summary>
    public JobDirectory? TryFindAmongAll(string name)
    {
        var found = TryFind(name);
        if (found is null || found.Id.ToString() == name)
        {
            return found;
        }
        var gone = History
            .All()
            .TakeLast(NewestGone)
            .Select(static view => view.Id)
            .Where(id => id != found.Id && id.IsNamedBy(name))
            .ToList();
        return gone.Count == 0 ? found : throw Ambiguous(name, [.. gone, found.Id]);
    }

    /// <summary>The same, and null where no job that is there has that name.</summary>
    public JobDirectory? TryFind(string name)
    {
        var found = All().Where(job => job.Id.IsNamedBy(name)).ToList();
        return found switch
        {
            [var one] => one,
            [] => null,
            _ => found.Find(job => job.Id.ToString() == name)
                ?? throw Ambiguous(name, [.. found.Select(static job => job.Id)]),
        };
    }

    private static UserError Ambiguous(string name, IReadOnlyCollection<JobId> ids) =>
        new(
            $"{name} names {ids.Count.ToString(CultureInfo.InvariantCulture)} jobs: {string.Join(", ", ids)}",
            "give more digits"
        );

    private JobDirectory DirectoryOf(JobId id) =>
        new(id, System.IO.Path.Combine(Jobs, id.ToString()))
        {
            ShownOnly = IsNewer ? StateFormat.Refusal(Path, format) : null,
        };
}
