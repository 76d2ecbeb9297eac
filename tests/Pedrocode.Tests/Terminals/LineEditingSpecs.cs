using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class LineEditingSpecs
{
    private const string Left = "\e[D";
    private const string Right = "\e[C";
    private const string Up = "\e[A";
    private const string Down = "\e[B";

    [Theory]
    [InlineData("abc" + Left + Left + "x", "ax|bc")]
    [InlineData("abc\x01x", "x|abc")]
    [InlineData("abc\x01\x05x", "abcx|")]
    [InlineData("abc\x02\x02\x06x", "abx|c")]
    [InlineData("abc\x7f\x08", "a|")]
    [InlineData("abc\x01\x04\e[3~", "|c")]
    [InlineData("one two\x17", "one |")]
    [InlineData("one/two\e\x7f", "one/|")]
    [InlineData("one two\eb\ebx", "x|one two")]
    [InlineData("one two\x01\efx", "onex| two")]
    [InlineData("one two\e[1;5D\e[1;5D\e[1;5Cx", "onex| two")]
    [InlineData("one two\x01\ed", "| two")]
    [InlineData("one two\eb\x0b", "one |")]
    [InlineData("one two\eb\x15", "|two")]
    [InlineData("one two\x17\x17\x19", "one two|")]
    [InlineData("one two\x17" + Left + Right + "\x17\x19\ey", "two|")]
    [InlineData("ab\x14", "ba|")]
    [InlineData("abc\x01" + Right + "\x14", "ba|c")]
    [InlineData("word\x01\eu", "WORD|")]
    [InlineData("wORD\x01\ec", "Word|")]
    [InlineData("one two\x1f", "one |")]
    [InlineData("one\x17\x1f\x1f", "|")]
    [InlineData("one\x18\x15", "|")]
    [InlineData("👨‍👩‍👧e\u0301你\x7f\x7f", "👨‍👩‍👧|")]
    [InlineData("👨‍👩‍👧🇩🇪🇫🇷" + Left + Left + "\x7f", "|🇩🇪🇫🇷")]
    [InlineData("a\e\rb", "a\nb|")]
    [InlineData("a\\\rb", "a\nb|")]
    [InlineData("one\e\rtwo\x01\x7f", "one|two")]
    [InlineData("one\e\rtwo\x01x\e[1;5H\x05", "one|\nxtwo")]
    [InlineData("\e[200~a\tb\e[201~", "a\tb|")]
    [InlineData("café cre\u0300me\x17\x17", "|")]
    public void Readline_s_keys_do_what_fingers_expect(string keys, string shown) =>
        new Typing().Type(keys).Shown.ShouldBe(shown);

    [Fact]
    public void Up_and_down_move_within_a_text_of_several_lines_and_keep_the_column()
    {
        var typing = new Typing().Type("a longer line\e\r你\e\rthe last one");
        typing.Type(Up).Shown.ShouldBe("a longer line\n你|\nthe last one");
        typing.Type(Up).Shown.ShouldBe("a longer lin|e\n你\nthe last one");
        typing.Type(Down + Down).Shown.ShouldBe("a longer line\n你\nthe last one|");
    }

    [Fact]
    public void Enter_submits_and_a_doubled_backslash_is_meant()
    {
        new Typing().Type("a\r").Asked.ShouldBe(Asked.Submit);
        new Typing().Type("a\\\\\r").Asked.ShouldBe(Asked.Submit);
        new Typing().Type("a\\\r").Asked.ShouldBe(Asked.Nothing);
    }

    [Theory]
    [InlineData("\x03", "Interrupt")]
    [InlineData("\x04", "EndOfInput")]
    [InlineData("a\x04", "Nothing")]
    [InlineData("\x1a", "Suspend")]
    [InlineData("\x0c", "ClearScreen")]
    [InlineData("\x18\x05", "EditOutside")]
    [InlineData("\t", "Complete")]
    [InlineData("\x02", "BoundKey")]
    [InlineData("a\x02", "Nothing")]
    public void Keys_that_are_no_editing_are_asked_of_the_terminal(string keys, string asked) =>
        new Typing().Type(keys).Asked.ToString().ShouldBe(asked);

    [Fact]
    public void Up_finds_the_earlier_lines_that_begin_as_typed_and_down_comes_back()
    {
        var typing = new Typing("fix the build", "add tests", "fix the docs").Type("fix");
        typing.Type(Up).Shown.ShouldBe("fix the docs|");
        typing.Type(Up).Shown.ShouldBe("fix the build|");
        typing.Type(Up).Shown.ShouldBe("fix the build|");
        typing.Type(Down).Shown.ShouldBe("fix the docs|");
        typing.Type(Down).Shown.ShouldBe("fix|");
        typing.Type("!" + Up).Shown.ShouldBe("fix!|");
    }

    [Fact]
    public void An_earlier_line_of_several_does_not_stop_the_walk()
    {
        var typing = new Typing("first", "a\nb\nc", "last");
        typing.Type(Up + Up).Shown.ShouldBe("a\nb\nc|");
        typing.Type(Up).Shown.ShouldBe("first|");
        typing.Type(Down + Down + Down).Shown.ShouldBe("|");
    }

    [Fact]
    public void Ctrl_R_searches_backwards_as_one_types()
    {
        var typing = new Typing("fix the build", "add tests", "fix the docs").Type("typed\x12the");
        typing.Editor.Search!.Line.ShouldBe("fix the docs");
        typing.Type("\x12").Editor.Search!.Line.ShouldBe("fix the build");
        typing.Type("\x13").Editor.Search!.Line.ShouldBe("fix the docs");
        typing.Type("\x05").Shown.ShouldBe("fix the docs|");
        typing.Editor.Search.ShouldBeNull();
    }

    [Fact]
    public void A_search_can_be_given_up_and_the_typed_line_is_back()
    {
        var typing = new Typing("fix the build").Type("typed\x12");
        typing.Type("zzz").Asked.ShouldBe(Asked.Bell);
        typing.Type("\x7f\x7f\x7f").Editor.Search!.Failed.ShouldBeFalse();
        typing.Type("BUI").Editor.Search!.Failed.ShouldBeTrue();
        typing.Type("\u007f\u007f\u007fbui").Editor.Search!.Line.ShouldBe("fix the build");
        typing.Type("\x07").Shown.ShouldBe("typed|");
    }

    [Fact]
    public void Enter_in_a_search_submits_what_was_found() =>
        new Typing("fix the build")
            .Type("\x12uil\r")
            .ShouldSatisfyAllConditions(
                typing => typing.Asked.ShouldBe(Asked.Submit),
                typing => typing.Editor.Line.Text.ShouldBe("fix the build")
            );

    [Fact]
    public void What_is_not_remembered_has_no_history()
    {
        var typing = new Typing("secret");
        typing.Editor.Prompt = new Prompt("? ") { Remembered = false };
        typing.Type(Up + "\x12" + "s").Shown.ShouldBe("s|");
    }

    [Fact]
    public void A_long_paste_is_folded_moved_over_as_one_and_intact()
    {
        var paste = string.Concat(Enumerable.Range(1, 312).Select(i => $"line {i}\n"));
        var typing = new Typing().Type($"see \e[200~{paste}\e[201~ ok");
        typing.Editor.Line.Folds.Select(f => f.Label).ShouldBe(["[pasted 312 lines]"]);
        typing.Editor.Line.Text.ShouldBe($"see {paste} ok");
        typing.Type(Left + Left + Left + Left).Editor.Line.Cursor.ShouldBe("see ".Length);
        typing.Type("the " + Right).Editor.Line.Text.ShouldBe($"see the {paste} ok");
        typing.Type("\x7f").Shown.ShouldBe("see the | ok");
        typing.Type("\x1f").Editor.Line.Text.ShouldBe($"see the {paste} ok");
        typing.Editor.Line.Folds.Count.ShouldBe(1);
    }

    [Fact]
    public void A_line_of_a_megabyte_that_came_key_by_key_is_edited_without_delay()
    {
        var typing = new Typing().Type(string.Concat(Enumerable.Repeat("0123456789abcde ", 1 << 16)));
        typing.Editor.Line.Length.ShouldBe(1 << 20);
        typing.Type("\x01x\x05y").Editor.Line.Length.ShouldBe((1 << 20) + 2);
    }
}
