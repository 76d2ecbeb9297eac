using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees.Landings;

/// <summary>A user's repository and what a job made of it, to land one in the other.</summary>
internal sealed class LandingBench : IDisposable
{
    public static readonly JobId Job = new(1_737_766_800);

    private readonly TempDirectory temp = new();
    private readonly TimeProvider time = TimeProvider.System;

    public LandingBench()
    {
        Root = Directory.CreateDirectory(temp.At("user")).FullName;
        Git("init", "-q", "-b", "main");
        Git("config", "user.name", "User");
        Git("config", "user.email", "user@example.org");
        Git("commit", "-q", "--allow-empty", "-m", "first");
        State = StateDirectory.Open(temp.At("state"));
        User = UserFiles.OfRepositoryAsync(Root, CancellationToken.None).GetAwaiter().GetResult();
    }

    public string Root { get; }

    public StateDirectory State { get; }

    public UserFiles User { get; }

    public Action<string>? BeforeStep { get; set; }

    public ImmutableSortedDictionary<BytePath, FileState> Now
    {
        get => Files.In(Root);
        set => Files.Fill(Root, value);
    }

    /// <summary>The id of a tree with these files, as git itself makes it.</summary>
    public string Tree(ImmutableSortedDictionary<BytePath, FileState> files)
    {
        var directory = temp.At("tree");
        var index = temp.At("tree-index");
        Files.Fill(directory, files);
        File.Delete(index);
        string[] there = ["--git-dir", Path.Combine(Root, ".git"), "--work-tree", directory];
        Run([.. there, "add", "-A", "-f"], index);
        return Run([.. there, "write-tree"], index).Trim();
    }

    public string? CommitMessage { get; set; }

    public async Task<LandingOutcome> LandAsync(string before, string after, JobId? job = null) =>
        await new Landing(State, User, time) { BeforeStep = BeforeStep, CommitMessage = CommitMessage }.LandAsync(
            job ?? Job,
            LandingKind.Land,
            new ChangeSource(before, after, Borrowed: null, ChangeForm.Either),
            [],
            static _ => { },
            TestContext.Current.CancellationToken
        );

    public async Task<LandingOutcome> UndoAsync(JobId? job = null)
    {
        var record =
            await JobRefs.FindAsync(User, JobRefs.Landed, job ?? Job, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("nothing has landed");
        return await new Landing(State, User, time) { BeforeStep = BeforeStep }.LandAsync(
            job ?? Job,
            LandingKind.Undo,
            ChangeRecord.Source(record).Reversed,
            [],
            static _ => { },
            TestContext.Current.CancellationToken
        );
    }

    public Task RecoverAsync() => LandingRecovery.RecoverAsync(State, time, Said.Add);

    public List<string> Said { get; } = [];

    public string Git(params string[] arguments) => Run(["-C", Root, .. arguments], index: null);

    /// <summary>All that git keeps for the user but objects and our refs: index, branches, configuration, logs.</summary>
    public string GitState()
    {
        var own = Path.Combine(Root, ".git");
        var text = new StringBuilder();
        foreach (
            var file in Directory
                .EnumerateFiles(own, "*", SearchOption.AllDirectories)
                .Where(file =>
                    !file.StartsWith(Path.Combine(own, "objects"), StringComparison.Ordinal)
                    && !file.StartsWith(Path.Combine(own, "refs", "pedrocode"), StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        )
        {
            text.Append(file).Append(' ').Append(Convert.ToHexString(File.ReadAllBytes(file))).Append('\n');
        }
        return text.ToString();
    }

    public void Dispose() => temp.Dispose();

    private static string Run(IEnumerable<string> arguments, string? index)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        if (index is not null)
        {
            start.Environment["GIT_INDEX_FILE"] = index;
        }
        using var git = Process.Start(start)!;
        var error = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.Result}");
    }
}
