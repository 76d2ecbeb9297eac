using Pedrocode.Core.Jobs;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Attacks;

/// <summary>
/// A repository whose configuration and attributes run programs, looked at without a sandbox by commands that run unasked because they just read:
/// none of its programs runs.
/// </summary>
public sealed class GitConfigurationSpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("[filter \"x\"]\n\tclean = evil")]
    [InlineData("[diff]\n\texternal = evil")]
    [InlineData("[diff \"x\"]\n\ttextconv = evil")]
    [InlineData("[core]\n\tfsmonitor = evil")]
    [InlineData("[CORE]\n\tsshCommand=evil")]
    [InlineData("[include]\n\tpath = evil")]
    [InlineData("[includeIf \"gitdir:/\"]\n\tpath = evil")]
    [InlineData("[core] fsmonitor = evil")]
    [InlineData("[core]fsmonitor=evil ;]")]
    [InlineData("[branch \"a\\\"]\"]fsmonitor=evil #]")]
    [InlineData("[remote \"x\"]\n\tpromisor = true")]
    [InlineData("[extensions]\n\tpartialClone = x")]
    [InlineData("[core]\n\tworktree = /")]
    [InlineData("[user]\n\tname = a\\\n[filter \"x\"]\n\tclean = evil")]
    [InlineData("[pull \"]\"]\n\trebase = false\n[gpg]\n\tprogram = evil")]
    public void A_configuration_that_may_run_something_is_not_harmless(string text)
    {
        var project = GitProject.Init(temp.At("one"));
        RepositoryConfiguration.RunsNothing(project.Root).ShouldBeTrue();

        File.AppendAllText(project.At(".git/config"), text + "\n");

        RepositoryConfiguration.RunsNothing(project.Root).ShouldBeFalse();
    }

    [Fact]
    public void The_configuration_of_a_linked_work_tree_is_that_of_its_repository()
    {
        var project = GitProject.Init(temp.At("main"));
        project.Write("a", "a");
        project.Commit();
        project.Git("worktree", "add", "-q", temp.At("linked"));
        RepositoryConfiguration.RunsNothing(temp.At("linked")).ShouldBeTrue();

        project.Git("config", "filter.x.clean", "evil");

        RepositoryConfiguration.RunsNothing(temp.At("linked")).ShouldBeFalse();
    }

    [Fact]
    public async Task Commands_that_just_read_run_nothing_that_it_names()
    {
        string[] commands =
        [
            "git status",
            "git status --short",
            "git diff",
            "git diff HEAD",
            "git diff --stat",
            "git diff --cached",
            "git log",
            "git log -p",
            "git log --stat",
            "git show",
            "git show HEAD:file.evil",
            "git blame file.evil",
            "git grep mine",
            "git ls-files",
            "git ls-files -m",
            "git branch",
            "git tag",
            "git stash list",
            "git remote -v",
            "git rev-parse HEAD",
            "git describe --always --dirty",
            "git cat-file -p HEAD",
            "git shortlog HEAD",
            "git reflog",
            "git config --get user.name",
            "git for-each-ref",
        ];
        foreach (var command in commands)
        {
            (await DeniedAsync(command, Project())).ShouldBeTrue(command);
            File.Exists(Canary).ShouldBeFalse(command);
        }
        // It is no merit to ask for everything.
        var harmless = GitProject.Init(temp.At("harmless"));
        harmless.Write("file.evil", "mine\n");
        harmless.Commit();
        harmless.Git("remote", "add", "origin", "https://example.com/x.git");
        foreach (var command in commands)
        {
            (await DeniedAsync(command, harmless)).ShouldBeFalse(command);
        }

        var plain = Project();
        foreach (var command in (string[])["git status", "git diff"])
        {
            using var git = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo("bash", ["-c", command])
                {
                    WorkingDirectory = plain.Root,
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var stop = TestContext.Current.CancellationToken;
            await Task.WhenAll(git.StandardOutput.ReadToEndAsync(stop), git.StandardError.ReadToEndAsync(stop));
        }
        File.Exists(Canary).ShouldBeTrue("the traps do not work");
    }

    private static async Task<bool> DeniedAsync(string command, GitProject project)
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("bash", System.Text.Json.JsonSerializer.Serialize(new { command }))),
            ScriptedModel.Finish()
        );
        await using var house = new JobHarness(model, static settings => settings with { OnAsk = OnAsk.Deny });
        return !(await house.Start(workDir: project.Root).EndAsync()).Denied.IsEmpty;
    }

    private string Canary => temp.At("ran");

    private GitProject Project()
    {
        var project = GitProject.Init(temp.At(Guid.NewGuid().ToString("N")));
        project.Write("file.evil", "mine\n");
        project.Write("other.txt", "mine\n");
        project.Commit();
        project.Write(".gitattributes", "*.evil filter=evil diff=evil merge=evil\n*.txt diff=evil\n");
        project.Write("file.evil", "changed\n");
        project.Write("other.txt", "changed\n");
        var evil = temp.Write("evil", $"#!/bin/sh\necho \"$0 $@\" >>{Canary}\ncat\n");
        File.SetUnixFileMode(evil, (UnixFileMode)0x1ED);
        foreach (
            var (key, value) in new Dictionary<string, string>
            {
                ["core.fsmonitor"] = evil,
                ["core.hooksPath"] = temp.At("hooks"),
                ["core.pager"] = evil,
                ["core.editor"] = evil,
                ["core.sshCommand"] = evil,
                ["core.askPass"] = evil,
                ["core.gitProxy"] = evil,
                ["core.alternateRefsCommand"] = evil,
                ["pager.status"] = evil,
                ["pager.diff"] = evil,
                ["pager.log"] = evil,
                ["diff.external"] = evil,
                ["diff.evil.command"] = evil,
                ["diff.evil.textconv"] = evil,
                ["filter.evil.clean"] = evil,
                ["filter.evil.smudge"] = evil,
                ["filter.evil.process"] = evil,
                ["filter.evil.required"] = "true",
                ["merge.evil.driver"] = evil,
                ["interactive.diffFilter"] = evil,
                ["gpg.program"] = evil,
                ["log.showSignature"] = "true",
                ["credential.helper"] = $"!{evil}",
                ["alias.status"] = $"!{evil}",
                ["alias.st"] = $"!{evil}",
                ["uploadpack.packObjectsHook"] = evil,
                ["sequence.editor"] = evil,
                ["trailer.x.command"] = evil,
            }
        )
        {
            project.Git("config", key, value);
        }
        foreach (var hook in "pre-commit post-index-change reference-transaction post-checkout".Split(' '))
        {
            var path = temp.Write($"hooks/{hook}", $"#!/bin/sh\necho hook >>{Canary}\n");
            File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
        }
        File.Delete(Canary);
        return project;
    }
}
