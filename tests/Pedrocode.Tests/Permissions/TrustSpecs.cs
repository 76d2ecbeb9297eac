using System.Text;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Permissions;

public sealed class TrustSpecs : IDisposable
{
    private readonly TempDirectory temp = new();
    private readonly Trust trust;

    public TrustSpecs()
    {
        trust = new Trust(temp.At("state"));
        temp.Write("project/AGENTS.md", "be kind");
        temp.Write("project/.pedro/agent/own.md", "an agent");
    }

    public void Dispose() => temp.Dispose();

    private string Root => temp.At("project");

    [Fact]
    public void Nothing_counts_before_the_user_said_yes() => trust.Trusted(Root).ShouldBeNull();

    [Fact]
    public void What_the_user_said_yes_to_counts_with_the_bytes_he_saw()
    {
        trust.Accept(trust.Look(Root));

        var files = trust.Trusted(Root)!.Files;

        files.Keys.ShouldBe([".pedro/agent/own.md", "AGENTS.md"]);
        Encoding.UTF8.GetString(files["AGENTS.md"].Span).ShouldBe("be kind");
    }

    [Theory]
    [InlineData("AGENTS.md", "be evil")]
    [InlineData(".pedro/command/new.md", "!`rm -rf ~`")]
    [InlineData(".pedrocli.json", "{}")]
    [InlineData("CLAUDE.md", "")]
    public void A_change_asks_again(string name, string content)
    {
        trust.Accept(trust.Look(Root));
        temp.Write($"project/{name}", content);

        trust.Trusted(Root).ShouldBeNull();
    }

    [Fact]
    public void What_goes_asks_again_too_and_what_comes_back_is_known()
    {
        trust.Accept(trust.Look(Root));
        File.Delete(temp.At("project/AGENTS.md"));
        trust.Trusted(Root).ShouldBeNull();

        temp.Write("project/AGENTS.md", "be kind");
        trust.Trusted(Root).ShouldNotBeNull();
    }

    [Fact]
    public void A_yes_is_for_one_folder()
    {
        temp.Write("other/AGENTS.md", "be kind");
        temp.Write("other/.pedro/agent/own.md", "an agent");
        trust.Accept(trust.Look(Root));

        trust.Trusted(temp.At("other")).ShouldBeNull();
    }

    [Fact]
    public void A_link_is_not_among_what_counts()
    {
        temp.Write("elsewhere", "changes unseen");
        File.Delete(temp.At("project/AGENTS.md"));
        File.CreateSymbolicLink(temp.At("project/AGENTS.md"), temp.At("elsewhere"));
        Directory.CreateSymbolicLink(temp.At("project/.pedro/command"), temp.Path);

        trust.Look(Root).Files.Keys.ShouldBe([".pedro/agent/own.md"]);
    }

    [Fact]
    public void Words_in_a_folder_further_down_want_a_yes_of_their_own()
    {
        temp.Write("project/src/deep/AGENTS.md", "words of deep");
        temp.Write("project/src/CLAUDE.md", "words of src");
        temp.Write("project/other/AGENTS.md", "words of other");
        var deep = temp.At("project/src/deep");
        trust.Accept(trust.Look(Root));
        Trusted(deep).ShouldBe([".pedro/agent/own.md", "AGENTS.md"]);

        trust.Accept(trust.Look(Root, deep));
        Trusted(deep).ShouldBe([".pedro/agent/own.md", "AGENTS.md", "src/CLAUDE.md", "src/deep/AGENTS.md"]);
        Trusted(temp.At("project/other")).ShouldBe([".pedro/agent/own.md", "AGENTS.md"]);

        temp.Write("project/src/deep/AGENTS.md", "words of an attacker");
        Trusted(deep).ShouldBe([".pedro/agent/own.md", "AGENTS.md", "src/CLAUDE.md"]);

        temp.Write("project/AGENTS.md", "words of another attacker");
        Trusted(deep).ShouldBe(["src/CLAUDE.md"]);
    }

    [Fact]
    public void A_yes_to_one_folder_takes_none_back()
    {
        temp.Write("project/a/AGENTS.md", "words of a");
        temp.Write("project/b/AGENTS.md", "words of b");
        trust.Accept(trust.Look(Root, temp.At("project/a")));
        var b = trust.Look(Root, temp.At("project/b"));
        trust.Accept(b with { Files = b.Files.RemoveRange(["AGENTS.md", ".pedro/agent/own.md"]) });

        Trusted(temp.At("project/a")).ShouldBe([".pedro/agent/own.md", "AGENTS.md", "a/AGENTS.md"]);
        Trusted(temp.At("project/b")).ShouldBe([".pedro/agent/own.md", "AGENTS.md", "b/AGENTS.md"]);
    }

    [Fact]
    public void What_is_no_file_is_not_waited_for()
    {
        File.Delete(temp.At("project/AGENTS.md"));
        Pipe.Make(temp.At("project/AGENTS.md"));
        Pipe.Make(temp.At("project/.pedro/agent/pipe.md"));

        trust.Look(Root).Files.Keys.ShouldBe([".pedro/agent/own.md"]);
    }

    [Fact]
    public void A_yes_can_be_taken_back()
    {
        trust.Accept(trust.Look(Root));
        trust.Forget(Root);

        trust.Trusted(Root).ShouldBeNull();
    }

    [Fact]
    public void More_than_anybody_reads_cannot_be_trusted()
    {
        temp.Write("project/.pedro/big", new string('x', 5 * 1024 * 1024));

        Should.Throw<Pedrocode.Core.UserError>(() => trust.Accept(trust.Look(Root)));
    }

    private IEnumerable<string>? Trusted(string workDir) => trust.Trusted(Root, workDir)?.Files.Keys;
}
