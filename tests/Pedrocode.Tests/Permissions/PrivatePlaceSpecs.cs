using Pedrocode.Core.Permissions;
using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Permissions;

/// <summary>What a command that only reads may read unasked depends on where it runs, and on where links lead.</summary>
public sealed class PrivatePlaceSpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    private string Project => $"{RealPath.Of(temp.Path)}/project";

    public PrivatePlaceSpecs()
    {
        temp.Write("project/sub/a.txt", "a");
        temp.Write("project/.hidden/a.txt", "a");
        temp.Write("outside/credentials", "x");
        File.CreateSymbolicLink(temp.At("project/inner"), "sub/a.txt");
        File.CreateSymbolicLink(temp.At("project/notes"), temp.At("outside/credentials"));
        File.CreateSymbolicLink(temp.At("project/process"), "/proc/self");
        File.CreateSymbolicLink(temp.At("project/everything"), "/");
    }

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("cat sub/a.txt .hidden/a.txt inner")]
    [InlineData("cd sub && cat ../.hidden/a.txt")]
    [InlineData("grep -rn x .")]
    [InlineData("rg x; cd sub; rg x ..")]
    [InlineData("cat notthere/credentials-of-a-test")]
    [InlineData("ls everything")]
    public void What_is_the_projects_own_is_read_unasked(string command) => Judge(command).ShouldBeTrue();

    [Theory]
    [InlineData("cat notes")]
    [InlineData("cd sub && cat ../notes")]
    [InlineData("bash -c 'head notes'")]
    [InlineData("cat process/environ")]
    [InlineData("cd process && cat environ")]
    [InlineData("strings -n 8 process/environ")]
    [InlineData("cat everything/proc/1/environ")]
    [InlineData("grep -rn x everything")]
    [InlineData("grep --file=notes sub/a.txt")]
    [InlineData("cat ../../../../../../proc/1/environ")]
    [InlineData("cat ../outside/credentials")]
    public void What_leads_out_of_it_to_private_places_asks(string command) => Judge(command).ShouldBeFalse();

    [Fact]
    public void A_name_that_is_too_long_is_no_matter()
    {
        Judge($"cat {new string('a', 300)}").ShouldBeTrue();
        Judge($"grep {string.Join('/', Enumerable.Repeat("abc", 3000))} sub/a.txt").ShouldBeTrue();
    }

    private bool Judge(string command) => ReadOnlyCommands.JudgeText(command, Project);
}
