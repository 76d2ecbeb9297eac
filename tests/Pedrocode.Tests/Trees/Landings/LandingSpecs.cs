using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

using FileMap = ImmutableSortedDictionary<BytePath, FileState>;

public sealed class LandingSpecs : IDisposable
{
    private const string Ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

    private readonly LandingBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Edits_of_the_user_in_other_places_of_the_same_file_survive()
    {
        bench.Now = With(("a", Ten.Replace("9", "mine", StringComparison.Ordinal)), ("new", "mine\n"));

        await LandsAsync(With(("a", Ten)), With(("a", Ten.Replace("2", "job", StringComparison.Ordinal))));

        Text("a")
            .ShouldBe(Ten.Replace("9", "mine", StringComparison.Ordinal).Replace("2", "job", StringComparison.Ordinal));
        bench.Git("status", "--porcelain").ShouldBe("?? a\n?? new\n");
    }

    [Fact]
    public async Task A_conflict_changes_nothing_and_names_every_file()
    {
        var mine = With(("a", "mine\n"), ("b", "mine\n"), ("c", "same\n"));
        bench.Now = mine;

        var outcome = await LandAsync(
            With(("a", "old\n"), ("b", "old\n"), ("c", "same\n")),
            With(("a", "job\n"), ("b", "job\n"), ("c", "job\n"))
        );

        outcome
            .ShouldBeOfType<LandingOutcome.Conflicting>()
            .Conflicts.Select(static conflict => conflict.Path)
            .ShouldBe(["a", "b"]);
        Files.Listing(bench.Now).ShouldBe(Files.Listing(mine));
        bench.Git("for-each-ref", "refs/pedrocode").ShouldBe("");
    }

