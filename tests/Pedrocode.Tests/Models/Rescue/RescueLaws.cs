using System.Diagnostics;
using System.Text;
using CsCheck;
using Pedrocode.Core.Models.Rescue;

namespace Pedrocode.Tests.Models.Rescue;

public class RescueLaws
{
    private static readonly string[] Pieces =
    [
        "<tool_call>",
        "</tool_call>",
        "<function=bash>",
        "<parameter=command>",
        "</parameter>",
        "</function>",
        "{\"name\": \"bash\", ",
        "\"arguments\": ",
        "{\"command\": \"ls\"}",
        "}",
        "{",
        "[",
        "]",
        "\"",
        "[TOOL_CALLS]",
        "[ARGS]",
        "[CALL_ID]1",
        "bash",
        "now",
        "(command='ls')",
        "<think>",
        "</think>",
        "[THINK]",
        "[/THINK]",
        "<|channel|>",
        "analysis",
        "final",
        "commentary to=functions.bash",
        "<|message|>",
        "<|end|>",
        "<|start|>assistant",
        "<arg_key>",
        "</arg_key>",
        "<arg_value>",
        "</arg_value>",
        "<｜tool▁calls▁begin｜>",
        "<｜tool▁call▁begin｜>",
        "<｜tool▁sep｜>",
        "<｜tool▁call▁end｜>",
        "<|python_tag|>",
        ">>>",
        "all\n",
        "functools[",
        "<|tool_call>call:bash{",
        "<|\"|>",
        "<tool_call|>",
        "<invoke name=\"bash\">",
        "<parameter name=\"command\">",
        "</invoke>",
        "<｜DSML｜invoke name=\"bash\">",
        "Action: ```json\n",
        "```",
        "```json\n",
        "`",
        "\n",
        " ",
        "It is. ",
        "text ",
        "For example:",
        "</s>",
        "<|im_end|>",
        "<|open|>call tool=\"bash\" index=\"1\"<|sep|>",
        "<use_mcp_tool>",
        "<|tool_call:name|>",
        "<|channel>thought",
        "<channel|>",
        "'",
        "\\",
        "é",
        "\ud83d",
    ];

    private static readonly string[] ReasoningCloses = ["</think>", "[/THINK]", "<channel|>"];

    private static readonly Gen<string> Replies = Gen.Int[0, Pieces.Length - 1]
        .Select(i => Pieces[i])
        .Array[0, 25]
        .Select(string.Concat);

    [Fact]
    public void Any_text_is_read_and_only_known_tools_are_called() =>
        Gen.Select(Replies, Gen.Bool)
            .Sample(
                (text, open) =>
                {
                    var reply = RescueTools.Find(text, open);
                    foreach (var call in reply.Calls)
                    {
                        RescueTools.All.ShouldContain(tool => tool.Name == call.Name);
                        using var arguments = System.Text.Json.JsonDocument.Parse(call.Arguments);
                        arguments.RootElement.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Object);
                    }
                },
                iter: 20_000
            );

    [Fact]
    public void Any_bytes_are_read() =>
        Gen.Byte.Array[0, 60].Sample(bytes => _ = RescueTools.Find(Encoding.UTF8.GetString(bytes)), iter: 5_000);

    [Fact]
    public void Streaming_shows_the_same_however_the_text_is_cut() =>
        Gen.Select(Replies, Gen.Bool, Gen.Int[1, 9])
            .Sample(
                (text, open, size) =>
                {
                    var (inPieces, end) = Streamed(text, open, size);
                    var (atOnce, _) = Streamed(text, open, int.MaxValue);
                    inPieces.ShouldBe(atOnce);
                    end.Reply.Line().ShouldBe(RescueTools.Find(text, open).Line());
                    // Reasoning that turns out to have been begun by the prompt has been shown by then.
                    if (open || !ReasoningCloses.Any(text.Contains))
                    {
                        end.Reply.Content.ShouldStartWith(inPieces);
                    }
                },
                iter: 10_000
            );

    public static readonly TheoryData<string> Megabytes =
    [
        "[TOOL_CALLS]",
        "<tool_call>",
        "</s>",
        "<channel|>",
        "`",
        "```",
        " ",
        "\n",
        "{",
        "<tool_call>{",
        "<tool_call>{</tool_call>",
        "<tool_call>{\"a\":\"",
        "<tool_call>x",
        "<function=bash>",
        "<function=bash><parameter=command>",
        "<function=bash><parameter=command></parameter>x",
        "<invoke name=\"bash\"><parameter name=\"command\">",
        "<tool_call>bash<arg_key>",
        "[TOOL_CALLS]bash[ARGS]{",
        "[TOOL_CALLS]bash",
        "<|tool_call_start|>[bash(",
        "<|tool_call_start|>[bash(command='",
        "<|tool_call>call:bash{",
        "<|tool_call>call:bash{a:",
        "<think>x",
        "x </think>",
        "`<tool_call>",
        "` `` ``` ",
        "\n```\n<tool_call>",
        "{\"name\":",
        "[{\"name\":\"bash\",\"arguments\":",
        "\n{\"name\": \"bash\"}",
        "[bash(",
        "bash(command=",
        ">>>bash\n",
        "<|channel|>final<|message|>x",
        "<|channel|>commentary to=functions.bash<|message|>{",
        "<|start|>assistant",
        "<use_mcp_tool><server_name>",
        "<|tool_call:name|>",
        "<|open|>call tool=\"bash\"<|sep|>",
        "Action: ```json\n[",
        "For example: <tool_call>",
        "word ",
        "                                                            x",
    ];

    [Theory]
    [MemberData(nameof(Megabytes))]
    public void A_megabyte_of_anything_is_read_in_linear_time(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var watch = Stopwatch.StartNew();
        _ = RescueTools.Find(text);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), piece);
    }

    [Theory]
    [MemberData(nameof(Megabytes))]
    public void Text_streamed_in_small_pieces_costs_linear_time(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 50_000 / piece.Length));
        var watch = Stopwatch.StartNew();
        _ = Streamed(text, reasoningOpen: false, size: 2);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), piece);
    }

    /// <summary>Looked through from its start with each piece, these took 20 s and more; the limit only tells that from once.</summary>
    [Theory]
    [InlineData("<|channel|>analysis<|message|>x<|end|>", "no header ")]
    [InlineData("x</s>", " ")]
    public void A_megabyte_that_must_be_held_back_is_looked_through_once(string opening, string piece)
    {
        var text = opening + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var watch = Stopwatch.StartNew();
        _ = Streamed(text, reasoningOpen: false, size: 4);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    private static (string Shown, StreamedEnd End) Streamed(string text, bool reasoningOpen, int size)
    {
        var stream = new StreamedText(RescueTools.All, reasoningOpen);
        var shown = new StringBuilder();
        for (var i = 0; i < text.Length; i += size)
        {
            shown.Append(stream.Feed(text.Substring(i, Math.Min(size, text.Length - i))).Text);
            if (size == int.MaxValue)
            {
                break;
            }
        }
        return (shown.ToString(), stream.Complete());
    }
}
