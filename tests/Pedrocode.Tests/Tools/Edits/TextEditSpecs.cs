using System.Diagnostics;
using CsCheck;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Tests.Tools.Edits;

public class TextEditSpecs
{
    [Fact]
    public void The_one_place_is_replaced() =>
        Apply("one\ntwo\nthree\n", "two", "2").ShouldBe(new Edited("one\n2\nthree\n", 2, 1, false));

    [Fact]
    public void Text_found_twice_is_refused_with_its_lines() =>
        Refusal("a\nb\na\n", "a", "x")
            .ShouldBe("old is found 2 times (lines 1, 3): send more of the lines around it, or all=true.");

    [Fact]
    public void Every_place_is_replaced_if_asked() =>
        ApplyAll("a b a\na", "a", "$&").ShouldBe(new Edited("$& b $&\n$&", 1, 3, false));

    [Fact]
    public void Places_that_overlap_are_still_two() => Refusal("aaa", "aa", "b").ShouldContain("2 times");

    [Fact]
    public void Nothing_in_the_new_text_is_a_reference() =>
        Content(Apply("price\n", "price", "$1 $& $` $' $$ \\1 \\n {0}")).ShouldBe("$1 $& $` $' $$ \\1 \\n {0}\n");

    [Fact]
    public void An_empty_old_text_fills_an_empty_file_and_no_other()
    {
        Content(Apply("", "", "new\n")).ShouldBe("new\n");
        Refusal("x", "", "new\n").ShouldContain("old is empty");
    }

    [Fact]
    public void The_same_text_twice_is_refused()
    {
        Refusal("a\n", "a", "a").ShouldContain("the same");
        Refusal("a\r\nb", "a\r\nb", "a\nb").ShouldContain("the same");
    }

    [Fact]
    public void Text_that_is_not_there_is_refused_with_the_nearest_lines() =>
        Refusal("def f(x):\n    y = x + 1\n    return y\n", "def f(x):\n    y = x + 2\n    return y\n", "z")
            .ShouldBe(
                """
                old is not in the file. Nearest in the file:
                1: def f(x):
                2:     y = x + 1
                3:     return y
                Line 2 is `y = x + 1`, you sent `y = x + 2`. Send old exactly as it is there.
                """
            );

    [Fact]
    public void A_line_that_is_only_alike_is_shown_too() =>
        Refusal("alpha\nreturn computeTotal(items);\nomega\n", "return computeTotals(item);", "x")
            .ShouldContain("2: return computeTotal(items);");

    [Fact]
    public void Line_numbers_copied_along_are_named_as_the_fault() =>
        Refusal("a = 1\nb = 2\n", "1: a = 1\n2: b = 2", "x").ShouldEndWith("Send old without line numbers.");

    // Line endings, final line break.

    [Fact]
    public void Windows_line_endings_are_kept() =>
        Content(Apply("a\r\nb\r\nc\r\n", "a\nb\n", "a\nx\ny\n")).ShouldBe("a\r\nx\r\ny\r\nc\r\n");

    [Fact]
    public void Mixed_line_endings_stay_where_they_are() =>
        Content(Apply("a\r\nb\nc\r\nd\n", "a\nb\nc\nd", "a\nb\nC\nd")).ShouldBe("a\r\nb\nC\r\nd\n");

    [Fact]
    public void A_line_feed_file_gets_no_carriage_returns() =>
        Content(Apply("a\nb\n", "b\r\n", "c\r\nd\r\n")).ShouldBe("a\nc\nd\n");

    [Theory]
    [InlineData("a\nb\n", "b\n", "c", "a\nc\n")]
    [InlineData("a\r\nb\r\n", "b\n", "c", "a\r\nc\r\n")]
    [InlineData("a\nb", "b", "c\n", "a\nc")]
    [InlineData("a\nb", "b\n", "c\n", "a\nc")]
    [InlineData("a\nb", "\nb", "", "a")]
    [InlineData("a\nb\n", "b\n", "", "a\n")]
    [InlineData("a\n", "a\n", "", "")]
    public void The_final_line_break_stays_as_it_was(string content, string old, string @new, string expected) =>
        Content(Apply(content, old, @new)).ShouldBe(expected);

    [Fact]
    public void An_edit_of_nothing_but_the_final_line_break_is_refused() =>
        Refusal("a", "a", "a\n").ShouldContain("last line break");

    // White space.

    [Fact]
    public void A_text_without_its_indentation_gets_the_files() =>
        Apply(
                "class A:\n    def f(self):\n        return 1\n",
                "def f(self):\n    return 1\n",
                "def f(self):\n    x = 2\n    return x\n"
            )
            .ShouldBe(new Edited("class A:\n    def f(self):\n        x = 2\n        return x\n", 2, 1, true));