    [Fact]
    public async Task What_the_user_keeps_of_modes_stays_and_only_the_executable_bit_lands()
    {
        bench.Now = With(("a", "old\n"), ("b", "old\n"));
        File.SetUnixFileMode(At("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(At("b"), (UnixFileMode)0b110_110_000);

        await LandsAsync(
            With(("a", "old\n"), ("b", "old\n")),
            With(("a", "job\n")).SetItem(BytePath.Of("b"), Files.Text("old\n", executable: true))
        );

        File.GetUnixFileMode(At("a")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(At("b")).ShouldBe((UnixFileMode)0b111_111_000);
    }

    [Theory]
    [InlineData("core.autocrlf=true", "")]
    [InlineData("core.autocrlf=false", "*.txt text eol=crlf\n")]
    [InlineData("core.autocrlf=false", "* text=auto\n")]
    public async Task A_file_that_has_other_line_ends_on_disk_keeps_them(string setting, string attributes)
    {
        bench.Git("config", setting.Split('=')[0], setting.Split('=')[1]);
        var dos = Ten.Replace("\n", "\r\n", StringComparison.Ordinal);
        bench.Now = With(
            (".gitattributes", attributes),
            ("same.txt", dos),
            ("edited.txt", dos.Replace("9", "mine", StringComparison.Ordinal)),
            ("gone.txt", dos)
        );

        await LandsAsync(
            With(("same.txt", Ten), ("edited.txt", Ten), ("gone.txt", Ten)),
            With(
                ("same.txt", Ten.Replace("2", "job", StringComparison.Ordinal)),
                ("edited.txt", Ten.Replace("2", "job", StringComparison.Ordinal))
            )
        );

        Text("same.txt").ShouldBe(dos.Replace("2", "job", StringComparison.Ordinal));
        Text("edited.txt")
            .ShouldBe(dos.Replace("9", "mine", StringComparison.Ordinal).Replace("2", "job", StringComparison.Ordinal));
        File.Exists(At("gone.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_merged_as_the_text_it_is()
    {
        var utf16 = new System.Text.UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        bench.Now = With((".gitattributes", "*.txt working-tree-encoding=UTF-16LE\n"));
        await File.WriteAllBytesAsync(
            At("a.txt"),
            utf16.GetBytes(Ten.Replace("9", "mine", StringComparison.Ordinal)),
            TestContext.Current.CancellationToken
        );

        await LandsAsync(With(("a.txt", Ten)), With(("a.txt", Ten.Replace("2", "job", StringComparison.Ordinal))));

        utf16
            .GetString(await File.ReadAllBytesAsync(At("a.txt"), TestContext.Current.CancellationToken))
            .ShouldBe(Ten.Replace("9", "mine", StringComparison.Ordinal).Replace("2", "job", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_that_the_repository_brings_along_is_run_and_files_it_calls_unmergeable_conflict()
    {
        var ran = bench.State.Path + "/ran";
        bench.Git("config", "merge.evil.driver", $"touch {ran}");
        bench.Git("config", "filter.evil.clean", $"touch {ran}; cat");
        bench.Git("config", "filter.evil.smudge", $"touch {ran}; cat");
        bench.Git("config", "diff.evil.textconv", $"touch {ran}; cat");
        var mine = With(
            (".gitattributes", "* merge=evil filter=evil diff=evil ident\n*.lock -merge\n"),
            ("a", Ten.Replace("9", "mine", StringComparison.Ordinal)),
            ("b.lock", Ten.Replace("9", "mine", StringComparison.Ordinal))
        );
        bench.Now = mine;
        var (old, job) = (Ten, Ten.Replace("2", "job", StringComparison.Ordinal));

        (await LandAsync(With(("b.lock", old)), With(("b.lock", job)))).ShouldBeOfType<LandingOutcome.Conflicting>();
        await LandsAsync(With(("a", old)), With(("a", job)));

        Text("a").ShouldBe(job.Replace("9", "mine", StringComparison.Ordinal));
        File.Exists(ran).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_that_is_a_link_with_the_user_is_not_followed()
    {
        var outside = Directory.CreateDirectory(Path.Combine(bench.State.Path, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "a"), "old\n", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(At("d"), outside);

        var outcome = await LandAsync(With(("d/a", "old\n")), With(("d/a", "job\n"), ("d/b", "job\n")));

        outcome.ShouldBeOfType<LandingOutcome.Conflicting>();
        Directory.GetFiles(outside).ShouldBe([Path.Combine(outside, "a")]);
        (await File.ReadAllTextAsync(Path.Combine(outside, "a"), TestContext.Current.CancellationToken)).ShouldBe(
            "old\n"
        );
    }

    [Fact]
    public async Task A_file_that_is_written_at_that_very_moment_stays_and_everything_is_taken_back()
    {
        bench.Now = With(("a", "old\n"), ("b", "old\n"), ("gone", "old\n"));
        bench.BeforeStep = step =>
        {
            if (step == "replace b")
            {
                File.AppendAllText(At("b"), "saved just now\n");
            }
        };

        var outcome = await LandAsync(
            With(("a", "old\n"), ("b", "old\n"), ("gone", "old\n")),
            With(("a", "job\n"), ("b", "job\n"), ("come", "job\n"))
        );

        outcome
            .ShouldBeOfType<LandingOutcome.Conflicting>()
            .Conflicts.ShouldBe([new LandingConflict("b", "was changed at this moment")]);
        Files
            .Listing(bench.Now)
            .ShouldBe(Files.Listing(With(("a", "old\n"), ("b", "old\nsaved just now\n"), ("gone", "old\n"))));
        bench.Git("for-each-ref", "refs/pedrocode").ShouldBe("");
    }

    [Fact]
    public async Task The_twenty_that_landed_last_can_be_taken_back_and_their_objects_are_in_the_repository()
    {
        bench.Now = With(("a", "0\n"));
        // The later one landed, the older the job.
        static JobId Id(int number) => new(100 - number);
        for (var number = 1; number <= 22; number++)
        {
            var outcome = await bench.LandAsync(
                bench.Tree(With(("a", $"{number - 1}\n"))),
                bench.Tree(With(("a", $"{number}\n"))),
                Id(number)
            );
            outcome.ShouldBeOfType<LandingOutcome.Placed>();
        }

        var refs = bench.Git("for-each-ref", "--format=%(refname)", "refs/pedrocode/landed").Split('\n')[..^1];
        refs.Length.ShouldBe(20);
        refs.ShouldNotContain($"refs/pedrocode/landed/{Id(2)}");
        bench.Git("gc", "-q", "--prune=now");
        bench.Git("fsck", "--strict", "--connectivity-only");
        bench.Git("log", "--all", "--format=%s").ShouldBe("first\n");
        for (var number = 22; number >= 3; number--)
        {
            await bench.UndoAsync(Id(number));
        }
        Text("a").ShouldBe("2\n");
    }

    [Fact]
    public async Task After_an_end_at_any_step_the_next_command_finds_the_old_files_or_makes_the_new_ones()
    {
        var old = With(
            ("a", "old\n"),
            ("b", Ten),
            ("d/x", "old\n"),
            ("d/y", "old\n"),
            ("f", "old\n"),
            ("t/u", "old\n")
        );
        var after = With(
                ("a", "job\n"),
                ("b", Ten + "job\n"),
                ("d", "a file now\n"),
                ("f/g/h", "job\n"),
                ("n/m", "new\n")
            )
            .SetItem(BytePath.Of("link"), Files.Link("a"));
        var mine = old.SetItem(BytePath.Of("b"), Files.Text("mine\n" + Ten));
        var landed = after.SetItem(BytePath.Of("b"), Files.Text("mine\n" + Ten + "job\n"));
        var (beforeId, afterId) = (bench.Tree(old), bench.Tree(after));
        var outcomes = new HashSet<string>();
        bench.Now = mine;
        for (var end = 1; ; end++)
        {
            var steps = 0;
            bench.BeforeStep = _ =>
            {
                if (++steps == end)
                {
                    throw new WorldEndsException();
                }
            };
            var ended = await EndsAsync(() => bench.LandAsync(beforeId, afterId));
            bench.BeforeStep = null;
            await bench.RecoverAsync();
            var now = Files.Listing(bench.Now);
            now.ShouldBeOneOf(Files.Listing(mine), Files.Listing(landed));
            var isLanded = now == Files.Listing(landed);
            outcomes.Add(isLanded ? "new" : "old");
            (bench.Git("for-each-ref", "refs/pedrocode/landed").Length > 0).ShouldBe(isLanded, $"step {end}");
            if (isLanded)
            {
                steps = 0;
                bench.BeforeStep = _ =>
                {
                    if (++steps == end)
                    {
                        throw new WorldEndsException();
                    }
                };
                await EndsAsync(() => bench.UndoAsync());
                bench.BeforeStep = null;
                await bench.RecoverAsync();
                now = Files.Listing(bench.Now);
                now.ShouldBeOneOf(Files.Listing(mine), Files.Listing(landed));
                if (now == Files.Listing(landed))
                {
                    await bench.UndoAsync();
                }
            }
            Files.Listing(bench.Now).ShouldBe(Files.Listing(mine));
            if (!ended)
            {
                break;
            }
        }
        outcomes.ShouldBe(["old", "new"], ignoreOrder: true);
        bench.Git("fsck", "--strict");
    }

    [Fact]
    public async Task What_was_cut_short_is_taken_back_where_the_user_has_gone_on_since_and_their_newer_files_stay()
    {
        var old = With(("a", "old\n"), ("b", "old\n"), ("c", "old\n"), ("gone", "old\n"));
        bench.Now = old;
        bench.BeforeStep = step =>
        {
            if (step == "replace c")
            {
                throw new WorldEndsException();
            }
        };
        (
            await EndsAsync(() =>
                LandAsync(old, With(("a", "job\n"), ("b", "job\n"), ("c", "job\n"), ("come", "job\n")))
            )
        ).ShouldBeTrue();
        bench.BeforeStep = null;
        Text("a").ShouldBe("job\n");
        File.WriteAllText(At("b"), "newer\n");
        File.WriteAllText(At("c"), "mine\n");

        await bench.RecoverAsync();

        Files
            .Listing(bench.Now)
            .ShouldBe(Files.Listing(With(("a", "old\n"), ("b", "newer\n"), ("c", "mine\n"), ("gone", "old\n"))));
        bench
            .Said.ShouldHaveSingleItem()
            .ShouldBe(
                $"The landing of {LandingBench.Job} in {bench.Root} had been begun by a process that was killed, and your files have changed since: it is taken back, but for b: changed once more meanwhile, and left as it is"
            );
        bench.Git("for-each-ref", "refs/pedrocode").ShouldBe("");
        await bench.RecoverAsync();
        bench.Said.Count.ShouldBe(1);
    }

    private static async Task<bool> EndsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (WorldEndsException)
        {
            return true;
        }
    }

    private Task<LandingOutcome> LandAsync(FileMap before, FileMap after) =>
        bench.LandAsync(bench.Tree(before), bench.Tree(after));

    private async Task LandsAsync(FileMap before, FileMap after)
    {
        var outcome = await LandAsync(before, after);
        outcome.ShouldBeOfType<LandingOutcome.Placed>(
            outcome is LandingOutcome.Conflicting { Conflicts: var found } ? string.Join(", ", found) : null
        );
    }

    private string At(string name) => Path.Combine(bench.Root, name);

    private string Text(string name) => File.ReadAllText(At(name));

    private static FileMap With(params (string Path, string Content)[] files) =>
        files.Aggregate(
            Files.None,
            static (all, file) => all.SetItem(BytePath.Of(file.Path), Files.Text(file.Content))
        );

    private sealed class WorldEndsException : Exception;
}
