namespace Pedrocode.Core.Tools.Edits;

/// <summary>The marker lines of SEARCH/REPLACE blocks, in the variants models write.</summary>
internal static class BlockLine
{
    private const int Shortest = 5;
    private const int Longest = 9;

    private static readonly string[] FenceTags = ["<source>", "<code>", "<pre>", "<codeblock>", "<sourcecode>"];

    private static readonly string[] Shells =
    [
        "bash",
        "sh",
        "shell",
        "zsh",
        "fish",
        "ksh",
        "csh",
        "tcsh",
        "console",
        "cmd",
        "batch",
        "bat",
        "powershell",
        "ps1",
    ];

    public static bool IsHead(string line) => WordsAfter(line, '<', '-') is ["SEARCH" or "ORIGINAL", ..];

    public static bool IsTail(string line) => WordsAfter(line, '>', '+') is ["REPLACE" or "UPDATED"];

    public static bool IsDivider(string line) =>
        line.AsSpan().Trim() is { Length: >= Shortest and <= Longest } marker && marker.IndexOfAnyExcept('=') < 0;

    public static int MarkerLength(string line) => Run(line.AsSpan().Trim());

    public static bool IsFence(string line)
    {
        var text = line.AsSpan().Trim();
        return text.StartsWith("```") || text.StartsWith("~~~") || IsTag(text);
    }

    public static bool IsShellFence(string line)
    {
        var text = line.AsSpan().Trim();
        return text.StartsWith("```")
            && Shells.Contains(text.TrimStart('`').ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary><c>:start_line:12</c>.</summary>
    public static bool IsLineNumber(string line)
    {
        var parts = line.Trim().Split(':');
        return parts is ["", "start_line" or "end_line", _] && parts[2].Length > 0 && parts[2].All(char.IsAsciiDigit);
    }

    /// <summary>What stands behind the word of a head: a file name, for some models.</summary>
    public static string AfterHead(string line) =>
        WordsAfter(line, '<', '-') is [_, .. var rest] ? string.Join(' ', rest) : "";

    private static bool IsTag(ReadOnlySpan<char> text)
    {
        foreach (var tag in FenceTags)
        {
            if (
                text.StartsWith(tag) && text[tag.Length..].IndexOfAny(' ', '<') < 0
                || text.SequenceEqual($"</{tag[1..]}")
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The words behind five to nine of one of the characters; empty where the line does not begin so.</summary>
    private static string[] WordsAfter(string line, char marker, char other)
    {
        var text = line.AsSpan().Trim();
        var run = Run(text);
        return run is >= Shortest and <= Longest && (text[0] == marker || text[0] == other)
            ? text[run..]
                .TrimEnd(">`")
                .ToString()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
    }

    private static int Run(ReadOnlySpan<char> text) =>
        text.IsEmpty ? 0
        : text.IndexOfAnyExcept(text[0]) is >= 0 and var length ? length
        : text.Length;
}
