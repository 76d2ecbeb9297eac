using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;

namespace Pedrocode.Tests.Models.Rescue;

/// <summary>Whatever a template writes is read back: any text as an argument, any prose before the call.</summary>
public class FormatRoundTripLaws
{
    private static readonly string[] Pieces =
    [
        "a",
        "word ",
        "\n",
        "  ",
        "\t",
        "\"",
        "'",
        "\\",
        "\\n",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        "<b>",
        "</b>",
        "`",
        "```\n",
        "é",
        "12",
        "true",
        "null",
        "# x\n",
        "if (a < b) { return \"c\"; }\n",
        "<think>",
        "{\"name\": \"bash\"}",
        "$x",
        "it's ",
        "//",
        "/* */",
        "=",
        "|",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1]
        .Select(i => Pieces[i])
        .Array[0, 12]
        .Select(string.Concat);

    private static readonly string[] Before =
    [
        "",
        "Let me do it.\n",
        "I'll write it. ",
        "Well!\n\n",
        "<think>\nSo.\n</think>\n\n",
        "`code` first.\n```cs\nvar x;\n```\n",
    ];

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static readonly TheoryData<string> Json =
    [
        "<tool_call>\n{\"name\": \"write_file\", \"arguments\": JSON}\n</tool_call>",
        "<tool_call>{\"name\": \"write_file\", \"arguments\": TEXT}</tool_call>",
        "<tool_calls>[{\"name\": \"write_file\", \"arguments\": JSON}]</tool_calls>",
        "<|tool_call|>[{\"name\": \"write_file\", \"arguments\": JSON}]",
        "<|tool_call|>{\"name\": \"write_file\", \"arguments\": JSON}<|/tool_call|>",
        "<TOOLCALL>[{\"name\": \"write_file\", \"arguments\": JSON}]</TOOLCALL>",
        "<|python_tag|>{\"name\": \"write_file\", \"parameters\": JSON}",
        "<function=write_file>JSON</function>",
        "[TOOL_CALLS][{\"name\": \"write_file\", \"arguments\": JSON, \"id\": \"123456789\"}]",
        "[TOOL_CALLS]write_file[ARGS]JSON",
        "[TOOL_CALLS]write_file[CALL_ID]123456789[ARGS]JSON",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>write_file\n```json\nJSON\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>write_file<｜tool▁sep｜>JSON<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.write_file:0<|tool_call_argument_begin|>JSON<|tool_call_end|><|tool_calls_section_end|>",
        "<|START_ACTION|>[\n    {\"tool_call_id\": \"0\", \"tool_name\": \"write_file\", \"parameters\": JSON}\n]<|END_ACTION|>",
        "<|tools_prefix|>[{\"write_file\": JSON}]<|tools_suffix|>",
        "functools[{\"name\": \"write_file\", \"arguments\": JSON}]",
        "<|function_call|>{\"name\": \"write_file\", \"arguments\": JSON}",
        "<|tool_call:begin|>1<|tool_call:name|>write_file<|tool_call:args|>JSON<|tool_call:end|>",
        "<use_mcp_tool>\n<server_name>s</server_name>\n<tool_name>write_file</tool_name>\n<arguments>\nJSON\n</arguments>\n</use_mcp_tool>",
        ">>>write_file\nJSON",
        "\n{\"name\": \"write_file\", \"parameters\": JSON}",
        "<tool_call>\n<function=write_file>\n<parameter=file>\nFILE\n</parameter>\n<parameter=content>\nCONTENT\n</parameter>\n</function>\n</tool_call>",
        "<seed:tool_call>\n<function=write_file>\n<parameter=file>FILE</parameter>\n<parameter=content>\nCONTENT\n</parameter>\n</function>\n</seed:tool_call>",
        "<tool_call>write_file\n<arg_key>file</arg_key>\n<arg_value>FILE</arg_value>\n<arg_key>content</arg_key>\n<arg_value>CONTENT</arg_value>\n</tool_call>",
        "<minimax:tool_call>\n<invoke name=\"write_file\">\n<parameter name=\"file\">FILE</parameter>\n<parameter name=\"content\">\nCONTENT\n</parameter>\n</invoke>\n</minimax:tool_call>",
        "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"write_file\">\n<｜DSML｜parameter name=\"file\" string=\"true\">FILE</｜DSML｜parameter>\n<｜DSML｜parameter name=\"content\" string=\"true\">CONTENT</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>",
        "<|open|>tools<|sep|><|open|>call tool=\"write_file\" index=\"1\"<|sep|><|open|>argument key=\"file\" type=\"string\"<|sep|>FILE<|close|>argument<|sep|><|open|>argument key=\"content\" type=\"string\"<|sep|>CONTENT<|close|>argument<|sep|><|close|>call<|sep|><|close|>tools<|sep|>",
        "<|tool_call>call:write_file{content:<|\"|>CONTENT<|\"|>,file:<|\"|>FILE<|\"|>}<tool_call|>",
        "<start_function_call>call:write_file{content:<escape>CONTENT<escape>,file:<escape>FILE<escape>}<end_function_call>",
        "<|tool_call_start|>[write_file(file=PYFILE, content=PYCONTENT)]<|tool_call_end|>",
        "[write_file(file=PYFILE, content=PYCONTENT)]",
    ];

    [Theory]
    [MemberData(nameof(Json))]
    public void Any_argument_comes_back_as_it_was(string form) =>
        Gen.Select(Texts, Gen.Int[0, Before.Length - 1])
            .Sample(
                (content, before) =>
                {
                    var text = Before[before] + Written(form, "a.cs", content);
                    var reply = RescueTools.Find(text);
                    reply.Calls.Length.ShouldBe(1, text);
                    using var arguments = JsonDocument.Parse(reply.Calls[0].Arguments);
                    arguments.RootElement.GetProperty("file").GetString().ShouldBe("a.cs", text);
                    arguments.RootElement.GetProperty("content").GetString().ShouldBe(content, text);
                    reply.Content.ShouldBe(before == 4 ? "" : Before[before].Trim(), text);
                },
                iter: 300
            );

    [Theory]
    [MemberData(nameof(Json))]
    public void Nothing_of_the_call_is_shown_while_it_streams(string form) =>
        Gen.Select(Texts, Gen.Int[0, Before.Length - 1], Gen.Int[1, 20])
            .Sample(
                (content, before, size) =>
                {
                    var text = Before[before] + Written(form, "a.cs", content);
                    var stream = new Pedrocode.Core.Models.Rescue.StreamedText(RescueTools.All, reasoningOpen: false);
                    var shown = "";
                    for (var i = 0; i < text.Length; i += size)
                    {
                        shown += stream.Feed(text.Substring(i, Math.Min(size, text.Length - i))).Text;
                    }
                    (shown + stream.Complete().Remainder).ShouldBe(before == 4 ? "" : Before[before].Trim(), text);
                },
                iter: 150
            );

    private static string Written(string form, string file, string content)
    {
        var json = $"{{\"file\": {Quoted(file)}, \"content\": {Quoted(content)}}}";
        return form.Replace("PYFILE", Python(file), StringComparison.Ordinal)
            .Replace("PYCONTENT", Python(content), StringComparison.Ordinal)
            .Replace("JSON", json, StringComparison.Ordinal)
            .Replace("TEXT", Quoted(json), StringComparison.Ordinal)
            .Replace("FILE", file, StringComparison.Ordinal)
            .Replace("CONTENT", content, StringComparison.Ordinal);
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);

    private static string Python(string text) =>
        "'"
        + text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("'", "\\'", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        + "'";
}
