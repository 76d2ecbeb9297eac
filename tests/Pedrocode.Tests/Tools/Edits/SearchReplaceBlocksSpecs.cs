using System.Diagnostics;
using CsCheck;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Tests.Tools.Edits;

public class SearchReplaceBlocksSpecs
{
    private const string Block = "<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n";

    [Theory]
    [InlineData("src/a.py\n```python\n{0}```")]
    [InlineData("```python\nsrc/a.py\n{0}```")]
    [InlineData("src/a.py\n{0}")]
    [InlineData("I change it.\n\n**src/a.py**\n```\n{0}```")]
    [InlineData("### `src/a.py`:\n```python\n{0}```")]
    [InlineData("1. src/a.py\n~~~\n{0}~~~")]
    [InlineData("File: src/a.py\n{0}")]
    [InlineData("# src/a.py\n{0}")]
    [InlineData("// filename: src/a.py\n{0}")]
    [InlineData("src/a.py (new file)\n{0}")]
    [InlineData("```python src/a.py\n{0}```")]
    [InlineData("```src/a.py\n{0}```")]
    [InlineData("```python:src/a.py\n{0}```")]
    [InlineData("```python title=\"src/a.py\"\n{0}```")]
    [InlineData("src/a.py\n<source>python\n{0}</source>")]
    [InlineData("```\nsrc/a.py\n```\n```python\n{0}```")]
    [InlineData("src/a.py\n\n```python\n{0}```")]
    [InlineData("Now change `src/a.py` so:\n```python\n{0}```")]
    [InlineData("Now change src/a.py so:\n```python\n{0}```")]
    [InlineData("src/a.py\r\n```python\r\n{0}```\r\n")]
    public void The_file_is_named_in_one_of_many_ways(string answer) =>
        Read(answer.Replace("{0}", Block, StringComparison.Ordinal))
            .ShouldBe([new SearchReplaceBlock("src/a.py", "old\n", "new\n")]);

    [Theory]
    [InlineData("Makefile")]
    [InlineData("`Makefile`")]
    [InlineData("**Dockerfile**", "Dockerfile")]
    [InlineData(".gitignore")]
    [InlineData("docs/read me.txt")]
    [InlineData("/abs/path.c")]
    public void Names_of_any_kind_are_taken(string line, string? name = null) =>
        Read($"{line}\n{Block}").Single().Path.ShouldBe(name ?? line.Trim('`'));

    [Theory]
    [InlineData("<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE")]
    [InlineData("<<<<< SEARCH\nold\n=====\nnew\n>>>>> REPLACE")]
    [InlineData("<<<<<<<<< SEARCH\nold\n=========\nnew\n>>>>>>>>> REPLACE\n")]
    [InlineData("<<<<<<< SEARCH>\nold\n=======\nnew\n>>>>>>> REPLACE>\n")]
    [InlineData("<<<<<<< ORIGINAL\nold\n=======\nnew\n>>>>>>> UPDATED\n")]
    [InlineData("  <<<<<<< SEARCH  \nold\n  =======\nnew\n  >>>>>>> REPLACE  ")]
    [InlineData("------- SEARCH\nold\n=======\nnew\n+++++++ REPLACE\n")]
    [InlineData("<<<<<<< SEARCH\n:start_line:12\n-------\nold\n=======\nnew\n>>>>>>> REPLACE\n")]
    [InlineData("<<<<<<< SEARCH a.py\nold\n=======\nnew\n>>>>>>> REPLACE\n")]
    [InlineData("<<<<<<< SEARCH\nold\n=======\nnew\n=======\n>>>>>>> REPLACE\n")]
    [InlineData("<<<<<<< SEARCH\nold\n=======\nnew\n=======\n\nThat is all.")]
    public void Markers_come_in_variants(string block) =>
        Read($"a.py\n{block}").ShouldBe([new SearchReplaceBlock("a.py", "old\n", "new\n")]);

    [Fact]
    public void A_block_without_a_name_is_for_the_file_before() =>
        Read($"a.py\n{Block}\n...\n\n{Block}\nb.py\n{Block}\nAnd once more:\n{Block}")
            .Select(static block => block.Path)
            .ShouldBe(["a.py", "a.py", "b.py", "b.py"]);

    [Fact]
    public void Empty_parts_stay_empty()
    {
        Read("n.py\n<<<<<<< SEARCH\n=======\nnew\n>>>>>>> REPLACE")
            .ShouldBe([new SearchReplaceBlock("n.py", "", "new\n")]);
        Read("n.py\n<<<<<<< SEARCH\nold\n=======\n>>>>>>> REPLACE")
            .ShouldBe([new SearchReplaceBlock("n.py", "old\n", "")]);
    }

