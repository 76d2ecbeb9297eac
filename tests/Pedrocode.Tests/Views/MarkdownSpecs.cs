using System.Diagnostics;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Cli.Views.Markdown;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Views;

/// <summary>What models write as Markdown, on a terminal.</summary>
public class MarkdownSpecs
{
    private const string Report = """
        # Review of `auth.go`

        The handler checks **every** token, but *only after* the body was read; see [the docs](https://example.org/auth) and <https://example.org/b>.
        A snake_case_name, 2 * 3 * 4, \*stars\* and a ~~wrong~~ right word.

        ## Findings

        1. **Missing check** in `handle(request)`: a request without a header passes, which is what the test that was added now shows.
           - since `v1.2`
           - fixed in 漢字漢字
        2. Second
          * two blanks are enough

        - [x] tests
        - [ ] docs

        > A quote that is long enough to be broken at forty columns and goes on.
        > > deeper

        ```go
        // checks the token
        if token == "" {
            return errors.New("no token")
        }
        ```

        | file | lines | what |
        |------|------:|------|
        | `api/auth.go` | 84 | the token is checked before the body is read, as it should be |
        | go.mod | 4 | a\|b |

        ***
        Setext
        ------
        Done &amp; dusted.
        """;

    private static readonly Style Plain = Story.Plain;

    [Fact]
    public void A_report() => Golden.Matches("markdown", MarkdownText.Of(Report, Plain));

    [Fact]
    public void A_report_with_colour() =>
        Golden.Matches("markdown-colour", MarkdownText.Of(Report, Plain with { Colour = true }));

    [Theory]
    [InlineData("go", "\e[2m// a\e[0m", "# a")]
    [InlineData("dockerfile", "// a", "\e[2m# a\e[0m")]
    public void A_comment_is_what_begins_one_in_that_language(string language, params string[] shown)
    {
        var text = MarkdownText.Of($"```{language}\n// a\n# a\n```", Plain with { Colour = true });

        text.Split('\n').Where(static line => line.Contains(" a")).Select(static line => line.Trim()).ShouldBe(shown);
    }

    [Fact]
    public void A_report_at_40_columns() =>
        Golden.Matches("markdown-narrow", MarkdownText.Of(Report, Plain with { Width = 40 }));

    [Fact]
    public void A_report_in_ascii()
    {
        var shown = MarkdownText.Of(
            Report.Replace("漢字", "kanji", StringComparison.Ordinal),
            Plain with
            {
                Unicode = false,
            }
        );

        shown.ShouldAllBe(static c => char.IsAscii(c));
        Golden.Matches("markdown-ascii", shown);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(80)]
    public void No_line_but_code_and_addresses_is_wider_than_the_screen(int width)
    {
        foreach (var line in MarkdownText.Of(Report, Plain with { Width = width }, indent: 3).Split('\n'))
        {
            (
                TextWidth.Of(line) <= width
                || line.Contains("://", StringComparison.Ordinal)
                || line.Contains("errors", StringComparison.Ordinal)
            ).ShouldBeTrue(line);
        }
    }

    [Fact]
    public void Plain_text_stays_as_it_was_written() =>
        MarkdownText
            .Of("total.sh dropped the sign.\nIt adds now; f(a, b) = a + b, x_1 and y_2.", Plain)
            .ShouldBe("total.sh dropped the sign.\nIt adds now; f(a, b) = a + b, x_1 and y_2.");

    [Fact]
    public void Nothing_in_it_commands_the_terminal()
    {
        const string evil = "a\e[2J\r\u202e\u0007\u009b31m";
        string[] places =
        [
            evil,
            "# " + evil,
            "- " + evil,
            "> " + evil,
            $"```{evil}\n{evil}\n```",
            $"```diff\n-{evil}\n+{evil}\n```",
            $"|{evil}|b|\n|-|-|\n|{evil}|c|",
            $"[{evil}]({evil})",
            $"**{evil}** `{evil}` <http://{evil}>",
        ];

        foreach (var text in places)
        {
            MarkdownText
                .Of(text, Plain)
                .Where(static c => (char.IsControl(c) && c != '\n') || c == '\u202e')
                .ShouldBeEmpty(text);
            // With colour the escapes are ours: whole colour sequences, nothing else.
            SafeText.Lines(MarkdownText.Of(text, Plain with { Colour = true }), colour: false).ShouldNotContain("^[");
        }
    }

    /// <summary>On such a text a full parser took 13 s or gave up; the limit only tells linear from quadratic.</summary>
    [Theory]
    [InlineData(">", 300_000)]
    [InlineData("[", 200_000)]
    [InlineData("[a](", 250_000)]
    [InlineData("*a ", 300_000)]
    [InlineData("*", 1_000_000)]
    [InlineData("**a*b_c__", 30_000)]
    [InlineData("`a``", 50_000)]
    [InlineData("|a", 100_000)]
    [InlineData("|a|b|\n|-|-|\n", 15_000)]
    [InlineData("<a ", 50_000)]
    [InlineData("&amp", 50_000)]
    [InlineData("word ", 50_000)]
    [InlineData("x", 1_000_000)]
    [InlineData("- a\n", 50_000)]
    [InlineData("```\n", 250_000)]
    [InlineData("\n", 1_000_000)]
    [InlineData("```c\n\"a'\\\n", 20_000)]
    public void A_long_text_of_anything_is_shown_at_once(string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times));
        var clock = Stopwatch.StartNew();

        MarkdownText.Of(text, Plain with { Colour = true }).ShouldNotBeNull();

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Lists_and_quotes_nested_without_end_are_shown()
    {
        var lists = string.Concat(
            Enumerable.Range(0, 500).Select(static depth => new string(' ', depth * 2) + "- a\n")
        );

        MarkdownText.Of(lists, Plain).Split('\n').Length.ShouldBe(500);
        MarkdownText.Of(new string('>', 500) + " a", Plain).ShouldEndWith("a");
    }
}
