using System.Diagnostics;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

/// <summary>Whatever kind of repository the user has: the tree of a job holds what they see in their folder.</summary>
public sealed class UserRepositorySpecs : IDisposable
{
    private const string Begin = """
        set -e
        export GIT_CONFIG_NOSYSTEM=1
        mine() { git init -qb main "$@" && cd "${@: -1}" && git config user.name u && git config user.email u@e; }
        commit() { git add -A && git commit -qm c; }
        # Older than the index: git takes such files for unchanged without reading them.
        settle() { find . -name .git -prune -o -type f -exec touch -hd '1 hour ago' {} + && git update-index -q --refresh; }
        source() { (mine m && mkdir d e && echo 1 > d/1 && echo 2 > e/2 && commit && echo top > top && commit && git config uploadpack.allowFilter true); }

        """;

    private readonly TempDirectory temp = new();

    public void Dispose()
    {
        // Names that are no text: only a shell removes them.
        Shell("rm -rf ./*");
        temp.Dispose();
    }

    [Theory]
    [InlineData(@"mine w; git config core.autocrlf true; printf 'a\r\nb\r\n' > a.txt; commit; settle")]
    [InlineData(@"mine w; printf 'a\r\n' > a.txt; echo '*.txt text eol=crlf' > .gitattributes; commit; settle")]
    [InlineData(@"mine w; echo '$Id$' > a; echo 'a ident' > .gitattributes; commit; rm a; git checkout -q a; settle")]
    [InlineData(
        @"mine w; git config filter.f.clean 'sed s/content/pointer/'; git config filter.f.smudge 'sed s/pointer/content/'; echo content > a; echo 'a filter=f' > .gitattributes; commit; settle"
    )]
    [InlineData(
        @"mine w; printf 'a\0\n\0' > a; echo 'a working-tree-encoding=UTF-16LE' > .gitattributes; commit; settle"
    )]
    [InlineData("source; cd m; git worktree add -q -b other ../w; cd ../w; echo mine > top; echo new > new")]
    [InlineData("source; git clone -q --depth 1 file://$PWD/m w; cd w; echo mine > top")]
    [InlineData(
        "source; git clone -q --bare m s/.git; mkdir w; git -C s/.git config core.bare false; git -C s/.git config core.worktree $PWD/w; echo gitdir: ../s/.git > w/.git; cd w; git reset -q --hard; echo mine > top"
    )]
    [InlineData("source; git clone -q m w; cd w; git sparse-checkout set d; echo mine > d/1; mkdir e; echo here > e/2")]
    [InlineData("source; git clone -q --filter=blob:none file://$PWD/m w; cd w; echo mine > top")]
    [InlineData(
        "source; git clone -q --filter=blob:none --sparse file://$PWD/m w; cd w; echo '* text=auto' > .gitattributes; settle"
    )]
    [InlineData("mine --object-format=sha256 w; echo a > a; commit; echo b > b")]
    [InlineData("mine w; git config core.splitIndex true; echo a > a; commit; echo b > b; git add b; echo c > c")]
    [InlineData("mine w; echo a > a; git add a; echo b > b")]
    [InlineData("mine w; echo a > a; commit; git checkout -q --detach; echo b > a")]
    [InlineData(@"mine w; echo a > $'\xff\xfe'; echo b > $'new\nline'; commit; echo c > $'\xe9 ""\\'; echo d > -rf")]
    [InlineData(
        "mine w; echo 1 > moved; echo 2 > gone; echo 3 > run; echo 4 > link; commit; git mv moved there; rm gone; chmod +x run; rm link; ln -s nowhere link; git add link"
    )]
    [InlineData("mine w; echo a > a; commit; git update-index --assume-unchanged a; echo mine > a")]
    [InlineData("mine w; echo a > a; commit; git update-index --skip-worktree a; echo mine > a")]
    public async Task The_tree_holds_what_the_user_sees_and_their_repository_is_as_before(string made)
    {
        Shell(Begin + made);
        var root = Path.Combine(temp.Path, "w");
        var repository = GitProject.GitIn(root, "rev-parse", "--path-format=absolute", "--git-common-dir");
        var before = GitProject.Everything(repository);

        var (taken, store) = await TakeAsync(root);

        Seen(store.Tree).ShouldBe(Seen(root));
        GitProject.Everything(repository).ShouldBe(before);
        GitProject.GitIn(store.Tree, "status", "--porcelain").ShouldNotContain("fatal");
        taken.Head.ShouldBe(
            made.Contains("commit") || made.Contains("source") ? GitProject.GitIn(root, "rev-parse", "HEAD") : null
        );
    }

