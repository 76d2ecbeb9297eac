using CsCheck;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class SafeTextSpecs
{
    [Theory]
    [InlineData("plain\nlines", "plain\nlines")]
    [InlineData("a\e[31mred\e[0m", "a\e[31mred\e[0m\e[0m")]
    [InlineData("a\e[38;5;93;4mb", "a\e[38;5;93;4mb\e[0m")]
    [InlineData("a\e[2Jb", "a^[[2Jb")]
    [InlineData("\e]0;title\a", "^[]0;title^G")]
    [InlineData("\e[>4;1m", "^[[>4;1m")]
    [InlineData("\e[31", "^[[31")]
    [InlineData("back\b\rover", "back^H^Mover")]
    [InlineData("dos\r\n", "dos\n")]
    [InlineData("\u007f\u009b2J", "^?<U+009B>2J")]
    [InlineData("a\u202Eb\u2066c", "a<U+202E>b<U+2066>c")]
    [InlineData("a\u2028b", "a<U+2028>b")]
    [InlineData("a\tb\n\tc", "a       b\n        c")]
    [InlineData("你\tb", "你      b")]
    [InlineData("👨‍👩‍👧 é", "👨‍👩‍👧 é")]
    public void Only_text_and_colours_reach_the_terminal(string text, string visible) =>
        SafeText.Lines(text, colour: true).ShouldBe(visible);

    [Fact]
    public void Without_colour_no_escape_is_left() =>
        SafeText.Lines("a\e[31mred\e[0m \e[2J", colour: false).ShouldBe("ared ^[[2J");

    [Fact]
    public void A_torn_surrogate_is_shown_as_such() => SafeText.Lines("a\uD800b", colour: true).ShouldBe("a\uFFFDb");

    [Fact]
    public void In_typed_text_a_colour_is_a_mark_too() => SafeText.Typed("\e[31mx\ny").ShouldBe("^[[31mx\ny");

    [Fact]
    public void Whatever_it_is_no_control_character_is_left() =>
        Gen.String[Gen.OneOf(Gen.Char['\0', '\u00A0'], Gen.Char, Gen.Const('\e'), Gen.Const('['), Gen.Const('m'))]
            .Sample(text =>
                SafeText.Lines(text, colour: false).All(c => c == '\n' || (!char.IsControl(c) && c != '\e'))
            );
}
