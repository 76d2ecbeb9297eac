using System.Diagnostics;
using CsCheck;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public class VisibleTextSpecs
{
    [Theory]
    [InlineData("plain text\twith a tab\nand a line")]
    [InlineData("naïve café, 日本語, Привет, “quotes”, 1 + 1 ≠ 3")]
    [InlineData("⚠️ ✔️ 1️⃣ 👍🏽 👩‍👩‍👧 ❤️‍🔥")]
    [InlineData("می‌خواهم")]
    [InlineData("e\u0301 \u0e01\u0e35\u0e48")]
    public void What_people_write_is_left_alone(string text) => VisibleText.Clean(text).ShouldBe(text);

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "<U+001B>[31mred<U+001B>[0m")]
    [InlineData("\u001b]0;title\a", "<U+001B>]0;title<U+0007>")]
    [InlineData("a\rb\bc\0", "a<U+000D>b<U+0008>c<U+0000>")]
    [InlineData("\u009b6n", "<U+009B>6n")]
    [InlineData("git status \u202e# \u2066 ; rm", "git status <U+202E># <U+2066> ; rm")]
    [InlineData("pass\u200bword \ufeffx\u2028y\u00ad", "pass<U+200B>word <U+FEFF>x<U+2028>y<U+00AD>")]
    [InlineData("a\ufe0fb \udb40\udd00 \udb40\udc41", "a<U+FE0F>b <U+E0100> <U+E0041>")]
    [InlineData("a\u200db", "a<U+200D>b")]
    public void What_a_terminal_obeys_or_an_eye_misses_becomes_a_mark(string text, string shown) =>
        VisibleText.Clean(text).ShouldBe(shown);

    [Fact]
    public void Half_a_character_becomes_a_mark() =>
        VisibleText.Clean("lone \ud800 surrogate \udce9").ShouldBe("lone <U+D800> surrogate <U+DCE9>");

    [Fact]
    public void A_tower_of_combining_marks_is_cut_down() =>
        VisibleText.Clean("a" + new string('\u0301', 10)).ShouldBe("a" + new string('\u0301', 8) + "<U+0301><U+0301>");

    [Fact]
    public void Windows_line_endings_are_line_breaks_and_not_marks() => VisibleText.Clean("a\r\nb").ShouldBe("a\nb");

    [Fact]
    public void A_name_stays_on_its_line() => VisibleText.CleanLine("a\nb\tc\u001bd").ShouldBe("a<U+000A>b c<U+001B>d");

    [Theory]
    [InlineData("\u001b[1;31mFAILED\u001b[0m x", "FAILED x")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b]0;title\arest", "rest")]
    [InlineData("\u001bP$qm\u001b\\a\u001b(Bb\u001b7c", "abc")]
    [InlineData("10%\r20%\r\ndone", "10%\n20%\ndone")]
    [InlineData("cut \u001b[31", "cut <U+001B>[31")]
    [InlineData("open \u001b]0;never closed\nnext", "open <U+001B>]0;never closed\nnext")]
    public void Command_output_loses_its_escape_sequences(string output, string shown) =>
        VisibleText.CleanOutput(output).ShouldBe(shown);

    [Fact]
    public void A_clean_text_is_returned_as_it_is()
    {
        const string Text = "nothing to clean here";
        VisibleText.Clean(Text).ShouldBeSameAs(Text);
        VisibleText.CleanOutput(Text).ShouldBeSameAs(Text);
    }

    [Fact]
    public void Marks_turn_back_into_exactly_the_text() =>
        AnyText
            .Where(static text => !VisibleText.HoldsMark(text))
            .Sample(static text =>
                VisibleText.Unmark(VisibleText.Mark(text), VisibleText.MarkedIn(text)).ShouldBe(text)
            );

    [Fact]
    public void Nothing_dangerous_is_left_in_any_text() =>
        AnyText.Sample(static text =>
        {
            var clean = VisibleText.Clean(text);
            clean.ShouldAllBe(static c => c >= ' ' && c != 0x7f && (c < 0x80 || c > 0x9f) || c == '\n' || c == '\t');
            VisibleText.Clean(clean).ShouldBe(clean);
            VisibleText.CleanOutput(text).ShouldNotContain('\u001b');
        });

    [Theory]
    [InlineData("\u001b]")]
    [InlineData("\u009d")]
    [InlineData("\u001b[1")]
    [InlineData("<U+")]
    [InlineData("\u0301")]
    public void A_megabyte_of_anything_takes_linear_time(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
        var clock = Stopwatch.StartNew();
        VisibleText.CleanOutput(text);
        VisibleText.Unmark(VisibleText.Mark(text), VisibleText.MarkedIn(text));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Char,
            Gen.Char["\u001b[]\r\n\u200d\ufe0f\u202e☺<\ud83d\ude00"]
        )
        .Array[0, 40]
        .Select(static chars => new string(chars));
}
