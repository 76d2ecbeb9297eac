using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

/// <summary>What a task attaches by <c>@path</c>, and what it does not.</summary>
public sealed class AttachedFileSpecs : IDisposable
{
    private readonly TempDirectory temp = new();
    private readonly JobTree tree;

    public AttachedFileSpecs()
    {
        temp.Write("project/src/auth.go", "package auth\n");
        temp.Write("project/README.md", "# Old\n");
        temp.Write("project/two words.txt", "two\n");
        temp.Write("project/logo.png", "\0\u0001");
        temp.Write("secret", "outside");
        tree = new JobTree(temp.At("project"), temp.At("project"), InGit: false);
    }

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("fix @src/auth.go, please", "src/auth.go")]
    [InlineData("@README.md: make it shorter (see @src/auth.go).", "README.md", "src/auth.go")]
    [InlineData("read @\"two words.txt\" twice: @\"two words.txt\"", "two words.txt")]
    [InlineData("@./src/../src/auth.go and @src/auth.go", "src/auth.go")]
    public void A_file_that_is_there_is_attached_once(string task, params string[] files) =>
        AttachedFiles.Read(task, tree).Select(static file => file.Path).ShouldBe(files);

    [Theory]
    [InlineData("write to pedro@example.org")]
    [InlineData("add @Override and @deprecated")]
    [InlineData("use @app.route(\"/\") and @pytest.fixture")]
    [InlineData("update @angular/core")]
    [InlineData("`@src/missing.go` stands in code")]
    [InlineData("an @ alone, a@b and @, and @src")]
    public void What_is_no_file_stays_text(string task) => AttachedFiles.Read(task, tree).ShouldBeEmpty();

    [Theory]
    [InlineData("read @notes.txt and @docs/plan.md, @notes.txt", "notes.txt", "docs/plan.md")]
    [InlineData("use @app.route(\"/\"), @pytest.fixture, @src/auth.go, @Override and @angular/core")]
    public void What_reads_like_a_files_name_and_is_left_as_text_is_known(string task, params string[] names) =>
        AttachedFiles.LeftAsText(task, tree).ShouldBe(names);

    [Theory]
    [InlineData("fix @src/auth.og", "@src/auth.og: no such file", "did you mean @src/auth.go?")]
    [InlineData("fix @READM.md", "@READM.md: no such file", "did you mean @README.md?")]
    [InlineData("fix @src/nothing.like.it", "@src/nothing.like.it: no such file", "backticks")]
    [InlineData("look at @src/", "@src/ is a directory", "attach the files in it")]
    [InlineData("look at @logo.png", "@logo.png: logo.png is a binary file", "")]
    [InlineData("look at @../secret", "@../secret is outside the project", "only files of the project")]
    public void What_was_meant_as_a_file_and_is_none_is_said(string task, string message, string next)
    {
        var error = Should.Throw<UserError>(() => AttachedFiles.Read(task, tree));

        error.Message.ShouldStartWith(message);
        (error.Next ?? "").ShouldContain(next);
    }

    [Fact]
    public void A_link_does_not_lead_out_of_the_project()
    {
        File.CreateSymbolicLink(temp.At("project/link"), temp.At("secret"));

        Should.Throw<UserError>(() => AttachedFiles.Read("show @link", tree));
    }

    [Fact]
    public void Long_files_are_cut_at_a_line_and_all_together_too()
    {
        for (var i = 0; i < 5; i++)
        {
            temp.Write(
                $"project/long{i}.txt",
                string.Concat(Enumerable.Range(0, 10_000).Select(static line => $"line {line}\n"))
            );
        }

        var files = AttachedFiles.Read("@long0.txt @long1.txt @long2.txt @long3.txt @long4.txt", tree);

        files.Length.ShouldBe(5);
        files.Sum(static file => file.Text.Length).ShouldBeLessThan(61_000);
        files[0].Text.ShouldMatch(@"line \d+\n\[cut: 2\d+ of 98890 characters; read_file shows the rest\]$");
    }

    [Fact]
    public void What_would_command_a_terminal_is_marked()
    {
        temp.Write("project/evil.txt", "a\e[2Jb");

        AttachedFiles.Read("@evil.txt", tree).Single().Text.ShouldBe("a<U+001B>[2Jb");
    }
}
