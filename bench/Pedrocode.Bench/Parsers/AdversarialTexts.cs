namespace Pedrocode.Bench.Parsers;

/// <summary>Texts that readers of what models write choke on: something that opens, and then many of one or two things.</summary>
internal static class AdversarialTexts
{
    private static readonly string[] Openings =
    [
        "",
        "<tool_call>",
        "<think>",
        "</s>",
        "<|start|>",
        "```tool\n{",
        "```\n",
        "`",
        "{\"name\":\"bash\",\"arguments\":{\"command\":\"",
        "<tool_call>{\"name\":\"bash\",\"arguments\":{\"command\":\"",
        "<function=bash><parameter=command>",
        "[TOOL_CALLS][",
        "<|channel|>analysis<|message|>",
        "a.cs\n<<<<<<< SEARCH\n",
        "*** Begin Patch\n*** Update File: a\n@@\n",
        "--- a/a\n+++ b/a\n@@ -1,9 +1,9 @@\n",
        "\"",
        "'",
        "$(",
        "| a | b |\n|---|---|\n",
        "> ",
        "\u001b]0;",
    ];

    private static readonly string[] Pieces =
    [
        "<",
        "<tool_call>",
        "</tool_call>",
        "<tool_call>{",
        "<tool_call>\n{\"name\":\"bash\"",
        "<function=",
        "<function=bash>",
        "</function>",
        "<parameter=command>",
        "</parameter>",
        "<think>",
        "</think>",
        "<|",
        "<|channel|>",
        "<|message|>",
        "<|end|>",
        "<|start|>assistant<|channel|>commentary to=functions.bash<|message|>{",
        "<|tool_call_begin|>",
        "[TOOL_CALLS]",
        "[ARGS]",
        "[",
        "]",
        "{",
        "}",
        "{\"",
        "{\"a\":",
        "{\"name\":",
        "{\"name\":\"bash\",\"arguments\":",
        "{\"name\":\"bash\",\"arguments\":{}}",
        "[{",
        "[1,",
        "\"",
        "\\",
        "\\\"",
        "\\u",
        "\\ud83d",
        "'",
        "`",
        "``",
        "```",
        "```\n",
        "```json\n",
        "```json\n{",
        "~~~\n",
        "(",
        ")",
        "bash(",
        "bash(command=\"",
        "functions.bash(",
        "functions.bash:0{",
        "<invoke name=\"bash\">",
        "<bash>",
        "<s>",
        "</s>",
        ">>>",
        ">>>bash\n",
        "to=functions.",
        "&lt;",
        "&amp;",
        ",",
        ":",
        "/*",
        "//",
        "<!--",
        "null",
        "-1e",
        "True",
        "None",
        "<<<<<<< SEARCH\n",
        "=======\n",
        ">>>>>>> REPLACE\n",
        "a.cs\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n",
        "a.cs\n",
        "...\n",
        "*** Begin Patch\n",
        "*** Update File: a\n",
        "*** Add File: a\n",
        "*** End Patch\n",
        "*** Move to: b\n",
        "@@\n",
        "@@ x\n",
        "@@ -1,1 +1,1 @@\n",
        "--- a\n+++ b\n",
        "diff --git a/a b/a\n",
        "-x\n",
        "+x\n",
        " x\n",
        "\n",
        " ",
        "\t",
        "\r",
        "\r\n",
        "x",
        "x ",
        "x\n",
        "# ",
        "# x\n",
        "> ",
        ">",
        "- ",
        "- x\n",
        "  - x\n",
        "1. ",
        "|",
        "|a",
        "|a|b|\n",
        "|-|-|\n",
        "*",
        "**",
        "**a",
        "*a ",
        "_a",
        "__",
        "[a](",
        "![",
        "](",
        "<a ",
        "\u001b[",
        "\u001b]",
        "\u001b[1m",
        "\u001b[1;",
        "\u0007",
        "\u202e",
        "é",
        "🤖",
        "\ud83d",
        "e\u0301",
        "\b",
        "$",
        "$(",
        "$((",
        "${a:-",
        "<<EOF\n",
        "a;",
        "a|",
        "a&&",
        "'\\''",
        "$'",
        "{a,",
        "a=",
        "!",
    ];

    /// <summary>Every piece by itself; then so many chance ones behind an opening, alone or in pairs, the same for the same seed.</summary>
    public static IEnumerable<AdversarialText> All(int more, int seed)
    {
        foreach (var piece in Pieces)
        {
            yield return new AdversarialText("", piece);
        }
        var random = new Random(seed);
        for (var i = 0; i < more; i++)
        {
            yield return new AdversarialText(Openings[random.Next(Openings.Length)], One() + (i % 2 == 0 ? "" : One()));
        }

        string One() => Pieces[random.Next(Pieces.Length)];
    }
}

/// <param name="Opening">Once.</param>
/// <param name="Piece">Again and again behind it.</param>
internal sealed record AdversarialText(string Opening, string Piece)
{
    public string Of(int length) =>
        Opening + string.Concat(Enumerable.Repeat(Piece, (length - Opening.Length) / Piece.Length));

    public override string ToString() => $"{Shown(Opening)}{(Opening.Length > 0 ? " " : "")}{Shown(Piece)}…";

    private static string Shown(string text) =>
        string.Concat(
            text.Select(static c =>
                c switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ when char.IsControl(c) || char.IsSurrogate(c) || c > 0x2000 => $"\\u{(int)c:x4}",
                    _ => c.ToString(),
                }
            )
        );
}
