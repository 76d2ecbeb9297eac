using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

using FileMap = ImmutableSortedDictionary<BytePath, FileState>;

/// <summary>Random trees, random edits of the user and of the job: what lands is what git says file by file, and undo is its inverse.</summary>
public sealed class LandingLaws : IDisposable
{
    private const ulong Seed = 2026;

    /// <summary>Cases that hold every kind between them; the environment can ask for more: bench/README.md says how the whole proof is run.</summary>
    private static readonly int[] Chosen = [2, 3, 4, 6, 7, 60, 78, 103, 136, 139, 236, 246, 300, 2051];

    private static readonly int First = Number("PEDROCODE_LANDING_FIRST", 1);
    private static readonly int Cases = Number("PEDROCODE_LANDING_CASES", 0);

    private static readonly BytePath[] Names =
    [
        BytePath.Of("a"),
        BytePath.Of("b.txt"),
        BytePath.Of("d"),
        BytePath.Of("d/x"),
        BytePath.Of("d/y y"),
        BytePath.Of("d/e/z"),
        BytePath.Of("a/inner"),
        BytePath.Of([(byte)'o', 0xff, (byte)'d', (byte)'\n', (byte)'d']),
        BytePath.Of("ümlaut/ß"),
        BytePath.Of("-dash"),
    ];

    private static readonly Gen<string> Line = OneOf("one", "two", "three", "four", "", "  indented", "\ttab", "}");

    private static readonly Gen<FileState> Text =
        from lines in Line.Array[0, 14]
        from end in OneOf("\n", "\n", "\n", "\r\n")
        from final in Gen.Bool
        from executable in OneOf(false, false, false, true)
        select Files.Text(
            string.Join(end, lines.Select(static (line, i) => $"{line} {i}")) + (final ? end : ""),
            executable
        );

    private static readonly Gen<FileState> File = Gen.Frequency(
        (8, Text),
        (
            1,
            Gen.Byte.Array[1, 40]
                .Select(static bytes => new FileState(RootedKind.File, [.. bytes, 0], Executable: false))
        ),
        (1, OneOf("a", "d", "/etc/hosts", "nowhere").Select(Files.Link))
    );

    private static readonly Gen<FileMap> Tree =
        from names in Gen.Shuffle(Names)
        from count in Gen.Int[1, 7]
        from files in File.Array[count]
        select names
            .Take(count)
            .Zip(files)
            .Aggregate(Files.None, static (tree, file) => With(tree, file.First, file.Second));

    private static readonly Gen<Func<FileMap, FileMap>> Edit = Gen.Frequency<Func<FileMap, FileMap>>(
        (8, EditOf(static (place, line) => file => Files.Text(Edited(file, place, line), file.Executable))),
        (1, At(static path => files => files.Remove(path))),
        (
            1,
            At(static path =>
                files =>
                    Change(
                        files,
                        path,
                        static file => file.Kind == RootedKind.File ? file with { Executable = !file.Executable } : file
                    )
            )
        ),
        (
            2,
            from path in OneOf(Names)
            from file in File
            select (Func<FileMap, FileMap>)(files => With(files, path, file))
        ),
        (
            1,
            from @from in OneOf(Names)
            from to in OneOf(Names)
            select (Func<FileMap, FileMap>)(
                files =>
                    files.TryGetValue(@from, out var file) && @from != to ? With(files.Remove(@from), to, file) : files
            )
        )
    );

    private static readonly Gen<Func<FileMap, FileMap>> Edits = Edit.Array[0, 6]
        .Select(static edits =>
            (Func<FileMap, FileMap>)(files => edits.Aggregate(files, static (now, edit) => edit(now)))
        );

    private static readonly Gen<(FileMap Tree, FileMap Ours, FileMap After, Func<FileMap, FileMap> Later)> Case =
        from tree in Tree
        from byUser in Edits
        from byJob in Edits
        from later in Edits
        select (tree, byUser(tree), byJob(tree), later);

