using System.Diagnostics;
using System.Globalization;
using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>
/// Jobs in a repository with edits of the user's own, killed with SIGKILL at a moment of their life: while the base is taken, the tree made, a checkpoint
/// saved, the result landed, the job's directory removed. After the next command the user's files are the old or the new ones, after a resume the new
/// ones, and nothing else in their repository is other than it was.
/// </summary>
internal static class JobLifeBench
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly ModelScript Script = new()
    {
        Rules =
        [
            new Rule
            {
                Answer = static chat =>
                    chat.Rounds switch
                    {
                        0 => FakeReply.Call(
                            "bash",
                            """{"command":"sed -i s/^b$/job/ f1*.txt; rm f20.txt; echo x > x.txt"}"""
                        ),
                        1 => FakeReply.Call("write_file", """{"file":"n/new.txt","content":"new\n"}"""),
                        2 => FakeReply.Call("bash", """{"command":"chmod +x f3.txt"}"""),
                        _ => FakeReply.Call("finish", """{"summary":"Done."}"""),
                    },
            },
        ],
    };

    public static async Task<bool> RunAsync(string binary, int runs, int seed)
    {
        var random = new Random(seed);
        await using var server = await FakeModelServer.StartAsync(Script);
        var (whole, old, @new) = await UndisturbedAsync(binary, server);
        var by = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var sound = true;
        for (var run = 0; run < runs; run++)
        {
            using var place = Place();
            var child = await place.StartAsync(
                binary,
                server.BaseUrl,
                "--allow",
                "all",
                "run",
                "--agent",
                "quick",
                "go"
            );
            await Task.Delay(whole * random.NextDouble());
            child.Kill();
            await child.WaitAsync(Limit);
            var at = Moment(place);
            by[at] = by.GetValueOrDefault(at) + 1;
            if (
                await FaultAsync(binary, place, server, old, @new, isBegun: at is not ("nothing" or "job made")) is
                { } fault
            )
            {
                sound = false;
                Console.WriteLine($"run {run}, killed after {at}: {fault}");
            }
        }
        Console.WriteLine("\n| the last that was journalled before the kill | jobs |\n|---|---:|");
        foreach (var (at, jobs) in by)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {at} | {jobs} |"));
        }
        Console.WriteLine(sound ? "every one ended as if nothing had happened" : "WRONG");
        return sound;
    }

    /// <summary>What is not as it should be; null for nothing.</summary>
    private static async Task<string?> FaultAsync(
        string binary,
        Workplace place,
        FakeModelServer server,
        string old,
        string @new,
        bool isBegun
    )
    {
        var end = await EndAsync(binary, place, server, "jobs");
        if (end.Code != 0 || (UsersProject.Files(place) is var files && files != old && files != @new))
        {
            return $"after jobs ({end.Code}) the files are neither the old nor the new ones";
        }
        if (isBegun && place.Journal() is not null)
        {
            end = await EndAsync(binary, place, server, "--allow", "all", "resume", "all");
            // The command before may have finished its landing: then it is complete.
            if (
                end.Code != 0
                && !File.ReadAllText(place.Output).Contains("no unfinished job", StringComparison.Ordinal)
            )
            {
                return $"resume all ended with {end.Code}: {File.ReadAllText(place.Output)}";
            }
        }
        if (isBegun && UsersProject.Files(place) != @new)
        {
            return "the files are not the new ones";
        }
        end = await EndAsync(binary, place, server, "fsck");
        if (end.Code != 0)
        {
            return $"fsck ended with {end.Code}: {File.ReadAllText(place.Output)}";
        }
        Git.Run(place.WorkDir, "fsck", "--strict");
        var jobs = Path.Combine(place.State, "jobs");
        return Repository(place) != Untouched ? "the repository is not as it was: " + Repository(place)
            : isBegun && Directory.Exists(jobs) && Directory.EnumerateFileSystemEntries(jobs).Any()
                ? "the job's directory is left"
            : Directory.EnumerateFiles(place.WorkDir, ".pedrocode*", SearchOption.AllDirectories).Any()
                ? "a file of ours is left"
            : null;
    }

    private const string Untouched = "1 commit; main; stash: ; staged: f9.txt";

    private static string Repository(Workplace place) =>
        $"{Git.Run(place.WorkDir, "rev-list", "--count", "HEAD").Trim()} commit; "
        + $"{Git.Run(place.WorkDir, "branch", "--format=%(refname:short)").Trim()}; "
        + $"stash: {Git.Run(place.WorkDir, "stash", "list").Trim()}; "
        + $"staged: {Git.Run(place.WorkDir, "diff", "--cached", "--name-only").Trim()}";

    private static async Task<(TimeSpan Whole, string Old, string New)> UndisturbedAsync(
        string binary,
        FakeModelServer server
    )
    {
        var longest = TimeSpan.Zero;
        while (true)
        {
            using var place = Place();
            var old = UsersProject.Files(place);
            var took = Stopwatch.StartNew();
            var end = await EndAsync(binary, place, server, "--allow", "all", "run", "--agent", "quick", "go");
            if (end.Code != 0)
            {
                throw new NotMeasuredException(
                    $"undisturbed it ended with {end.Code}: {File.ReadAllText(place.Output)}"
                );
            }
            if (longest > TimeSpan.Zero)
            {
                return (took.Elapsed, old, UsersProject.Files(place));
            }
            // The first start is slower than the others.
            longest = took.Elapsed;
        }
    }

    private static Workplace Place()
    {
        var place = new Workplace();
        for (var file = 1; file <= 30; file++)
        {
            UsersProject.Write(place, $"f{file}.txt", "a\nb\nc\nd\ne\nf\n");
        }
        UsersProject.Begin(place);
        UsersProject.Write(place, "f9.txt", "staged\n");
        Git.Run(place.WorkDir, "add", "f9.txt");
        UsersProject.Write(place, "f11.txt", "a\nb\nc\nd\ne\nmine\n");
        UsersProject.Write(place, "mine.txt", "mine\n");
        return place;
    }

    private static string Moment(Workplace place)
    {
        if (place.Journal() is { } journal)
        {
            var last = File.ReadAllLines(journal)
                .LastOrDefault(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal));
            var type = last?.Split("\"type\":\"");
            return type is [_, var rest, ..] ? rest[..rest.IndexOf('"', StringComparison.Ordinal)] : "job made";
        }
        return File.Exists(Path.Combine(place.State, "history.jsonl")) ? "clean-up" : "nothing";
    }

    private static async Task<ChildEnd> EndAsync(
        string binary,
        Workplace place,
        FakeModelServer server,
        params string[] words
    ) => await (await place.StartAsync(binary, server.BaseUrl, words)).WaitAsync(Limit);
}
