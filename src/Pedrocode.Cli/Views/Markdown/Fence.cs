namespace Pedrocode.Cli.Views.Markdown;

/// <summary>The line that opens a block of code.</summary>
internal sealed record Fence(char Mark, int Length, int Indent, string Language)
{
    public static Fence? Of(string line)
    {
        var indent = Indentation(line);
        var text = line.AsSpan(indent);
        if (text.Length < 3 || text[0] is not ('`' or '~'))
        {
            return null;
        }
        var mark = text[0];
        var length = text.IndexOfAnyExcept(mark) is var end and >= 0 ? end : text.Length;
        var info = text[length..].Trim();
        return length < 3 || (mark == '`' && info.Contains('`'))
            ? null
            : new Fence(
                mark,
                length,
                indent,
                info.IndexOfAny(' ', '{') is var cut and >= 0 ? info[..cut].ToString() : info.ToString()
            );
    }

    public bool IsClosedBy(string line)
    {
        var text = line.AsSpan().Trim();
        return text.Length >= Length && text.IndexOfAnyExcept(Mark) < 0;
    }

    /// <summary>Without the blanks that the fence stood behind.</summary>
    public string Strip(string line) => line[Math.Min(Indent, Indentation(line))..];

    public static int Indentation(string line)
    {
        var text = line.AsSpan().IndexOfAnyExcept(' ', '\t');
        return text < 0 ? line.Length : text;
    }
}
