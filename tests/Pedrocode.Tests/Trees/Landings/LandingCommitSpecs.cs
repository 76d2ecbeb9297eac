using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

public sealed class LandingCommitSpecs : IDisposable
{
    private const string Ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
    private static readonly string Job = Ten.Replace("2\n", "job\n", StringComparison.Ordinal);
    private static readonly string Mine = Ten.Replace("9\n", "mine\n", StringComparison.Ordinal);

    private readonly LandingBench bench = new() { CommitMessage = "Change two\n\nIt was one." };

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task The_commit_holds_just_the_jobs_change_and_the_users_edits_stay_as_they_were()
    {
        Begin(("edited", Ten), ("staged", Ten), ("gone", "old\n"), ("other", "old\n"));
        Write("staged", Mine);
        Write("other", "staged\n");
        bench.Git("add", "staged", "other");
        Write("edited", Mine);
        Write("untracked", "mine\n");
        bench.Git("config", "commit.gpgSign", "true");
        bench.Git("config", "user.signingKey", "nobody");
        var hook = Path.Combine(bench.Root, ".git", "hooks", "reference-transaction");
        Directory.CreateDirectory(Path.GetDirectoryName(hook)!);
        await File.WriteAllTextAsync(
            hook,
            $"#!/bin/sh\ntouch {bench.State.Path}/ran\n",
            TestContext.Current.CancellationToken
        );
        File.SetUnixFileMode(hook, (UnixFileMode)0b111_101_101);

        var placed = await LandsAsync(
            Files.In(bench.Root),
            Files
                .In(bench.Root)
                .SetItem(BytePath.Of("edited"), Files.Text(Both))
                .SetItem(BytePath.Of("staged"), Files.Text(Both))
                .SetItem(BytePath.Of("new/file"), Files.Text("job\n", executable: true))
                .Remove(BytePath.Of("gone"))
        );

        placed.NotCommitted.ShouldBeNull();
        bench.Git("rev-parse", "HEAD").Trim().ShouldBe(placed.Commit);
        bench
            .Git("log", "-2", "--format=%an <%ae>|%cn|%B|%G?")
            .ShouldBe(
                "User <user@example.org>|User|Change two\n\nIt was one.\n|N\nUser <user@example.org>|User|files\n|N\n"
            );
        bench
            .Git("show", "--format=", "--name-status", "--no-renames", "HEAD")
            .ShouldBe("M\tedited\nD\tgone\nA\tnew/file\nM\tstaged\n");
        bench.Git("show", "HEAD:edited").ShouldBe(Job);
        bench.Git("show", "HEAD:staged").ShouldBe(Job);
        bench.Git("show", ":staged").ShouldBe(Both);
        bench.Git("status", "--porcelain").ShouldBe(" M edited\nM  other\nM  staged\n?? untracked\n");
        Text("edited").ShouldBe(Both);
        File.Exists(bench.State.Path + "/ran").ShouldBeFalse();
        bench.Git("fsck", "--strict");
    }

    [Fact]
    public async Task Where_the_change_cannot_be_parted_from_the_users_own_it_lands_uncommitted_and_that_is_said()
    {
        Begin(("a", Ten));
        Write("a", Ten.Replace("2\n", "mine\n", StringComparison.Ordinal));
        var head = bench.Git("rev-parse", "HEAD");
        var index = bench.Git("ls-files", "-s");

        var placed = await LandsAsync(
            Files.In(bench.Root),
            Files.None.SetItem(
                BytePath.Of("a"),
                Files.Text(Ten.Replace("2\n", "mine, and the job's\n", StringComparison.Ordinal))
            )
        );

        placed.ShouldBe(
            placed with
            {
                Commit = null,
                NotCommitted = "it cannot be parted from what you have not committed in a",
            }
        );
        Text("a").ShouldContain("mine, and the job's");
        bench.Git("rev-parse", "HEAD").ShouldBe(head);
        bench.Git("ls-files", "-s").ShouldBe(index);
    }

