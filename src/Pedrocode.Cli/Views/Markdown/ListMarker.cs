namespace Pedrocode.Cli.Views.Markdown;

/// <summary>What stands before an item: where it stands, and where its text begins.</summary>
internal sealed record ListMarker(string Text, int Indent, int Content)
{
    private const int LongestNumber = 9;

    public static ListMarker? Of(string line)
    {
        var indent = Fence.Indentation(line);
        var text = line.AsSpan(indent);
        var length = text switch
        {
            ['-' or '*' or '+', ..] => 1,
            [>= '0' and <= '9', ..] => NumberLength(text),
            _ => 0,
        };
        if (length == 0 || (text.Length > length && text[length] is not (' ' or '\t')))
        {
            return null;
        }
        var blanks = text[length..].IndexOfAnyExcept(' ', '\t');
        var content = indent + length + (blanks is > 0 and <= 4 ? blanks : 1);
        return text.Length > length
            ? WithBox(text, indent, length, content)
            : new ListMarker(text.ToString(), indent, content);
    }

    /// <summary>Whether a later line belongs to the item: it stands further in, or goes on with its text.</summary>
    public bool Holds(string line, bool afterBlank)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return true;
        }
        // Two blanks are enough, also where the text begins further in: so models write.
        return Fence.Indentation(line) >= Math.Min(Content, Indent + 2)
            || (!afterBlank && Of(line) is null && line.TrimStart()[0] is not ('#' or '>' or '`' or '~' or '|'));
    }

    public string Strip(string line) =>
        string.IsNullOrWhiteSpace(line) ? "" : line[Math.Min(Content, Fence.Indentation(line))..];

    public string Shown(Style style) =>
        Text switch
        {
            "-" or "*" or "+" => style.Mark("•", "-"),
            "[ ]" => style.Mark("☐", "[ ]"),
            "[x]" => style.Mark("☑", "[x]"),
            var number => number,
        };

    private static ListMarker WithBox(ReadOnlySpan<char> text, int indent, int length, int content)
    {
        var rest = text[length..].TrimStart();
        return rest is ['[', ' ' or 'x' or 'X', ']', ' ', ..]
            ? new ListMarker(rest[1] == ' ' ? "[ ]" : "[x]", indent, indent + text.Length - rest.Length + 4)
            : new ListMarker(text[..length].ToString(), indent, content);
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and <= LongestNumber && text[digits] is '.' or ')' ? digits + 1 : 0;
    }
}
