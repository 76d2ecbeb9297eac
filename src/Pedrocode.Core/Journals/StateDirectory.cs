using System.Collections.Immutable;
using System.Globalization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>All that pedrocode keeps for a user: jobs of every session and terminal.</summary>
public sealed class StateDirectory
{
    private StateDirectory(string path) => Path = path;

    public string Path { get; }

    public string Jobs => System.IO.Path.Combine(Path, "jobs");

    /// <summary>Takes the directory, making what is missing. Throws <see cref="UserError"/> where it is not the user's own or not writable.</summary>
    public static StateDirectory Open(string path)
    {
        var state = new StateDirectory(System.IO.Path.GetFullPath(path));
        PrivateDirectory.Ensure(state.Path);
        PrivateDirectory.Ensure(state.Jobs);
        return state;
    }

    /// <summary>A new job's directory. The exclusive creation is the claim; ids rise over all processes, whatever was deleted.</summary>
    public JobDirectory Claim(DateTimeOffset now)
    {
        var counter = System.IO.Path.Combine(Path, "last-id");
        using var turn = FileLock.Take(System.IO.Path.Combine(Path, "ids.lock"));
        var last = File.Exists(counter) && JobId.Parse(File.ReadAllText(counter)) is { } given ? given : new JobId(0);
        while (true)
        {
            last = JobId.New(now, last);
            var directory = DirectoryOf(last);
            if (PrivateDirectory.TryCreate(directory.Path))
            {
                // If the new counter is lost, the directory is there to show that its id was given.
                AtomicFile.Write(
                    counter,
                    System.Text.Encoding.UTF8.GetBytes(last.ToString()),
                    durability: Durability.Content
                );
                AtomicFile.SyncDirectory(Jobs);
                return directory;
            }
        }
    }

    /// <summary>Every job that is there, oldest first. Names that are no ids, and links, are not jobs.</summary>
    public ImmutableArray<JobDirectory> All() =>
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
    public JobDirectory Find(string name)
    {
        var found = All().Where(job => job.Id.IsNamedBy(name)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new UserError($"Job not found: {name}"),
            _ => found.Find(job => job.Id.ToString() == name)
                ?? throw new UserError(
                    $"{name} names {found.Count.ToString(CultureInfo.InvariantCulture)} jobs: {string.Join(", ", found.Select(static job => job.Id))}",
                    "give more digits"
                ),
        };
    }

    private JobDirectory DirectoryOf(JobId id) => new(id, System.IO.Path.Combine(Jobs, id.ToString()));
}
