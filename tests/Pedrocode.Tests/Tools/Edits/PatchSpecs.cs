using System.Diagnostics;
using CsCheck;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Tests.Tools.Edits;

public class PatchSpecs
{
    // The *** Begin Patch format.

    [Fact]
    public void A_patch_adds_changes_moves_and_deletes_files() =>
        Apply(
                """
                *** Begin Patch
                *** Add File: docs/new.md
                +# New
                +
                +text
                *** Update File: src/a.py
                @@
                 def f():
                -    return 1
                +    return 2
                *** Update File: src/b.py
                *** Move to: lib/b.py
                @@
                -b = 1
                +b = 2
                *** Delete File: old.txt
                *** End Patch
                """,
                ("src/a.py", "def f():\n    return 1\n"),
                ("src/b.py", "b = 1\n"),
                ("old.txt", "x\n")
            )
            .ShouldBe(
                Files(
                    ("docs/new.md", "# New\n\ntext\n"),
                    ("lib/b.py", "b = 2\n"),
                    ("src/a.py", "def f():\n    return 2\n")
                )
            );

    [Fact]
    public void One_wrong_hunk_and_nothing_is_changed() =>
        Refusal(
                """
                *** Begin Patch
                *** Update File: a
                @@
                -1
                +2
                *** Update File: b
                @@
                -nowhere
                +2
                *** End Patch
                """,
                ("a", "1\n"),
                ("b", "something\n")
            )
            .ShouldStartWith("b: these lines of the patch are not in the file:\n  nowhere");

    [Fact]
    public void A_hunk_that_is_not_found_is_answered_with_the_nearest_lines() =>
        Refusal(Update("a", " def f(x):\n-    return x + 2\n+    return x"), ("a", "def f(x):\n    return x + 1\n"))
            .ShouldBe(
                """
                a: these lines of the patch are not in the file:
                  def f(x):
                      return x + 2
                Nearest in the file:
                1: def f(x):
                2:     return x + 1
                Line 2 is `return x + 1`, you sent `return x + 2`.
                """
            );

    [Fact]
    public void A_hunk_that_fits_twice_is_refused() =>
        Refusal(Update("a", "-x\n+y"), ("a", "x\nz\nx\n"))
            .ShouldBe(
                "a: a hunk is found 2 times (lines 1, 3): put more lines of the file around it, or the function it stands in after @@."
            );

    [Theory]
    [InlineData("@@ def g():")]
    [InlineData("@@ class B\n@@ def g(")]
    [InlineData("@@ class B:\n@@     def g():")]
    public void The_lines_named_after_at_signs_tell_equal_places_apart(string anchors) =>
        Apply(
                $"*** Begin Patch\n*** Update File: a\n{anchors}\n-        return 1\n+        return 2\n*** End Patch",
                (
                    "a",
                    "class A:\n    def f():\n        return 1\n\nclass B:\n    def f():\n        return 1\n\n    def g():\n        return 1\n\n    def h():\n        return 1\n"
                )
            )
            .ShouldBe(
                Files(
                    (
                        "a",
                        "class A:\n    def f():\n        return 1\n\nclass B:\n    def f():\n        return 1\n\n    def g():\n        return 2\n\n    def h():\n        return 1\n"
                    )
                )
            );

    [Fact]
    public void A_brace_on_its_own_line_opens_what_is_named() =>
        Apply(Update("a", "-  x();\n+  y();", "@@ void g()"), ("a", "void f()\n{\n  x();\n}\nvoid g()\n{\n  x();\n}\n"))
            .ShouldBe(Files(("a", "void f()\n{\n  x();\n}\nvoid g()\n{\n  y();\n}\n")));

    [Fact]
    public void A_named_line_that_is_nowhere_is_refused() =>
        Refusal(Update("a", "-x\n+y", "@@ def nowhere():"), ("a", "x\n"))
            .ShouldBe("a: @@ def nowhere():: no such line in the file.");