    [Fact]
    public void A_text_indented_too_far_is_moved_back() =>
        Content(Apply("if x:\n  go()\n", "    if x:\n      go()\n", "    if x:\n      stop()\n"))
            .ShouldBe("if x:\n  stop()\n");

    [Fact]
    public void Spaces_become_the_files_tabs() =>
        Content(
                Apply(
                    "func f() {\n\tif x {\n\t\ty()\n\t}\n}\n",
                    "    if x {\n        y()\n    }\n",
                    "    if x {\n        z()\n            .then()\n    }\n"
                )
            )
            .ShouldBe("func f() {\n\tif x {\n\t\tz()\n\t\t\t.then()\n\t}\n}\n");

    [Fact]
    public void Tabs_become_the_files_spaces() =>
        Content(Apply("a:\n    b:\n        c\n", "a:\n\tb:\n\t\tc\n", "a:\n\tb:\n\t\td\n"))
            .ShouldBe("a:\n    b:\n        d\n");

    [Fact]
    public void Two_spaces_become_the_files_four() =>
        Content(
                Apply(
                    "a {\n    b {\n        c;\n    }\n}\n",
                    "a {\n  b {\n    c;\n  }\n}",
                    "a {\n  b {\n    d;\n  }\n}"
                )
            )
            .ShouldBe("a {\n    b {\n        d;\n    }\n}\n");

    [Fact]
    public void Trailing_white_space_and_blank_lines_of_the_file_do_not_hinder() =>
        Content(Apply("a  \n   \nb\t\nc\n", "a\n\nb\n", "a\n\nB\n")).ShouldBe("a  \n   \nB\nc\n");

    [Fact]
    public void Lines_that_do_not_change_keep_the_files_white_space() =>
        Content(
                Apply(
                    "x = f( 1,2 )\ny  = g()\nz=h()\n",
                    "x = f(1, 2)\ny = g()\nz = h()\n",
                    "x = f(1, 2)\ny = g(3)\nz = h()\n"
                )
            )
            .ShouldBe("x = f( 1,2 )\ny = g(3)\nz=h()\n");

    [Fact]
    public void Blank_lines_around_what_was_sent_are_left_out() =>
        Content(Apply("a\nb\nc\n", "\nb\n\n", "\nB\n\n")).ShouldBe("a\nB\nc\n");

    [Fact]
    public void A_part_of_a_line_may_differ_in_white_space() =>
        Content(Apply("total = sum( a,b )\n", "sum(a, b)", "sum(a, b, c)")).ShouldBe("total = sum(a, b, c)\n");

    [Fact]
    public void White_space_that_parts_words_counts() =>
        Refusal("returnx\n", "return  x", "y").ShouldContain("not in the file");

    [Fact]
    public void Two_places_that_differ_in_white_space_are_refused() =>
        Refusal("  a(1)\nb\n\ta(1)\n", "a( 1 )", "x").ShouldContain("lines 1, 3");

    [Fact]
    public void An_exact_place_is_taken_though_others_differ_only_in_white_space() =>
        Content(Apply("  go();\n    go();\n", "\n    go();", "\n    stop();")).ShouldBe("  go();\n    stop();\n");

    [Fact]
    public void Indentation_that_would_have_to_be_guessed_is_refused() =>
        Refusal(
                "\n  function  f() {\n    // code\n  }",
                "function f() {\n    // code\n  }",
                "function g() {\n  // more\n}"
            )
            .ShouldContain("how the new lines are indented");

    [Fact]
    public void Spaces_are_never_put_behind_a_files_tabs() =>
        Refusal("\t\tgo( )\n", "go()", "if x:\n    go()").ShouldContain("how the new lines are indented");

    // Elisions.

    [Theory]
    [InlineData("// ... rest of the code unchanged ...")]
    [InlineData("# ... existing code ...")]
    [InlineData("(rest of code unchanged)")]
    [InlineData("/* ... other methods ... */")]
    [InlineData("<!-- rest of the file remains the same -->")]
    [InlineData("{/* ... existing markup ... */}")]
    [InlineData("// ...")]
    [InlineData("# rest of the function stays the same")]
    [InlineData("... (remaining lines unchanged)")]
    [InlineData("-- unchanged")]
    [InlineData("// existing imports here")]
    [InlineData("    // [Rest of implementation…]")]
    public void A_line_in_place_of_code_is_refused(string elision) =>
        Refusal("a\nb\n", "a", $"x\n{elision}").ShouldContain("write out every line");

