using Pedrocode.Cli.Repl;
using Pedrocode.Cli.Settings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Repl;

public sealed class FileNameSpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    public FileNameSpecs()
    {
        temp.Write("home/notes", "");
        temp.Write("project/src/main.c", "");
        temp.Write("project/srv.conf", "");
        temp.Write("project/two words", "");
        temp.Write("project/.git/HEAD", "");
    }

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("!ls sr", 4, "src/", "srv.conf")]
    [InlineData("!cat src/", 5, "src/main.c")]
    [InlineData("!cat <sr", 6, "src/", "srv.conf")]
    [InlineData("!wc two\\ w", 4, "two\\ words")]
    [InlineData("!cat ~/n", 5, "~/notes")]
    [InlineData("!ls .g", 4, ".git/")]
    [InlineData("!ls nothing/here", 4)]
    [InlineData("!ls ", 4, "src/", "srv.conf", "two\\ words")]
    public void A_word_of_a_command_is_completed_a_directory_at_a_time(string line, int start, params string[] names)
    {
        var here = new Surroundings(temp.At("home"), temp.At("project"), static _ => null);

        var offered = FileNames.Offer(line, first: 1, here);

        offered.Start.ShouldBe(start);
        offered.Items.Select(static item => item.Text).ShouldBe(names);
        offered.Items.ShouldAllBe(static item => item.EndsWord != item.Text.EndsWith('/'));
    }
}
