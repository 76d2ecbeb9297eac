using System.Text;
using Pedrocode.Core.Trees;

namespace Pedrocode.Tests.Trees;

public sealed class GitSpecs : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pedrocode-git-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Output_exit_code_and_errors_come_back()
    {
        var git = new Git(folder, folder);
        var version = await git.RunAsync(["--version"], TestContext.Current.CancellationToken);
        version.ExitCode.ShouldBe(0);
        Encoding.UTF8.GetString(version.Bytes).ShouldStartWith("git version");
        var status = await git.RunAsync(["status"], TestContext.Current.CancellationToken);
        status.ExitCode.ShouldBe(128);
        status.Error.ShouldContain("not a git repository");
    }

    [Fact]
    public async Task Output_is_read_up_to_its_limit()
    {
        var output = await new Git(folder, folder).RunAsync(["help", "-a"], TestContext.Current.CancellationToken, 100);
        output.Bytes.Length.ShouldBe(100);
        output.IsCut.ShouldBeTrue();
    }

    [Fact]
    public async Task A_directory_that_looks_like_a_bare_repository_is_not_used()
    {
        Directory.CreateDirectory(Path.Combine(folder, "objects"));
        Directory.CreateDirectory(Path.Combine(folder, "refs"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "HEAD"),
            "ref: refs/heads/x\n",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "config"),
            "[core]\n\tbare = true\n",
            TestContext.Current.CancellationToken
        );
        var found = await new Git(folder, folder).RunAsync(
            ["rev-parse", "--git-dir"],
            TestContext.Current.CancellationToken
        );
        found.ExitCode.ShouldBe(128);
        found.Error.ShouldContain("safe.bareRepository");
    }
}