    [Fact]
    public void White_space_fences_and_shorter_underlines_inside_stay() =>
        Read("a.md\n<<<<<<< SEARCH\nTitle\n=====\n\n```sh\n\tx  \n```\n=======\nTitle\n======\n>>>>>>> REPLACE")
            .ShouldBe([new SearchReplaceBlock("a.md", "Title\n=====\n\n```sh\n\tx  \n```\n", "Title\n======\n")]);

    [Theory]
    [InlineData("Run this:\n```bash\ndotnet test\n```\n")]
    [InlineData("```sh\ncat <<EOF\n<<<<<<<\nEOF\n```")]
    [InlineData("```bash\ncat > notes <<'X'\n\n\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\nX\n```")]
    [InlineData("> <<<<<<< SEARCH\n> a\n> =======\n")]
    [InlineData("Just words about <<<<<<< SEARCH blocks.")]
    [InlineData("<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> main")]
    [InlineData("")]
    public void What_is_no_edit_gives_none(string answer) => Read(answer).ShouldBeEmpty();

    [Fact]
    public void A_block_in_a_shell_fence_right_at_its_start_is_an_edit() =>
        Read($"run.sh\n```bash\n{Block}```").Single().Path.ShouldBe("run.sh");

    [Theory]
    [InlineData("```\n{0}```", "names no file")]
    [InlineData("Here is what I would do:\n{0}", "names no file")]
    [InlineData("Use the read/write one and/or the other:\n{0}", "names no file")]
    [InlineData("a.py\n<<<<<<< SEARCH\nold\n", "cut off")]
    [InlineData("a.py\n<<<<<<< SEARCH\nold\n=======\nnew", "cut off")]
    [InlineData("a.py\n<<<<<<< SEARCH\nold\n>>>>>>> REPLACE", "no =======")]
    [InlineData("a.py\n{0}b.py\n<<<<<<< SEARCH\nold\n=======\nne", "cut off")]
    [InlineData("a.py\n<<<<<<< SEARCH\nold\n=======\nnew\n\nb.py\n{0}", "cut off")]
    [InlineData(
        "a.rst\n<<<<<<< SEARCH\nTitle\n=======\ntext\n=======\nTitle\n=======\nmore\n>>>>>>> REPLACE",
        "more than one"
    )]
    [InlineData("a.rst\n<<<<<<< SEARCH\nold\n=======\nTitle\n=======\ntext\n>>>>>>> REPLACE", "more than one")]
    public void One_malformed_block_and_nothing_is_applied(string answer, string why) =>
        SearchReplaceBlocks
            .Read(answer.Replace("{0}", Block, StringComparison.Ordinal))
            .ShouldBeOfType<BlocksMalformed>()
            .Reason.ShouldContain(why);

    [Fact]
    public void Any_answer_is_read() =>
        AnyAnswer.Sample(static answer => SearchReplaceBlocks.Read(answer).ShouldNotBeNull());

    [Theory]
    [InlineData("<<<<<<< SEARCH\n")]
    [InlineData("=======\n")]
    [InlineData("a.py\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n")]
    [InlineData("```bash\n")]
    [InlineData("```\n")]
    [InlineData("<")]
    [InlineData("\n")]
    public void A_megabyte_is_read_in_linear_time(string part)
    {
        var body = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
        var clock = Stopwatch.StartNew();
        SearchReplaceBlocks.Read(body);
        SearchReplaceBlocks.Read($"a.py\n<<<<<<< SEARCH\n{body}");
        SearchReplaceBlocks.Read($"a.py\n<<<<<<< SEARCH\n=======\n{body}");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static readonly Gen<string> AnyAnswer = Pieces(
        16,
        "<<<<<<< SEARCH\n",
        "=======\n",
        ">>>>>>> REPLACE\n",
        "a.py\n",
        "```python\n",
        "```\n",
        "```bash\n",
        "text\n",
        ":start_line:1\n",
        "-------\n",
        "\n",
        "`",
        "**"
    );

    private static IEnumerable<SearchReplaceBlock> Read(string answer) =>
        SearchReplaceBlocks.Read(answer).ShouldBeOfType<BlocksFound>().Blocks;

    private static Gen<string> Pieces(int most, params string[] pieces) =>
        Gen.Int[0, pieces.Length - 1].Array[0, most].Select(chosen => string.Concat(chosen.Select(i => pieces[i])));
}