    [Fact]
    public void Equal_places_are_taken_in_the_order_of_the_hunks() =>
        Apply(
                "*** Begin Patch\n*** Update File: a\n@@\n-first\n+FIRST\n@@\n-x\n+y\n*** End Patch",
                ("a", "x\nfirst\nx\n")
            )
            .ShouldBe(Files(("a", "x\nFIRST\ny\n")));

    [Fact]
    public void The_end_of_the_file_tells_equal_places_apart() =>
        Apply(Update("a", "-x\n+y\n*** End of File"), ("a", "x\nz\nx\n")).ShouldBe(Files(("a", "x\nz\ny\n")));

    [Fact]
    public void Lines_without_a_place_go_to_the_end() =>
        Apply(Update("a", "+new"), ("a", "old\n")).ShouldBe(Files(("a", "old\nnew\n")));

    [Fact]
    public void Lines_that_only_name_a_function_are_refused() =>
        Refusal(Update("a", "+new", "@@ def f():"), ("a", "def f():\n    pass\n")).ShouldContain("only adds lines");

    [Fact]
    public void White_space_that_differs_is_bridged_and_the_files_kept() =>
        Apply(Update("a", " if x:\n-  go( )\n+  stop()\n+  wait()"), ("a", "\tif x:\n\t\tgo()\n"), expectLoose: true)
            .ShouldBe(Files(("a", "\tif x:\n\t\tstop()\n\t\twait()\n")));

    [Fact]
    public void Context_may_lack_its_first_space_and_empty_lines_may_stand_at_the_end() =>
        Apply(
                "*** Begin Patch\n*** Update File: a\n@@\ndef f():\n\n-\treturn 1\n+\treturn 2\n\n*** End Patch",
                ("a", "def f():\n\n\treturn 1\nend\n")
            )
            .ShouldBe(Files(("a", "def f():\n\n\treturn 2\nend\n")));

    [Fact]
    public void Line_endings_and_the_final_line_break_stay() =>
        Apply(Update("a", "-2\n+two\n+more"), ("a", "1\r\n2")).ShouldBe(Files(("a", "1\r\ntwo\r\nmore")));

    [Fact]
    public void A_patch_may_be_wrapped() =>
        Apply(
                "```\napply_patch <<'EOF'\n*** Begin Patch\n*** Update File: a\n@@\n-1\n+2\n*** End Patch\nEOF\n```\n",
                ("a", "1\n")
            )
            .ShouldBe(Files(("a", "2\n")));

    [Theory]
    [InlineData("*** Begin Patch\n*** Update File: a\n@@\n-1\n+2\n", "cut off")]
    [InlineData("*** Begin Patch\n*** End Patch", "holds no file")]
    [InlineData("*** Begin Patch\n*** Update File: a\n*** End Patch", "no lines that change")]
    [InlineData("*** Begin Patch\n*** Update File: a\n@@\n*** End Patch", "no lines that change")]
    [InlineData("*** Begin Patch\n*** Rename File: a\n*** End Patch", "should be")]
    [InlineData("*** Begin Patch\n*** Add File: b\nno plus\n*** End Patch", "should begin with +")]
    [InlineData("*** Begin Patch\n*** Delete File: a\n-1\n*** End Patch", "nothing follows")]
    [InlineData("*** Begin Patch\n*** Update File: a\n@@\n-1\n+2\n*** End Patch\nand more", "stands behind")]
    [InlineData("*** Begin Patch\n*** Update File: a\n@@ f\n@@ g\n*** End Patch", "no lines follow")]
    [InlineData("just words", "no patch")]
    [InlineData("", "no patch")]
    [InlineData("@@ -1 +1 @@\n-1\n+2", "no file is named")]
    [InlineData("--- a/a\n+++ b/a\n", "no hunks")]
    [InlineData("diff --git a/a b/a\nBinary files a/a and b/a differ", "only text")]
    public void What_is_no_patch_is_said_to_be_none(string text, string why) =>
        Patch.Read(text).ShouldBeOfType<PatchMalformed>().Reason.ShouldContain(why);