    private readonly LandingBench bench = new();
    private readonly HashSet<string> kinds = [];

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task What_lands_is_what_git_says_file_by_file_and_undo_takes_exactly_it_back()
    {
        var gitState = bench.GitState();
        foreach (var number in Cases > 0 ? Enumerable.Range(First, Cases) : Chosen)
        {
            var (tree, ours, after, later) = Case.Generate(new PCG((uint)number, Seed), min: null, out _);
            try
            {
                await HoldsAsync(tree, ours, after, later);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"case {number} (PEDROCODE_LANDING_CASES=1 PEDROCODE_LANDING_FIRST={number})\nbase:\n{Files.Listing(tree)}user:\n{Files.Listing(ours)}job:\n{Files.Listing(after)}",
                    e
                );
            }
        }
        bench.GitState().ShouldBe(gitState);
        if (Cases == 0)
        {
            kinds.Order(StringComparer.Ordinal).ShouldBe(Kinds.Order(StringComparer.Ordinal));
        }
    }

    private async Task HoldsAsync(FileMap tree, FileMap ours, FileMap after, Func<FileMap, FileMap> later)
    {
        bench.Now = ours;
        var (beforeId, afterId) = (bench.Tree(tree), bench.Tree(after));
        var diff = Diff(beforeId, afterId);
        var expected = MergeOracle.Of(tree, ours, after, diff, Scratch);
        await CheckAsync(await bench.LandAsync(beforeId, afterId), ours, expected);
        Note(tree, ours, after, diff, expected);
        if (expected.Conflicts.Count > 0)
        {
            return;
        }
        var record = bench.Git("for-each-ref", "--format=%(objectname)", "refs/pedrocode/landed").Trim();
        if (record.Length == 0)
        {
            Files.Listing(ours).ShouldBe(Files.Listing(expected.Files));
            return;
        }
        // What the user does afterwards stays, whether the job is taken back or not.
        var now = later(expected.Files);
        bench.Now = now;
        var took = (Before: Part(expected.Files, ours), After: Part(ours, expected.Files));
        var back = MergeOracle.Of(took.Before, now, took.After, Diff($"{record}:after", $"{record}:before"), Scratch);
        var undo = await bench.UndoAsync();
        await CheckAsync(undo, now, back);
        kinds.Add(
            undo is LandingOutcome.Placed { Record: null } ? "undone by the user"
            : back.Conflicts.Count > 0 ? "undo refused"
            : now == expected.Files ? "undone"
            : "undone beside later edits"
        );
        if (back.Conflicts.Count > 0)
        {
            bench.Now = expected.Files;
            await CheckAsync(await bench.UndoAsync(), expected.Files, (ours, []));
        }
        bench.Git("update-ref", "-d", $"refs/pedrocode/salvage/{LandingBench.Job}");
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private string Scratch => Path.Combine(bench.State.Path, "oracle");

    private async Task CheckAsync(
        LandingOutcome outcome,
        FileMap ours,
        (FileMap Files, ImmutableSortedSet<string> Conflicts) expected
    )
    {
        await Task.CompletedTask;
        if (expected.Conflicts.Count == 0)
        {
            outcome.ShouldBeOfType<LandingOutcome.Placed>(
                outcome is LandingOutcome.Conflicting { Conflicts: var found }
                    ? $"{string.Join(", ", found)}\nuser:\n{Files.Listing(ours)}wanted:\n{Files.Listing(expected.Files)}"
                    : null
            );
            Files.Listing(bench.Now).ShouldBe(Files.Listing(expected.Files));
            return;
        }
        var conflicting = outcome.ShouldBeOfType<LandingOutcome.Conflicting>();
        conflicting.Conflicts.Length.ShouldBeGreaterThan(0);
        Files.Listing(bench.Now).ShouldBe(Files.Listing(ours));
    }

    private static readonly string[] Kinds =
    [
        "landed",
        "refused",
        "nothing to do",
        "merged text",
        "moved",
        "link",
        "binary",
        "mode",
        "deleted",
        "CRLF",
        "no final line end",
        "odd name",
        "file for a directory",
        "undone",
        "undone beside later edits",
        "undo refused",
        "undone by the user",
    ];

    private void Note(
        FileMap tree,
        FileMap ours,
        FileMap after,
        string diff,
        (FileMap Files, ImmutableSortedSet<string> Conflicts) expected
    )
    {
        if (expected.Conflicts.Count > 0)
        {
            kinds.Add("refused");
            return;
        }
        var changed = tree.Keys.Union(after.Keys).Where(path => !At(tree, path).Is(At(after, path))).ToList();
        kinds.Add(changed.Count == 0 ? "nothing to do" : "landed");
        foreach (var path in changed)
        {
            var (old, own, job) = (At(tree, path), At(ours, path), At(after, path));
            var text = Encoding.Latin1.GetString(job.Content);
            kinds.UnionWith(
                new Dictionary<string, bool>
                {
                    ["merged text"] =
                        old.IsText
                        && own.IsText
                        && job.IsText
                        && !own.Is(old)
                        && !job.Is(own)
                        && !old.Content.AsSpan().SequenceEqual(job.Content),
                    ["moved"] = diff.Contains(" R", StringComparison.Ordinal),
                    ["link"] = job.Kind == RootedKind.Link,
                    ["binary"] = job.Kind == RootedKind.File && !job.IsText,
                    ["mode"] = old.Kind == job.Kind && old.Executable != job.Executable,
                    ["deleted"] = job.Kind == RootedKind.Nothing,
                    ["CRLF"] = text.Contains('\r'),
                    ["no final line end"] = job.IsText && text.Length > 0 && text[^1] != '\n',
                    ["odd name"] = path.Latin1.Contains('\u00ff'),
                    ["file for a directory"] = tree.Keys.Any(path.Holds),
                }
                    .Where(static kind => kind.Value)
                    .Select(static kind => kind.Key)
            );
        }
    }

    private static FileState At(FileMap files, BytePath path) => files.GetValueOrDefault(path, FileState.Nothing);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    private string Diff(string before, string after) =>
        bench.Git("diff", "--raw", "-z", "-M", "--no-abbrev", before, after);

    /// <summary>Of these files the ones that differ from the others.</summary>
    private static FileMap Part(FileMap files, FileMap others) =>
        files
            .Where(file => !others.GetValueOrDefault(file.Key, FileState.Nothing).Is(file.Value))
            .ToImmutableSortedDictionary();

    /// <summary>With the file, and without what cannot stand beside it.</summary>
    private static FileMap With(FileMap files, BytePath path, FileState file) =>
        files.RemoveRange(files.Keys.Where(other => path.Holds(other) || other.Holds(path))).SetItem(path, file);

    private static FileMap Change(FileMap files, BytePath path, Func<FileState, FileState> change) =>
        files.TryGetValue(path, out var file) ? files.SetItem(path, change(file)) : files;

    private static Gen<Func<FileMap, FileMap>> At(Func<BytePath, Func<FileMap, FileMap>> edit) =>
        OneOf(Names).Select(edit);

    private static Gen<Func<FileMap, FileMap>> EditOf(Func<int, string, Func<FileState, FileState>> edit) =>
        from path in OneOf(Names)
        from place in Gen.Int[0, 15]
        from line in Line
        select (Func<FileMap, FileMap>)(
            files => Change(files, path, file => file.Kind == RootedKind.File ? edit(place, line)(file) : file)
        );

    private static string Edited(FileState file, int place, string line)
    {
        var text = Encoding.Latin1.GetString(file.Content);
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Split(end).ToList();
        var at = place % (lines.Count + 1);
        if (place % 3 == 0 && at < lines.Count)
        {
            lines[at] = line + " edited";
        }
        else
        {
            lines.Insert(at, line + " added");
        }
        return string.Join(end, lines);
    }
}
