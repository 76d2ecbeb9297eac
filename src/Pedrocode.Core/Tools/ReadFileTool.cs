using System.Text;
using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Tools;

/// <summary>Shows a file as it is, without line numbers: what the model copies from here must fit the file exactly.</summary>
public sealed class ReadFileTool() : FileTool("read_file")
{
    private const int MostCharacters = 16_000;
    private const int LongestLine = 1_000;

    public override ToolEffect Effect => ToolEffect.Reads;

    public override string Brief(JsonElement arguments)
    {
        var (start, end) = (arguments.NumberOrNull("start"), arguments.NumberOrNull("end"));
        var lines = start is null && end is null ? "" : $", lines {start ?? 1}-{(end is null ? "" : end)}";
        return $"file='{ToolArguments.Short(arguments.Text("file"))}'{lines}";
    }

    protected override Task<ToolOutcome> WorkAsync(JsonElement arguments, ToolContext context, CancellationToken stop)
    {
        var file = TreeFile.Read(context.Tree, arguments.Text("file"));
        var text = file.Text();
        var lines = TextLines.Of(text.Text);
        var shown = Shown(
            file,
            text,
            lines,
            arguments.NumberOrNull("start"),
            arguments.NumberOrNull("end"),
            Room(context)
        );
        return Task.FromResult(shown with { Seen = [file.Seen] });
    }

    /// <summary>Less by what stands around the lines.</summary>
    private static int Room(ToolContext context) => Math.Min(MostCharacters, Math.Max(300, context.MostResult - 200));

    private static ToolOutcome Shown(TreeFile file, FileText text, List<TextLine> lines, int? start, int? end, int room)
    {
        var name = file.Path.Shown;
        if (lines.Count == 0)
        {
            return ToolOutcome.Ok($"[{name} is empty]");
        }
        var first = start is < 0 ? Math.Max(1, lines.Count + 1 + start.Value) : Math.Max(1, start ?? 1);
        var last = end is null or < 1 ? lines.Count : Math.Min(lines.Count, end.Value);
        if (first > lines.Count)
        {
            return ToolOutcome.Failed($"{name} has {Plural.Of(lines.Count, "line")}; start={first} is behind its end.");
        }
        if (last < first)
        {
            return ToolOutcome.Failed($"start={first} is behind end={end}.");
        }
        var whole = first == 1 && last == lines.Count;
        var range = whole ? Plural.Of(lines.Count, "line") : $"lines {first}-{last} of {lines.Count}";
        var body = new StringBuilder($"[{name}: {range}{Peculiarities(text, lines)}]\n");
        Append(body, lines, first - 1, last, whole, room);
        return ToolOutcome.Ok(body.ToString());
    }

    /// <summary>What the text does not show, but an edit keeps.</summary>
    private static string Peculiarities(FileText text, List<TextLine> lines)
    {
        var windows = lines.Exists(static line => line.Ending == TextLines.Windows);
        var unix = lines.Exists(static line => line.Ending == TextLines.LineFeed);
        return (
                windows && unix ? ", CRLF and LF mixed"
                : windows ? ", CRLF"
                : ""
            )
            + (lines[^1].Ending.Length == 0 ? ", no line break at the end" : "")
            + text.Encoding switch
            {
                TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian => ", UTF-16",
                TextEncoding.Utf8WithStrayBytes => ", some bytes are not UTF-8",
                TextEncoding.SingleByte => ", not UTF-8: shown as Latin-1",
                _ => "",
            };
    }

    private static void Append(StringBuilder body, List<TextLine> lines, int first, int last, bool whole, int room)
    {
        var headEnd = first + LinesThatFit(lines, first, last, room, step: 1);
        if (headEnd == last)
        {
            AppendLines(body, lines, first, last);
            return;
        }
        // Of a whole file its end is worth seeing too; of a range asked for, the rest comes by asking on.
        headEnd = whole ? first + LinesThatFit(lines, first, last, room * 3 / 4, step: 1) : headEnd;
        var tail = whole ? last - LinesThatFit(lines, last - 1, headEnd - 1, room / 4, step: -1) : last;
        AppendLines(body, lines, first, headEnd);
        body.Append($"[lines {headEnd + 1}-{tail} not shown: read_file with start={headEnd + 1}]\n");
        AppendLines(body, lines, tail, last);
    }

    private static int LinesThatFit(List<TextLine> lines, int from, int to, int room, int step)
    {
        var count = 0;
        for (var line = from; line != to && room > 0; line += step)
        {
            room -= Math.Min(lines[line].Text.Length, LongestLine) + 1;
            count += room >= 0 || count == 0 ? 1 : 0;
        }
        return count;
    }

    private static void AppendLines(StringBuilder body, List<TextLine> lines, int first, int last)
    {
        for (var line = first; line < last; line++)
        {
            var text = lines[line].Text;
            body.Append(text, 0, Math.Min(text.Length, LongestLine));
            if (text.Length > LongestLine)
            {
                body.Append($"[line {line + 1} cut: {text.Length - LongestLine} characters more]");
            }
            body.Append('\n');
        }
    }
}