    [Theory]
    [InlineData("*** Add File: a\n+new", "a is there already")]
    [InlineData("*** Update File: b\n*** Move to: a\n@@\n-b\n+c", "a is there already")]
    [InlineData("*** Delete File: none", "none is not there")]
    [InlineData("*** Update File: none\n@@\n-1\n+2", "none is not there")]
    [InlineData("*** Update File: a\n@@\n-1\n+1", "changes nothing")]
    [InlineData("*** Update File: a\n@@\n 1", "changes nothing")]
    [InlineData("*** Update File: a\n@@\n-1\n+// ... rest unchanged ...", "write out every line")]
    [InlineData("*** Delete File: a\n*** Update File: a\n@@\n-1\n+2", "a is not there")]
    public void What_a_patch_must_not_do_is_refused(string section, string why) =>
        Refusal($"*** Begin Patch\n{section}\n*** End Patch", ("a", "1\n"), ("b", "b\n")).ShouldContain(why);

    [Fact]
    public void Sections_for_one_file_follow_each_other() =>
        Apply(
                "*** Begin Patch\n*** Add File: n\n+1\n*** Update File: n\n@@\n-1\n+2\n*** Update File: n\n*** Move to: m\n*** End Patch"
            )
            .ShouldBe(Files(("m", "2\n")));

    // Unified diffs.

    [Fact]
    public void A_unified_diff_changes_several_files() =>
        Apply(
                """
                diff --git a/src/a.py b/src/a.py
                index 1234567..89abcde 100644
                --- a/src/a.py
                +++ b/src/a.py
                @@ -1,3 +1,3 @@ class X
                 one
                -two
                +2
                 three
                @@ -10,2 +10,3 @@
                 ten
                +ten and a half
                 eleven
                diff --git a/new.txt b/new.txt
                new file mode 100644
                --- /dev/null
                +++ b/new.txt
                @@ -0,0 +1,2 @@
                +hello
                +world
                \ No newline at end of file
                diff --git a/old.txt b/old.txt
                deleted file mode 100644
                --- a/old.txt
                +++ /dev/null
                @@ -1 +0,0 @@
                -bye
                diff --git a/from.txt b/to.txt
                similarity index 100%
                rename from from.txt
                rename to to.txt
                """,
                ("src/a.py", "one\ntwo\nthree\n4\n5\n6\n7\n8\n9\nten\neleven\n"),
                ("old.txt", "bye\n"),
                ("from.txt", "same\n")
            )
            .ShouldBe(
                Files(
                    ("new.txt", "hello\nworld"),
                    ("src/a.py", "one\n2\nthree\n4\n5\n6\n7\n8\n9\nten\nten and a half\neleven\n"),
                    ("to.txt", "same\n")
                )
            );

    [Fact]
    public void Wrong_counts_and_line_numbers_do_not_matter_where_the_lines_are_clear() =>
        Apply(
                "--- a.txt\n+++ a.txt\n@@ -90,1 +90,17 @@\n one\n-two\n+2\n+more\n three\n",
                ("a.txt", "one\ntwo\nthree\n")
            )
            .ShouldBe(Files(("a.txt", "one\n2\nmore\nthree\n")));

    [Fact]
    public void Line_numbers_tell_equal_places_apart() =>
        Apply("--- a/a\n+++ b/a\n@@ -1,1 +1,2 @@\n+0\n x\n@@ -3,1 +4,1 @@\n-x\n+y\n", ("a", "x\nz\nx\nz\nx\n"))
            .ShouldBe(Files(("a", "0\nx\nz\ny\nz\nx\n")));

    [Fact]
    public void A_removed_line_of_dashes_is_no_file_header() =>
        Apply("--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n x\n--- old\n+++ new\n y\n", ("a", "x\n-- old\ny\n"))
            .ShouldBe(Files(("a", "x\n++ new\ny\n")));

    [Fact]
    public void The_final_line_break_changes_only_where_the_diff_says_so()
    {
        Apply("--- a\n+++ a\n@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+2\n", ("a", "1"))
            .ShouldBe(Files(("a", "2\n")));
        Apply("--- a\n+++ a\n@@ -1 +1 @@\n-1\n+2\n\\ No newline at end of file\n", ("a", "1\n"))
            .ShouldBe(Files(("a", "2")));
        Apply("--- a\n+++ a\n@@ -1 +1 @@\n-1\n+2\n", ("a", "1")).ShouldBe(Files(("a", "2")));
    }

