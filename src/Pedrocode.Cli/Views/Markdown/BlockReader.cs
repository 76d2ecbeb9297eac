namespace Pedrocode.Cli.Views.Markdown;

/// <summary>Lines of Markdown to lines of a terminal, block after block; what stands in a quote or an item is read by another one.</summary>
internal sealed class BlockReader(Style style, int depth)
{
    private const int Deepest = 6;
    private const int CodeIndent = 4;

    private readonly List<string> shown = [];

    public List<string> Lines(IReadOnlyList<string> lines, int width)
    {
        for (var at = 0; at < lines.Count; )
        {
            at = Block(lines, at, width);
        }
        while (shown is [.., ""])
        {
            shown.RemoveAt(shown.Count - 1);
        }
        return shown;
    }

    /// <summary>Shows the block at a line and says where the next begins.</summary>
    private int Block(IReadOnlyList<string> lines, int at, int width)
    {
        var line = lines[at];
        var text = line.AsSpan().TrimStart();
        if (text.IsEmpty)
        {
            Gap();
            return at + 1;
        }
        if (Fence.Of(line) is { } fence)
        {
            return Code(lines, at, fence);
        }
        if (IsIndented(line) && shown is [] or [.., ""])
        {
            return IndentedCode(lines, at);
        }
        if (Heading(text) is var level and > 0)
        {
            Show(text[level..].Trim().TrimEnd('#').TrimEnd().ToString(), level, width);
            return at + 1;
        }
        if (IsRule(line))
        {
            shown.Add(style.Dim(new string(style.Unicode ? '─' : '-', Math.Min(width, 40))));
            return at + 1;
        }
        if (depth < Deepest && text[0] == '>')
        {
            return Quote(lines, at, width);
        }
        if (depth < Deepest && ListMarker.Of(line) is { } marker)
        {
            return Item(lines, at, marker, width);
        }
        if (at + 1 < lines.Count && MarkdownTable.Begins(line, lines[at + 1]))
        {
            var end = MarkdownTable.End(lines, at);
            shown.AddRange(new MarkdownTable(style).Lines([.. lines.Skip(at).Take(end - at)], width));
            return end;
        }
        return Paragraph(lines, at, width);
    }

    private int Code(IReadOnlyList<string> lines, int at, Fence fence)
    {
        var end = at + 1;
        while (end < lines.Count && !fence.IsClosedBy(lines[end]))
        {
            end++;
        }
        var code = lines.Skip(at + 1).Take(end - at - 1).Select(fence.Strip).ToList();
        shown.AddRange(CodeText.Lines(code, fence.Language, style).Select(static line => "  " + line));
        return end + 1;
    }

    private int IndentedCode(IReadOnlyList<string> lines, int at)
    {
        var end = at;
        for (; end < lines.Count && IsIndented(lines[end]); end++)
        {
            shown.Add(
                "  "
                    + lines[end]
                        [(lines[end][0] == '\t' ? 1 : CodeIndent)..]
                        .Replace("\t", "    ", StringComparison.Ordinal)
            );
        }
        return end;
    }

    private static bool IsIndented(string line) =>
        line.Trim().Length > 0 && (line[0] == '\t' || Fence.Indentation(line) >= CodeIndent);

    private int Quote(IReadOnlyList<string> lines, int at, int width)
    {
        var end = at;
        var inner = new List<string>();
        for (; end < lines.Count && lines[end].AsSpan().TrimStart() is ['>', ..]; end++)
        {
            var text = lines[end].AsSpan().TrimStart()[1..];
            inner.Add((text.StartsWith(" ") ? text[1..] : text).ToString());
        }
        var bar = style.Dim(style.Mark("│", "|"));
        shown.AddRange(
            new BlockReader(style, depth + 1)
                .Lines(inner, Math.Max(8, width - 2))
                .Select(line => $"{bar} {line}".TrimEnd())
        );
        return end;
    }

    private int Item(IReadOnlyList<string> lines, int at, ListMarker marker, int width)
    {
        var inner = new List<string> { lines[at][Math.Min(marker.Content, lines[at].Length)..] };
        var end = at + 1;
        for (; end < lines.Count && marker.Holds(lines[end], afterBlank: inner[^1].Length == 0); end++)
        {
            inner.Add(marker.Strip(lines[end]));
        }
        // Blank lines at its end part it from what follows.
        while (inner is [_, .., ""])
        {
            inner.RemoveAt(inner.Count - 1);
            end--;
        }
        var bullet = marker.Shown(style) + " ";
        var hanging = new string(' ', bullet.Length);
        var body = new BlockReader(style, depth + 1).Lines(inner, Math.Max(8, width - bullet.Length));
        shown.Add((bullet + body.FirstOrDefault()).TrimEnd());
        shown.AddRange(body.Skip(1).Select(line => line.Length == 0 ? line : hanging + line));
        return end;
    }

    private int Paragraph(IReadOnlyList<string> lines, int at, int width)
    {
        var end = at;
        do
        {
            var next = end + 1 < lines.Count ? lines[end + 1] : "";
            if (Underlined(next) is var level and > 0)
            {
                Show(lines[end].Trim(), level, width);
                return end + 2;
            }
            // A model's line break is meant: chats keep it too.
            shown.AddRange(Wrapping.Lines(Inline.Spans(lines[end].Trim().TrimEnd('\\')), width, style));
            end++;
        } while (end < lines.Count && IsText(lines[end]));
        return end;
    }

    private bool IsText(string line) =>
        line.AsSpan().TrimStart() is [not '>', ..]
        && Fence.Of(line) is null
        && Heading(line.AsSpan().TrimStart()) == 0
        && !IsRule(line)
        && !line.Contains('|', StringComparison.Ordinal)
        && (depth >= Deepest || ListMarker.Of(line) is null);

    private void Show(string title, int level, int width)
    {
        if (shown.Count > 0)
        {
            Gap();
        }
        var lines = Wrapping.Lines(Inline.Spans(title, Look.Bold), width, style);
        shown.AddRange(lines);
        if (level == 1 || !style.Colour)
        {
            var length = Wrapping.Width(Inline.Spans(title));
            shown.Add(
                new string(
                    (level, style.Unicode) switch
                    {
                        (1, true) => '━',
                        (_, true) => '─',
                        (1, false) => '=',
                        _ => '-',
                    },
                    Math.Min(width, length)
                )
            );
        }
    }

    private void Gap()
    {
        if (shown is [.., { Length: > 0 }])
        {
            shown.Add("");
        }
    }

    /// <summary>1 to 6; 0 for what is no heading.</summary>
    private static int Heading(ReadOnlySpan<char> text)
    {
        var level = text.IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && text[level] is ' ' or '\t' ? level : 0;
    }

    private static bool IsRule(string line)
    {
        var text = line.AsSpan().Trim();
        return text is ['-' or '*' or '_', ..]
            && text.IndexOfAnyExcept(text[0], ' ', '\t') < 0
            && text.Count(text[0]) >= 3;
    }

    /// <summary>The level of the heading that a line makes of the one above it; 0 for any other line.</summary>
    private static int Underlined(string line)
    {
        var text = line.AsSpan().Trim();
        return text switch
        {
            ['=', ..] when text.IndexOfAnyExcept('=') < 0 => 1,
            ['-', '-', ..] when text.IndexOfAnyExcept('-') < 0 => 2,
            _ => 0,
        };
    }
}
