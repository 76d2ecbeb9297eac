using Pedrocode.Core.Sandboxes;

namespace Pedrocode.Tests.Sandboxes;

public sealed class ProtectedPathSpecs : IDisposable
{
    private const string Before = "as it was";

    private readonly SandboxBench bench = new();

    [Theory]
    [InlineData("echo x > .git/config")]
    [InlineData("git config core.fsmonitor ./evil")]
    [InlineData("git config --local core.hooksPath .")]
    [InlineData("echo x > .git/hooks/pre-commit")]
    [InlineData("rm -rf .git/hooks; mkdir .git/hooks; echo x > .git/hooks/pre-commit")]
    [InlineData("mv .git other; mkdir .git; echo x > .git/config")]
    [InlineData("mv .git/hooks .git/other; mkdir .git/hooks; echo x > .git/hooks/pre-commit")]
    [InlineData("ln -sf /tmp/x .git/config")]
    [InlineData("mkdir x; echo '[core]' > x/config; echo ../x > .git/commondir")]
    [InlineData("mkdir -p .git/modules/sub; echo '[core]' > .git/modules/sub/config")]
    [InlineData("echo x > .pedro/command/go.md")]
    [InlineData("mv .pedro other; mkdir -p .pedro/command; echo x > .pedro/command/go.md")]
    [InlineData("echo x > .pedrocli.json")]
    [InlineData("rm -f .pedrocli.json; echo x > .pedrocli.json")]
    [InlineData("perl -e 'open F, q(>.pedrocli.json); print F 1'")]
    [InlineData("sed -i s/was/is/ .pedrocli.json")]
    public async Task What_could_run_code_later_stays_as_it_is(string command)
    {
        await GitAsync("init", "-q");
        bench.Write("project/.git/hooks/README", Before);
        bench.Write("project/.pedro/command/go.md", Before);
        bench.Write("project/.pedrocli.json", Before);
        var before = Listing();

        await bench.RunAsync(command);

        Listing().ShouldBe(before);
    }

    [Theory]
    [InlineData("mkdir -p .pedro/command; echo x > .pedro/command/go.md", ".pedro")]
    [InlineData("echo x > .pedrocli.json", ".pedrocli.json")]
    [InlineData("ln -s /etc .pedro", ".pedro")]
    [InlineData("git init -q && echo '[core] fsmonitor = ./evil' >> .git/config", ".git")]
    [InlineData("git init -q && touch .git/hooks/pre-commit", ".git")]
    public async Task What_was_not_there_has_no_effect_when_a_command_made_it(string command, string name)
    {
        (await bench.RunAsync(command)).ShouldContain($"[{name} may not be made by a command and was removed]");

        Path.Exists(Path.Combine(bench.Project, name)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_command_made_whose_pedrocode_died_is_taken_away_by_the_next_start()
    {
        await GitAsync("init", "-q");
        Directory.Delete(Path.Combine(bench.Project, ".git/hooks"), recursive: true);
        bench.Write("project/.pedrocli.json", Before);
        var note = bench.GuardNote;
        ProtectedPaths.Of(bench.Tree).Note(note);
        // As a command would have, at which pedrocode was killed.
        bench.Write("project/.git/hooks/pre-commit", "evil");
        bench.Write("project/.git/commondir", "../evil");

        ProtectedPaths.RemoveLeft(note);

        Path.Exists(Path.Combine(bench.Project, ".git/hooks")).ShouldBeFalse();
        Path.Exists(Path.Combine(bench.Project, ".git/commondir")).ShouldBeFalse();
        File.ReadAllText(Path.Combine(bench.Project, ".pedrocli.json")).ShouldBe(Before);
        File.Exists(note).ShouldBeFalse();
        ProtectedPaths.RemoveLeft(note);
    }

    [Fact]
    public async Task A_new_repository_may_be_begun_and_used()
    {
        (
            await bench.RunAsync(
                "git init -q && echo a > a && git add a && git -c user.name=a -c user.email=a@b commit -qm a && git log --format=%s"
            )
        ).ShouldBe("exit code 0\na\n");

        Directory.Exists(Path.Combine(bench.Project, ".git")).ShouldBeTrue();
    }

    [Fact]
    public async Task Git_works_as_ever()
    {
        await GitAsync("init", "-q");

        (
            await bench.RunAsync(
                "echo a > a && git add a && git -c user.name=a -c user.email=a@b commit -qm one && git branch b && git checkout -q b && git stash list && git status -sb"
            )
        ).ShouldBe("exit code 0\n## b\n");
    }

    [Theory]
    [InlineData(".git")]
    [InlineData(".pedro")]
    [InlineData(".git/hooks")]
    public async Task A_link_in_their_place_is_not_held_by_the_sandbox(string name)
    {
        await GitAsync("init", "-q");
        var path = Path.Combine(bench.Project, name);
        if (Directory.Exists(path))
        {
            Directory.Move(path, Path.Combine(bench.Project, "moved"));
        }
        File.CreateSymbolicLink(path, Path.Combine(bench.Project, "moved"));

        bench.Sandbox.WhyNot(bench.Tree).ShouldBe($"{name} is a link");
    }

    public void Dispose() => bench.Dispose();

    private Task GitAsync(params string[] arguments) =>
        CliWrap.Cli.Wrap("git").WithArguments(arguments).WithWorkingDirectory(bench.Project).ExecuteAsync().Task;

    private string Listing() =>
        string.Join(
            '\n',
            new[] { ".git/config", ".git/hooks", ".git/modules", ".git/commondir", ".pedro", ".pedrocli.json" }
                .Select(name => Path.Combine(bench.Project, name))
                .SelectMany(static path =>
                    File.Exists(path) ? [path]
                    : Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    : Array.Empty<string>()
                )
                .Order(StringComparer.Ordinal)
                .Select(static file => $"{file}: {File.ReadAllText(file)} {new FileInfo(file).LinkTarget}")
        );
}