    [Fact]
    public void A_diff_that_deletes_a_file_must_take_away_all_of_it() =>
        Refusal("--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n", ("a", "1\n2\n")).ShouldContain("does not take away all");

    [Fact]
    public void Added_lines_without_context_are_not_placed_by_number() =>
        Refusal("--- a/a\n+++ b/a\n@@ -1,0 +2 @@\n+x\n", ("a", "1\n2\n")).ShouldContain("only adds lines");

    [Fact]
    public void Quoted_names_are_read() =>
        Apply("--- \"a/caf\\303\\251.txt\"\n+++ \"b/caf\\303\\251.txt\"\n@@ -1 +1 @@\n-1\n+2\n", ("café.txt", "1\n"))
            .ShouldBe(Files(("café.txt", "2\n")));

    [Fact]
    public void Words_and_signatures_around_a_diff_are_left_out() =>
        Apply("Here it is:\n\n```diff\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n```\n\n-- \n2.39.5\n", ("a", "1\n"))
            .ShouldBe(Files(("a", "2\n")));

    [Fact]
    public void Marks_stand_for_their_characters() =>
        Apply(Update("a", "-<U+001B>[1m\n+<U+001B>[2m"), ("a", "\u001b[1m\nrest \u200b\n"))
            .ShouldBe(Files(("a", "\u001b[2m\nrest \u200b\n")));

    // Laws.

    [Fact]
    public void Any_text_is_read_and_any_patch_answered() =>
        Gen.Select(AnyPatch, AnyContent)
            .Sample(
                static (text, content) =>
                {
                    if (Patch.Read(text) is Patch patch)
                    {
                        PatchPlan.For(patch, path => path == "a" ? content : null);
                    }
                }
            );

    [Theory(Timeout = 30_000)]
    [InlineData("*** Foo: b")]
    [InlineData("*** Move to: b\n*** Move to: c")]
    [InlineData("-x\n+y\n*** Delete File:")]
    [InlineData("-x\n+y\n*** Begin Patch of b")]
    public async Task A_marker_that_is_none_is_a_fault_and_is_come_past(string lines)
    {
        var reading = await Task.Run(
            () => Patch.Read($"*** Begin Patch\n*** Update File: a\n{lines}\n*** End Patch\n"),
            TestContext.Current.CancellationToken
        );

        reading.ShouldBeOfType<PatchMalformed>().ToString().ShouldContain("should be a line of a hunk");
    }

    [Fact]
    public void A_diff_of_two_texts_turns_one_into_the_other() =>
        Gen.Select(Gen.Char["abcd"].Array[0, 12], Gen.Char["abcd"].Array[0, 12])
            .Where(static (old, @new) => !old.SequenceEqual(@new) && old.Length > 0 && @new.Length > 0)
            .Sample(
                static (old, @new) =>
                {
                    var before = string.Concat(old.Select(static c => $"{c}\n"));
                    var after = string.Concat(@new.Select(static c => $"{c}\n"));
                    var diff =
                        $"--- a/a\n+++ b/a\n@@ -1,{old.Length} +1,{@new.Length} @@\n"
                        + string.Concat(old.Select(static c => $"-{c}\n"))
                        + string.Concat(@new.Select(static c => $"+{c}\n"));
                    Apply(diff, ("a", before)).ShouldBe(Files(("a", after)));
                }
            );

