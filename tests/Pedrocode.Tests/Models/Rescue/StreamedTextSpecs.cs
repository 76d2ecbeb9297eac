using System.Text;
using Pedrocode.Core.Models.Rescue;

namespace Pedrocode.Tests.Models.Rescue;

public class StreamedTextSpecs
{
    private const string Call = """<tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool_call>""";

    [Theory]
    [InlineData("Hello, world!\nAll is well.", "Hello, world!\nAll is well.")]
    [InlineData("Let me look.\n" + Call, "Let me look.")]
    [InlineData("<think>Well.</think>\n\nLet me look.\n" + Call, "Let me look.")]
    [InlineData("Let me look.[TOOL_CALLS]bash[ARGS]{\"command\": \"ls\"}", "Let me look.")]
    [InlineData("Let me look.<|tool_call>call:bash{command:<|\"|>ls<|\"|>}<tool_call|>", "Let me look.")]
    [InlineData(
        "Let me look.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>bash<｜tool▁sep｜>{\"command\": \"ls\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "Let me look."
    )]
    [InlineData(
        "<|channel|>analysis<|message|>Well.<|end|><|start|>assistant<|channel|>commentary<|message|>Let me look.<|end|><|start|>assistant<|channel|>commentary to=functions.bash<|message|>{\"command\": \"ls\"}",
        "Let me look."
    )]
    [InlineData("all\nLet me look.>>>bash\n{\"command\": \"ls\"}", "Let me look.")]
    [InlineData("bash\n{\"command\": \"ls\"}", "")]
    [InlineData("{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}", "")]
    [InlineData("[bash(command=\"ls\")]", "")]
    [InlineData("I'll look.\n```json\n{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}\n```", "I'll look.")]
    [InlineData("I'll look.\n\n{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}", "I'll look.")]
    [InlineData("I'll look. [bash(command=\"ls\")]", "I'll look.")]
    [InlineData("<|START_RESPONSE|>Hello<|END_RESPONSE|>", "Hello")]
    [InlineData("Hello<|im_end|>\n<|im_start|>user\nMore", "Hello")]
    public void What_is_shown_never_holds_call_markup_or_reasoning(string text, string shown)
    {
        for (var size = 1; size < 12; size++)
        {
            var stream = new StreamedText(RescueTools.All, reasoningOpen: false);
            var seen = new StringBuilder();
            for (var i = 0; i < text.Length; i += size)
            {
                seen.Append(stream.Feed(text.Substring(i, Math.Min(size, text.Length - i))).Text);
                shown.ShouldStartWith(seen.ToString());
            }
            var end = stream.Complete();
            (seen + end.Remainder).ShouldBe(shown);
            end.Reply.Content.ShouldBe(shown);
        }
    }

    [Theory]
    [InlineData(
        "The array a[0] holds {x} and `<tool_call>` in code, 2 < 3 > 1.\n- [ ] todo\n- [x] done\nSee [this](http://x)."
    )]
    [InlineData("```cs\nvar x = new[] { 1 };\nif (a < b) { }\n```\nThat is it.")]
    [InlineData("```html\n<a>\n  <tool_call>\n</a>\n```\nThat is it.")]
    [InlineData("```json\n{\"some\": \"object\"}\n```\nThat is it.")]
    [InlineData("[Note] this is fine\n{ x } and It`s one backtick\nnow what? all is well")]
    [InlineData(
        "````````````````````````````````````````````````````````````````````````````\nan ornament, `code` and [1]"
    )]
    [InlineData("    indented\n\n\n   > quoted >> twice >>> thrice\n")]
    public void Ordinary_text_is_shown_as_it_comes(string text)
    {
        var stream = new StreamedText(RescueTools.All, reasoningOpen: false);
        var seen = new StringBuilder();
        foreach (var c in text)
        {
            seen.Append(stream.Feed(c.ToString()).Text);
        }
        seen.ToString().ShouldBe(text.Trim());
        stream.Complete().Remainder.ShouldBe("");
    }

    [Theory]
    [InlineData("<think>One two</think>Three", false)]
    [InlineData("One two</think>Three", true)]
    [InlineData("<think>One two</think>Three", true)]
    [InlineData("[THINK]One two[/THINK]Three", false)]
    [InlineData(
        "<|channel|>analysis<|message|>One two<|end|><|start|>assistant<|channel|>final<|message|>Three",
        false
    )]
    public void Reasoning_comes_apart_from_the_text(string text, bool reasoningOpen)
    {
        var stream = new StreamedText(RescueTools.All, reasoningOpen);
        var (seen, thought) = (new StringBuilder(), new StringBuilder());
        foreach (var c in text)
        {
            var piece = stream.Feed(c.ToString());
            seen.Append(piece.Text);
            thought.Append(piece.Reasoning);
        }
        seen.Append(stream.Complete().Remainder);
        (thought.ToString(), seen.ToString()).ShouldBe(("One two", "Three"));
    }

    [Fact]
    public void Text_held_back_for_what_only_looked_like_a_call_is_shown_in_the_end()
    {
        var stream = new StreamedText(RescueTools.All, reasoningOpen: false);
        var seen = stream.Feed("A call begins with <tool_call> in Hermes' form.").Text;
        seen.ShouldBe("A call begins with");
        stream.Complete().Remainder.ShouldBe(" <tool_call> in Hermes' form.");
    }
}