    [Theory]
    [InlineData("...")]
    [InlineData("    ...")]
    [InlineData("return { ...existing.items, ...rest };")]
    [InlineData("...rest,")]
    [InlineData("./...")]
    [InlineData("// skip files whose content is unchanged")]
    [InlineData("# Loads the rest of the configuration from the file, then the other parts")]
    [InlineData("console.log(\"Loading the rest...\")")]
    [InlineData("for (const other of items) {")]
    [InlineData("# Other")]
    public void Code_that_only_looks_so_is_written(string line) =>
        Content(Apply("a\nb\n", "a", $"x\n{line}")).ShouldBe($"x\n{line}\nb\n");

    [Fact]
    public void An_elision_that_stands_in_the_file_already_may_stay() =>
        Content(Apply("// ... existing code ...\na\n", "// ... existing code ...\na", "// ... existing code ...\nb"))
            .ShouldBe("// ... existing code ...\nb\n");

    // Characters that are shown as marks.

    [Fact]
    public void A_mark_in_the_old_text_finds_the_character_it_stands_for() =>
        Content(Apply("red = '\u001b[31m'\nx\n", "red = '<U+001B>[31m'", "red = '<U+001B>[91m'"))
            .ShouldBe("red = '\u001b[91m'\nx\n");

    [Fact]
    public void A_mark_that_stands_in_the_file_as_text_stays_text() =>
        Content(Apply("say '<U+001B>' \u001b\n", "'<U+001B>'", "'<U+202E>'")).ShouldBe("say '<U+202E>' \u001b\n");

    [Fact]
    public void A_mark_in_a_file_without_such_characters_is_text() =>
        Content(Apply("a\n", "a", "<U+200B>")).ShouldBe("<U+200B>\n");

    [Fact]
    public void The_rest_of_a_file_full_of_odd_characters_stays_as_it_is() =>
        Content(Apply("\ufeff\u0000\u202e\rx\r\na\u0301\ud800z", "x", "y"))
            .ShouldBe("\ufeff\u0000\u202e\ry\r\na\u0301\ud800z");

    // Laws.

    [Fact]
    public void Any_edit_of_any_text_answers() =>
        Gen.Select(AnyText, AnyText, AnyText, Gen.Bool)
            .Sample(
                static (content, old, @new, all) =>
                {
                    if (new TextEdit(old, @new) { All = all }.Apply(content) is EditRefused refused)
                    {
                        refused.Reason.ShouldNotBeNullOrEmpty();
                    }
                }
            );

    [Fact]
    public void An_edit_found_exactly_once_changes_that_place_and_nothing_else() =>
        Gen.Select(AnyText, AnyLine, AnyText)
            .Where(static (_, old, _) => old.Length > 0)
            .Sample(
                static (before, old, after) =>
                {
                    var content = $"{before}\n{old}\n{after}\n";
                    var first = content.IndexOf(old, StringComparison.Ordinal);
                    if (first == content.LastIndexOf(old, StringComparison.Ordinal))
                    {
                        Content(Apply(content, old, "@new@"))
                            .ShouldBe(content[..first] + "@new@" + content[(first + old.Length)..]);
                    }
                }
            );

    [Theory]
    [InlineData("a", "a", "ab")]
    [InlineData("a\n", "a\n", " a\nb")]
    [InlineData("x y\n", "x\n", "x")]
    [InlineData("\u001b", "<U+001B>", "<U+001B>x")]
    public void A_megabyte_takes_linear_time(string content, string old, string last)
    {
        var clock = Stopwatch.StartNew();
        Apply(Repeat(content, 1_000_000), Repeat(old, 300_000) + last, "new");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static readonly Gen<string> AnyLine = Gen.Char["ab (\t\u001bé"]
        .Array[0, 8]
        .Select(static chars => new string(chars));

    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Char["ab \n\t"].Select(static c => c.ToString()),
            Gen.OneOf(Gen.Const("\r\n"), Gen.Const("foo("), Gen.Const("    "), Gen.Const("\u001b"), Gen.Const("é"))
        )
        .Array[0, 12]
        .Select(string.Concat);

    private static string Repeat(string part, int length) =>
        string.Concat(Enumerable.Repeat(part, length / part.Length));

    private static EditResult Apply(string content, string old, string @new) => new TextEdit(old, @new).Apply(content);

    private static EditResult ApplyAll(string content, string old, string @new) =>
        new TextEdit(old, @new) { All = true }.Apply(content);

    private static string Content(EditResult result) => result.ShouldBeOfType<Edited>().Content;

    private static string Refusal(string content, string old, string @new) =>
        Apply(content, old, @new).ShouldBeOfType<EditRefused>().Reason;
}
