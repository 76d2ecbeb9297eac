using Pedrocode.Cli.Views;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Views;

public class DiffViewSpecs
{
    private const string Diff = """
        diff --git a/total.sh b/total.sh
        index 1111111..2222222 100644
        --- a/total.sh
        +++ b/total.sh
        @@ -1,7 +1,7 @@ while
         sum=0
         while read -r number; do
        -  sum=$((sum + ${number#-}))
        +  sum=$((sum + number))
        -one line
        -another, quite different
        +no word in common whatsoever
        +another, quite alike
         done
        -gone
        -gone too
        +new
        \ No newline at end of file
        """;

    private static readonly Style Colour = Story.Plain with { Colour = true };

    [Fact]
    public void Replaced_lines_have_the_words_marked_that_differ() =>
        Golden.Matches("diff-colour", DiffView.Text(Diff, Colour));

    [Fact]
    public void Without_colour_it_stays_a_diff() => DiffView.Text(Diff, Story.Plain).ShouldBe(Diff);

    [Fact]
    public void Nothing_in_it_commands_the_terminal() =>
        DiffView.Text("-a\e[2J\n+b\e[2J\u202e", Story.Plain).ShouldBe("-a<U+001B>[2J\n+b<U+001B>[2J<U+202E>");

    [Fact]
    public void Very_long_and_very_many_lines_are_shown_whole()
    {
        var lines =
            string.Concat(Enumerable.Range(0, 5000).Select(static i => $"-old {i}\n"))
            + string.Concat(Enumerable.Range(0, 5000).Select(static i => $"+new {i}\n"))
            + "-"
            + new string('a', 100_000)
            + "\n+"
            + string.Concat(Enumerable.Repeat("a b ", 50_000))
            + "\n";

        DiffView.Text(lines, Colour).Split('\n').Length.ShouldBe(10_002);
    }
}
