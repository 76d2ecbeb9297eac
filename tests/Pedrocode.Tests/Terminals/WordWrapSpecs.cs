using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class WordWrapSpecs
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("one two three four", "one two\n  three\n  four")]
    [InlineData("exactly_10 more", "exactly_10\n  more")]
    [InlineData("a_word_without_end", "a_word_wit\n  hout_end")]
    [InlineData("first\nsecond line is", "first\nsecond\n  line is")]
    [InlineData("你好你好 你好你好", "你好你好\n  你好你好")]
    public void Lines_are_broken_between_words_and_what_is_carried_over_hangs(string text, string wrapped) =>
        WordWrap.Lines(text, 10, "  ").ShouldBe(wrapped);

    [Fact]
    public void Colours_take_no_room()
    {
        WordWrap.Lines("\e[31mred red\e[0m!", 10, "").ShouldBe("\e[31mred red\e[0m!");
    }

    [Fact]
    public void Nothing_but_spaces_and_line_ends_is_lost_in_any_width() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.String["ab 你😀\n"], CsCheck.Gen.Int[2, 20]),
            (text, width) =>
            {
                var wrapped = WordWrap.Lines(text, width, "");
                Letters(wrapped).ShouldBe(Letters(text));
                wrapped.Split('\n').ShouldAllBe(line => TextWidth.Of(line.TrimEnd(' ')) <= width);
            },
            iter: 2_000
        );

    private static string Letters(string text) =>
        text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