    [Fact]
    public async Task Line_ends_are_committed_as_git_stores_them()
    {
        bench.Git("config", "core.autocrlf", "true");
        var dos = Ten.Replace("\n", "\r\n", StringComparison.Ordinal);
        Begin(("a.txt", dos));

        await LandsAsync(
            Files.In(bench.Root),
            Files
                .None.SetItem(BytePath.Of("a.txt"), Files.Text(dos.Replace("2\r", "job\r", StringComparison.Ordinal)))
                .SetItem(BytePath.Of("b.txt"), Files.Text("new\r\n"))
        );

        bench.Git("show", "HEAD:a.txt").ShouldBe(Job);
        bench.Git("show", "HEAD:b.txt").ShouldBe("new\n");
        bench.Git("status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task Undo_leaves_the_commit_and_takes_the_lines_back_uncommitted()
    {
        Begin(("a", Ten));
        var placed = await LandsAsync(Files.In(bench.Root), Files.None.SetItem(BytePath.Of("a"), Files.Text(Job)));

        await bench.UndoAsync();

        bench.Git("rev-parse", "HEAD").Trim().ShouldBe(placed.Commit);
        Text("a").ShouldBe(Ten);
        bench.Git("status", "--porcelain").ShouldBe(" M a\n");
    }

    [Fact]
    public async Task The_first_commit_of_a_repository_can_be_a_jobs()
    {
        bench.Git("update-ref", "-d", "HEAD");
        Write("mine", "mine\n");

        var placed = await LandsAsync(
            Files.In(bench.Root),
            Files.In(bench.Root).SetItem(BytePath.Of("a"), Files.Text("job\n"))
        );

        bench.Git("log", "--format=%H").Trim().ShouldBe(placed.Commit);
        bench.Git("status", "--porcelain").ShouldBe("?? mine\n");
    }

    [Fact]
    public async Task After_an_end_at_any_step_branch_index_and_files_agree()
    {
        Begin(("a", Ten), ("b", "old\n"));
        Write("a", Mine);
        bench.Git("add", "a");
        var head = bench.Git("rev-parse", "HEAD").Trim();
        var before = bench.Tree(Files.In(bench.Root));
        var after = bench.Tree(
            Files.None.SetItem(BytePath.Of("a"), Files.Text(Both)).SetItem(BytePath.Of("b"), Files.Text("job\n"))
        );
        var ended = true;
        var seen = new HashSet<string>();
        for (var end = 1; ended; end++)
        {
            var steps = 0;
            bench.BeforeStep = _ =>
            {
                if (++steps == end)
                {
                    throw new WorldEndsException();
                }
            };
            ended = false;
            try
            {
                await bench.LandAsync(before, after);
            }
            catch (WorldEndsException)
            {
                ended = true;
            }
            bench.BeforeStep = null;
            await bench.RecoverAsync();
            var landed = Text("b") == "job\n";
            seen.Add(landed ? "new" : "old");
            bench.Git("status", "--porcelain").ShouldBe("M  a\n", $"step {end}");
            (bench.Git("rev-parse", "HEAD").Trim() != head).ShouldBe(landed, $"step {end}");
            bench.Git("show", ":a").ShouldBe(landed ? Both : Mine);
            // As it was.
            bench.Git("reset", "-q", "--hard", head);
            bench.Git("for-each-ref", "--format=delete %(refname)", "refs/pedrocode");
            Write("a", Mine);
            bench.Git("add", "a");
        }
        seen.ShouldBe(["old", "new"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_end_between_the_branch_and_the_index_is_made_good(bool branchMoved)
    {
        Begin(("a", Ten));
        Write("a", Mine);
        bench.Git("add", "a");
        var source = new ChangeSource(
            bench.Tree(Files.In(bench.Root)),
            bench.Tree(Files.None.SetItem(BytePath.Of("a"), Files.Text(Both))),
            Borrowed: null,
            ChangeForm.Either
        );
        var scratch = Directory.CreateDirectory(Path.Combine(bench.State.Path, "scratch")).FullName;
        var commit = await CommitPreparation.PrepareAsync(
            bench.User,
            source,
            new JobId(1),
            "message",
            scratch,
            TestContext.Current.CancellationToken
        );
        if (branchMoved)
        {
            bench.Git("update-ref", "HEAD", commit.Commit);
        }

        (await commit.MakeAsync(bench.User)).ShouldBeNull();
        (await commit.MakeAsync(bench.User)).ShouldBeNull();

        bench.Git("rev-parse", "HEAD").Trim().ShouldBe(commit.Commit);
        bench.Git("diff", "--cached", "--stat").ShouldContain("a | 2 +-");
        bench.Git("show", ":a").ShouldBe(Both);
    }

    private static string Both => Mine.Replace("2\n", "job\n", StringComparison.Ordinal);

    private void Begin(params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            Write(path, content);
        }
        bench.Git("add", "-A");
        bench.Git("commit", "-q", "-m", "files");
    }

    private async Task<LandingOutcome.Placed> LandsAsync(
        System.Collections.Immutable.ImmutableSortedDictionary<BytePath, FileState> before,
        System.Collections.Immutable.ImmutableSortedDictionary<BytePath, FileState> after
    ) => (await bench.LandAsync(bench.Tree(before), bench.Tree(after))).ShouldBeOfType<LandingOutcome.Placed>();

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(bench.Root, name), content);

    private string Text(string name) => File.ReadAllText(Path.Combine(bench.Root, name));

    private sealed class WorldEndsException : Exception;
}