    [Theory]
    [InlineData("--- a\n")]
    [InlineData("+++ a\n--- a\n")]
    [InlineData("@@\n")]
    [InlineData("*** Update File: a\n@@ f\n x\n")]
    [InlineData("\n")]
    [InlineData("-x\n+x\n")]
    [InlineData("diff --git a/a b/a\n")]
    public void A_megabyte_is_read_in_linear_time(string part)
    {
        var body = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
        var clock = Stopwatch.StartNew();
        Patch.Read(body);
        Patch.Read($"*** Begin Patch\n*** Update File: a\n{body}*** End Patch");
        Patch.Read($"--- a\n+++ a\n@@ -1,9 +1,9 @@\n{body}");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    /// <summary>Numbering the whole file anew for each hunk took a minute; the limit only tells that from once.</summary>
    [Fact]
    public void Twenty_thousand_hunks_find_their_lines_while_lines_come_and_go()
    {
        var lines = Enumerable.Range(0, 20_000).ToList();
        var patch =
            "*** Begin Patch\n*** Update File: a\n"
            + string.Concat(
                lines.Select(static i =>
                    $"@@\n-line {i}\n{string.Concat(Changed(i).Select(static line => $"+{line}\n"))}"
                )
            )
            + "*** End Patch\n";
        var clock = Stopwatch.StartNew();

        // Every other line has other white space than the patch.
        var patched = Apply(
            patch,
            ("a", string.Concat(lines.Select(static i => $"line{new string(' ', 1 + i % 2)}{i}\n"))),
            expectLoose: true
        );

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        patched.ShouldBe(Files(("a", string.Concat(lines.SelectMany(Changed).Select(static line => $"{line}\n")))));

        static string[] Changed(int i) =>
            (i % 3) switch
            {
                0 => [$"first {i}", $"second {i}"],
                1 => [],
                _ => [$"other {i}"],
            };
    }

    private static readonly Gen<string> AnyContent = Pieces(8, "x\n", "y\n", "  x\n", "def f():\n", "\r\n", "z");

    private static readonly Gen<string> AnyPatch = Pieces(
        14,
        "*** Begin Patch\n",
        "*** End Patch\n",
        "*** Update File: a\n",
        "*** Add File: b\n",
        "*** Delete File: a\n",
        "*** Move to: c\n",
        "*** End of File\n",
        "@@\n",
        "@@ def f():\n",
        "@@ -1,2 +1,2 @@\n",
        "--- a\n",
        "+++ a\n",
        "--- a/a\n+++ /dev/null\n",
        "diff --git a/a b/a\n",
        "rename from a\nrename to b\n",
        " x\n",
        "-x\n",
        "+y\n",
        "-  x\n",
        "\n",
        "\\ No newline at end of file\n",
        "words"
    );

    private static string Update(string path, string hunk, string at = "@@") =>
        $"*** Begin Patch\n*** Update File: {path}\n{at}\n{hunk}\n*** End Patch";

    private static string Apply(string patch, params (string Path, string Text)[] files) =>
        Apply(patch, files, expectLoose: false);

    private static string Apply(string patch, (string Path, string Text) file, bool expectLoose) =>
        Apply(patch, [file], expectLoose);

    private static string Apply(string patch, (string Path, string Text)[] files, bool expectLoose)
    {
        var there = files.ToDictionary(static file => file.Path, static file => file.Text);
        var read = Patch.Read(patch);
        var patched = PatchPlan
            .For(read.ShouldBeOfType<Patch>(), path => there.GetValueOrDefault(path))
            .ShouldBeOfType<Patched>();
        patched.Files.Any(static file => file.WhiteSpaceDiffered).ShouldBe(expectLoose);
        foreach (var file in patched.Files)
        {
            there.Remove(file.Path);
            if (file.After is not null)
            {
                there[file.Path] = file.After;
            }
        }
        return Files([.. there.Select(static file => (file.Key, file.Value))]);
    }

    private static string Refusal(string patch, params (string Path, string Text)[] files)
    {
        var there = files.ToDictionary(static file => file.Path, static file => file.Text);
        return PatchPlan
            .For(Patch.Read(patch).ShouldBeOfType<Patch>(), path => there.GetValueOrDefault(path))
            .ShouldBeOfType<PatchRefused>()
            .Reason;
    }

    private static string Files(params (string Path, string Text)[] files) =>
        string.Join(
            '\n',
            files
                .OrderBy(static file => file.Path, StringComparer.Ordinal)
                .Select(static file =>
                    $"{file.Path}: {file.Text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}"
                )
        );

    private static Gen<string> Pieces(int most, params string[] pieces) =>
        Gen.Int[0, pieces.Length - 1].Array[0, most].Select(chosen => string.Concat(chosen.Select(i => pieces[i])));
}