    [Theory]
    [InlineData("mine w")]
    [InlineData("mine --object-format=sha256 w")]
    public async Task No_object_is_held_twice(string made)
    {
        Shell(
            Begin
                + made
                + "; mkdir d; for f in a b c d/e; do echo $f > $f; done; commit; git gc -q; echo mine >> a; echo new > n; seq 9999 > long"
        );
        var root = Path.Combine(temp.Path, "w");

        var (taken, store) = await TakeAsync(root);
        Shell("echo job > b; echo 10000 >> long", store.Tree);
        var saved = await new Checkpoints(store).TakeAsync(
            new Checkpointed(taken.Commit, taken.Tree),
            kept: [],
            TestContext.Current.CancellationToken
        );

        var own = Objects(store.Objects);
        // Commit, tree and three blobs of the base; commit, tree and two blobs of the checkpoint.
        own.Count.ShouldBe(9);
        own.Concat(Objects(Path.Combine(root, ".git/objects"))).ShouldBeUnique();
        Objects(Path.Combine(store.Tree, ".git/objects")).ShouldBeEmpty();
        (await store.Git.TextAsync(TestContext.Current.CancellationToken, "fsck", "--strict", saved!.Commit)).ShouldBe(
            ""
        );
    }

    [Fact]
    public async Task Nothing_that_the_users_configuration_would_run_or_ask_is_run_or_asked()
    {
        Shell(
            Begin
                + """
                mine w; echo a > a; commit; echo b > a; echo '*.f filter=f diff=f' > .gitattributes; echo x > x.f
                trap="$PWD/../ran"; printf '#!/bin/sh\ntouch %s\n' "$trap" > ../run; chmod +x ../run
                for hook in post-checkout post-index-change reference-transaction pre-auto-gc post-commit pre-commit commit-msg post-rewrite; do cp ../run .git/hooks/$hook; done
                git config core.fsmonitor "$PWD/../run"; git config commit.gpgSign true; git config tag.gpgSign true; git config gpg.program "$PWD/../run"
                git config filter.f.clean "$PWD/../run"; git config filter.f.process "$PWD/../run"; git config filter.f.required true; git config diff.f.textconv "$PWD/../run"
                git config core.askPass "$PWD/../run"; git config core.editor "$PWD/../run"; git config core.pager "$PWD/../run"; git config core.sshCommand "$PWD/../run"
                """
        );
        var root = Path.Combine(temp.Path, "w");

        var (taken, store) = await TakeAsync(root);
        Shell("echo job > a", store.Tree);
        var saved = await new Checkpoints(store).TakeAsync(
            new Checkpointed(taken.Commit, taken.Tree),
            kept: [],
            TestContext.Current.CancellationToken
        );

        saved.ShouldNotBeNull();
        File.ReadAllText(Path.Combine(store.Tree, "x.f")).ShouldBe("x\n");
        File.Exists(temp.At("ran")).ShouldBeFalse();
        // The trap is one: git itself walks into it.
        Shell("git status || true", root);
        File.Exists(temp.At("ran")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_staged_and_what_is_not_shows_in_the_tree_as_it_does_for_the_user()
    {
        Shell(
            Begin
                + "mine w; for f in a b c d; do echo $f > $f; done; commit; echo A > a; git add a; echo AA > a; git rm -q --cached b; git mv c e; echo n > n; git add n; echo u > u; rm d"
        );
        var root = Path.Combine(temp.Path, "w");

        var (_, store) = await TakeAsync(root);

        GitProject.GitIn(store.Tree, "status", "--porcelain").ShouldBe(GitProject.GitIn(root, "status", "--porcelain"));
        GitProject.GitIn(store.Tree, "diff", "--cached").ShouldBe(GitProject.GitIn(root, "diff", "--cached"));
    }

    [Fact]
    public async Task A_tree_that_an_earlier_job_is_done_with_becomes_the_next_ones_as_a_new_one_would_be()
    {
        Shell(
            Begin
                + "mine w; mkdir d; for f in a b c d/e; do echo $f > $f; done; echo '*.o' > .gitignore; commit; echo mine >> a"
        );
        var root = Path.Combine(temp.Path, "w");
        var state = StateDirectory.Open(temp.At("state"));
        var (_, first) = await TakeAsync(root);
        Shell(
            "echo job > b; rm -rf d; echo x > d; mkdir -p out/deep; echo o > out/deep/x.o; git init -q in && echo i > in/i; chmod 0400 c; rm -rf .git; echo hidden > .git",
            first.Tree
        );
        var ignored = FileIdentity.OfPath(Path.Combine(first.Tree, ".gitignore")).ShouldNotBeNull();
        new SpareTree(temp.At("state/trees/spare"), worth: 0).Keep(state, first);
        Directory.Exists(first.Tree).ShouldBeFalse();
        Shell("echo more >> a; git rm -q c; echo n > new; git add new", root);
        Directory.Delete(Path.Combine(temp.Path, "job"), recursive: true);

        var (_, second) = await TakeAsync(root);

        Seen(second.Tree).ShouldBe(Seen(root));
        GitProject
            .GitIn(second.Tree, "status", "--porcelain")
            .ShouldBe(GitProject.GitIn(root, "status", "--porcelain"));
        Directory.Exists(Path.Combine(temp.Path, "state/trees/spare/tree")).ShouldBeFalse();
        FileIdentity.OfPath(Path.Combine(second.Tree, ".gitignore")).ShouldNotBeNull().Inode.ShouldBe(ignored.Inode);
    }

    [Fact]
    public async Task Somebody_elses_repository_is_refused_with_the_command_that_mends_it()
    {
        Shell(Begin + "mine w; echo a > a; commit");
        if (!Environment.IsPrivilegedProcess)
        {
            // Only root can give a folder away; one's own is taken.
            (await TakeAsync(Path.Combine(temp.Path, "w"))).Item1.Head.ShouldNotBeNull();
            return;
        }
        Shell("chown -R 12345 w");

        var refused = await Should.ThrowAsync<UserError>(() => TakeAsync(Path.Combine(temp.Path, "w")));

        refused.Next.ShouldBe($"if you do: git config --global --add safe.directory {temp.Path}/w");
    }

    private static List<string> Objects(string folder) =>
        [
            .. Shell(
                    """
                    find . -path './??/*' -type f | sed 's|^\./\(..\)/|\1|'
                    for pack in pack/*.idx; do [ ! -e "$pack" ] || git show-index --object-format=$(git -C "$PWD" rev-parse --show-object-format 2>/dev/null || echo sha1) < "$pack" | cut -d' ' -f2; done
                    """,
                    folder
                )
                .Split('\n', StringSplitOptions.RemoveEmptyEntries),
        ];

    private async Task<(BaseTaken, TreeStore)> TakeAsync(string root)
    {
        var stop = TestContext.Current.CancellationToken;
        var project = await ProjectRepository.ReadAsync(root, stop);
        var job = new JobDirectory(new JobId(1), Path.Combine(temp.Path, "job"));
        Directory.CreateDirectory(job.Path);
        var store = new TreeStore(job, root);
        var taken = await BaseSnapshot.TakeAsync(
            StateDirectory.Open(temp.At("state")),
            project,
            store,
            job,
            carry: [],
            stop
        );
        await TreeCheckout.MakeAsync(new SpareTree(temp.At("state/trees/spare")), store, project, taken.Start, stop);
        return (taken.Start, store);
    }

    /// <summary>Every file with its kind and content; names may be any bytes, so a shell reads them.</summary>
    private static string Seen(string root) =>
        Shell(
            """
            find . -name .git -prune -o \( -type f -o -type l \) -print0 | LC_ALL=C sort -z | xargs -0 sh -c '
            for f; do
              if [ -L "$f" ]; then printf "%s -> %s\n" "$f" "$(readlink -- "$f")"
              elif [ -x "$f" ]; then printf "x %s %s\n" "$f" "$(sha256sum < "$f")"
              else printf "%s %s\n" "$f" "$(sha256sum < "$f")"; fi
            done' sh | od -c
            """,
            root
        );

    private string Shell(string script) => Shell(script, temp.Path);

    private static string Shell(string script, string directory)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0, errors.Result);
        return output;
    }
}
