using System.Text;
using System.Text.Json;

namespace Pedrocode.Bench.Survival;

/// <summary>Something that must be on disk from the moment on at which it was said to be so.</summary>
/// <param name="What">For the table.</param>
/// <param name="Watch">For one replay: tells whether, after a call, a power cut is to be looked at.</param>
/// <param name="IsKept">Whether it would be there after one.</param>
internal sealed record DiskPromise(string What, Func<Func<SystemCall, Disk, bool>> Watch, Func<Disk, bool> IsKept)
{
    /// <summary>Whether a sync of the path can matter to it: those are left out in turn.</summary>
    public Func<string, bool> Concerns { get; init; } = static _ => true;

    /// <summary>Whole, or not there, whether or not the rename is on disk.</summary>
    public static DiskPromise Summary { get; } =
        new(
            "`job.json` is whole",
            static () =>
                static (call, _) =>
                    call.Path.Contains("/job.json", StringComparison.Ordinal)
                    || call.Name.StartsWith("rename", StringComparison.Ordinal),
            static disk =>
                disk.Names.Where(static name => name.EndsWith("/job.json", StringComparison.Ordinal))
                    .All(name => IsWhole(disk.AfterPowerCut(name)) && IsWhole(disk.AfterNamesAlone(name)))
        )
        {
            Concerns = static path => path.Contains("job.json", StringComparison.Ordinal),
        };

    /// <summary>The objects of each commit that a printed event names.</summary>
    public static DiskPromise Objects(Workplace place)
    {
        var store = Path.Combine(Path.GetDirectoryName(place.Journal()!)!, "store.git");
        var head = Git.Run(place.WorkDir, "rev-parse", "HEAD").Trim();
        var packs = Packs(Path.Combine(store, "objects"));
        // Asked in every replay.
        var reachable = new Dictionary<string, List<string>>();
        var named = new List<string>();
        return new DiskPromise(
            "objects of base and checkpoints that a printed event names",
            () =>
                (call, _) =>
                {
                    var fresh = call
                        .PrintedEvents.Select(static line => Field(line, "commit", "base_taken", "checkpointed"))
                        .OfType<string>()
                        .Distinct()
                        .ToList();
                    named.Clear();
                    foreach (var commit in fresh)
                    {
                        if (!reachable.ContainsKey(commit))
                        {
                            reachable[commit] = Reachable(store, commit, head);
                        }
                        named.AddRange(reachable[commit]);
                    }
                    return fresh.Count > 0;
                },
            disk => named.TrueForAll(id => Holds(disk, Path.Combine(store, "objects"), id, packs))
        )
        {
            Concerns = path => path.StartsWith(store, StringComparison.Ordinal),
        };
    }

    /// <summary>The files in the user's project, and the ref and the objects by which they can be taken back.</summary>
    public static DiskPromise Landed(Workplace place)
    {
        var git = Path.Combine(place.WorkDir, ".git");
        var objects = Path.Combine(git, "objects");
        var id = Path.GetFileName(Path.GetDirectoryName(place.Journal()!)!);
        var files = place
            .Result()
            .Keys.Where(static name => name != "mine.txt")
            .Select(name => Path.Combine(place.WorkDir, name))
            .ToList();
        var packs = Packs(objects);
        var recorded = Git.Run(git, "rev-parse", $"refs/pedrocode/landed/{id}").Trim();
        var held = Reachable(git, recorded, "HEAD");
        return new DiskPromise(
            "what landed, and what takes it back, once that was printed",
            () => (call, _) => call.PrintedEvents.Any(line => Field(line, "record", "landed") == recorded),
            disk =>
                files.TrueForAll(disk.Holds)
                && disk.AfterPowerCut(Path.Combine(git, "refs/pedrocode/landed", id)) is { } target
                && Encoding.ASCII.GetString(target).Trim() == recorded
                && held.TrueForAll(one => Holds(disk, objects, one, packs))
        )
        {
            Concerns = path => path.StartsWith(place.WorkDir, StringComparison.Ordinal),
        };
    }

    /// <summary>From when on the journal is gone, the job stands in the history.</summary>
    public static DiskPromise History(Workplace place)
    {
        var history = Path.Combine(place.State, "history.jsonl");
        var id = Directory.Exists(place.State) && File.Exists(history) ? Field(File.ReadAllText(history), "id") : null;
        var journal = Path.Combine(place.State, "jobs", id ?? "", "journal.jsonl");
        return new DiskPromise(
            "a job's line in the history, once its directory is gone",
            () =>
            {
                var wasThere = false;
                return (_, disk) =>
                {
                    var isThere = disk.AfterPowerCut(journal) is not null && disk.AfterNamesAlone(journal) is not null;
                    var isGone = wasThere && !isThere;
                    wasThere |= isThere;
                    return isGone;
                };
            },
            disk =>
                id is not null
                && disk.AfterPowerCut(history) is { } there
                && Encoding.UTF8.GetString(there).Contains(id, StringComparison.Ordinal)
        )
        {
            Concerns = path => path == history || path == place.State,
        };
    }

    /// <summary>A request to another process, once it was said to be left.</summary>
    public static DiskPromise Request(Workplace place, string id)
    {
        var inbox = Path.Combine(place.State, "jobs", id, "inbox") + "/";
        return new DiskPromise(
            "a request in another process's inbox, once it was answered for",
            static () => static (call, _) => call is { Name: "write", Descriptor: 1 },
            disk =>
                disk.KeptNames.Any(name =>
                    name.StartsWith(inbox, StringComparison.Ordinal)
                    && name.EndsWith(".json", StringComparison.Ordinal)
                    && disk.Holds(name)
                    && IsWhole(disk.AfterPowerCut(name))
                )
        )
        {
            Concerns = path => path.StartsWith(Path.GetDirectoryName(inbox[..^1])!, StringComparison.Ordinal),
        };
    }

    private static bool IsWhole(byte[]? content)
    {
        if (content is null)
        {
            return true;
        }
        try
        {
            using var json = JsonDocument.Parse(content);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A field of an event of one of the types, or of any where none are named; null for another.</summary>
    private static string? Field(string line, string field, params string[] types)
    {
        using var json = JsonDocument.Parse(line.Split('\n')[0]);
        var of = types.Length == 0 ? json.RootElement : json.RootElement.GetProperty("event");
        return
            (types.Length == 0 || types.Contains(of.GetProperty("type").GetString()))
            && of.TryGetProperty(field, out var value)
            ? value.ToString()
            : null;
    }

    private static bool Holds(
        Disk disk,
        string objects,
        string id,
        IReadOnlyList<(string Pack, HashSet<string> Names)> packs
    ) =>
        disk.Holds(Path.Combine(objects, id[..2], id[2..]))
        || packs.Any(pack =>
            pack.Names.Contains(id) && disk.Holds(pack.Pack) && disk.Holds(Path.ChangeExtension(pack.Pack, "idx"))
        );

    private static List<string> Reachable(string repository, string id, string not) =>
        [
            .. Git.Run(repository, "rev-list", "--objects", "--no-object-names", id, $"^{not}")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries),
        ];

    private static List<(string Pack, HashSet<string> Names)> Packs(string objects) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(objects, "pack"), "*.idx")
                .Select(index =>
                    (
                        Path.ChangeExtension(index, "pack"),
                        Git.Run(objects, "verify-pack", "-v", index)
                            .Split('\n')
                            .Where(static line => line.Length > 40)
                            .Select(static line => line.Split(' ')[0])
                            .ToHashSet()
                    )
                ),
        ];
}
