namespace Pedrocode.Core.Tools.Edits;

/// <summary>A replacement whose old text stands in the file with other white space: at one place only, or not at all.</summary>
internal static class LooseEdit
{
    public static EditResult Apply(string content, string old, string @new)
    {
        var (oldLines, newLines) = LinesSent(old, @new);
        var file = TextLines.Of(content);
        var keys = file.Select(static line => LooseLine.KeyOf(line.Text)).ToArray();
        if (oldLines.Exists(static line => !LooseLine.IsBlank(line)))
        {
            if (ByLines(content, file, keys, oldLines, newLines) is { } asSent)
            {
                return asSent;
            }
            var blankFirst = oldLines.TakeWhile(LooseLine.IsBlank).Count();
            var blankLast = oldLines.AsEnumerable().Reverse().TakeWhile(LooseLine.IsBlank).Count();
            if (
                blankFirst + blankLast > 0
                && ByLines(
                    content,
                    file,
                    keys,
                    oldLines[blankFirst..^blankLast],
                    WithoutBlankEdges(newLines, blankFirst, blankLast)
                )
                    is { } trimmed
            )
            {
                return trimmed;
            }
            if (WithinLine.Replace(file, keys, old, @new) is { } within)
            {
                return within;
            }
        }
        return new EditRefused(
            "old is not in the file."
                + NearestLines.To(oldLines, [.. file.Select(static line => line.Text)])
                + (HasLineNumbers(oldLines) ? " Send old without line numbers." : " Send old exactly as it is there.")
        );
    }

    /// <summary>Null where the lines stand nowhere.</summary>
    private static EditResult? ByLines(
        string content,
        List<TextLine> file,
        string[] keys,
        List<string> old,
        List<string> @new
    )
    {
        var found = LooseLine.Find([.. old.Select(LooseLine.KeyOf)], keys);
        if (found.Count == 0)
        {
            return null;
        }
        if (found.Count > 1)
        {
            var lines = string.Join(", ", found.Take(10).Select(static line => line + 1));
            return new EditRefused(
                $"old is found only with other white space, and that {found.Count} times (lines {lines}): send it exactly, with more of the lines around it."
            );
        }
        var at = found[0];
        var replacement = LooseLines.Replace(file.GetRange(at, old.Count), old, @new);
        if (replacement is null)
        {
            return new EditRefused(
                $"old is found only with other white space (line {at + 1}), and how the new lines are indented then is not sure. Send old exactly:"
                    + NearestLines.Numbered([.. file.Select(static line => line.Text)], at, old.Count)
            );
        }
        var edited = TextLines.Join(
            [.. file.Take(at), .. replacement, .. file.Skip(at + old.Count)],
            TextLines.FirstEnding(content)
        );
        return new Edited(TextLines.KeepFinalBreak(content, edited), at + 1, Places: 1, WhiteSpaceDiffered: true);
    }

    /// <summary>A line break at the end of both ends their last lines; at the end of one only it is a line more or less.</summary>
    private static (List<string> Old, List<string> New) LinesSent(string old, string @new)
    {
        List<string> oldLines = [.. old.Split('\n')];
        List<string> newLines = [.. @new.Split('\n')];
        if (oldLines[^1].Length == 0)
        {
            oldLines.RemoveAt(oldLines.Count - 1);
            if (newLines[^1].Length == 0)
            {
                newLines.RemoveAt(newLines.Count - 1);
            }
        }
        return (oldLines, newLines);
    }

    private static List<string> WithoutBlankEdges(List<string> lines, int first, int last)
    {
        var skip = Math.Min(first, lines.TakeWhile(LooseLine.IsBlank).Count());
        var rest = lines[skip..];
        return rest[..^Math.Min(last, rest.AsEnumerable().Reverse().TakeWhile(LooseLine.IsBlank).Count())];
    }

    private static bool HasLineNumbers(List<string> lines) =>
        lines.TrueForAll(static line =>
        {
            var text = line.AsSpan().TrimStart();
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            return text.IsEmpty || (digits > 0 && text[digits] is ':' or '|' or '\t' or '→' or '-');
        });
}
