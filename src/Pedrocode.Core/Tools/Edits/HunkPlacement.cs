using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

internal sealed record PatchedContent(string Content, bool WhiteSpaceDiffered);

/// <summary>
/// Finds where the hunks of a patch belong in a file and applies them one after the other. A hunk's lines decide; line
/// numbers and the lines named after <c>@@</c> only tell equal places apart. What stays unclear is refused.
/// </summary>
internal sealed class HunkPlacement
{
    private readonly string ending;
    private readonly List<TextLine> file;
    private readonly NumberedLines lines;
    private NumberedLines? keys;
    private int? cursor;
    private int shift;
    private bool whiteSpaceDiffered;

    private HunkPlacement(string content)
    {
        ending = TextLines.FirstEnding(content);
        file = TextLines.Of(content);
        lines = new NumberedLines(Texts);
    }

    private IEnumerable<string> Texts => file.Select(static line => line.Text);

    /// <summary>Throws <see cref="PatchFault"/> where a hunk is not found, or found more than once.</summary>
    public static PatchedContent Apply(string content, ImmutableArray<Hunk> hunks)
    {
        var marked = VisibleText.MarkedIn(content);
        if (marked.Count == 0 || VisibleText.HoldsMark(content))
        {
            return ApplyAsSent(content, hunks);
        }
        foreach (var line in hunks.SelectMany(static hunk => hunk.Lines))
        {
            marked.UnionWith(VisibleText.MarkedIn(line.Text));
        }
        var visible = ApplyAsSent(VisibleText.Mark(content), [.. hunks.Select(Marked)]);
        return visible with { Content = VisibleText.Unmark(visible.Content, marked) };
    }

    private static Hunk Marked(Hunk hunk) =>
        hunk with
        {
            Lines = [.. hunk.Lines.Select(static line => line with { Text = VisibleText.Mark(line.Text) })],
        };

    private static PatchedContent ApplyAsSent(string content, ImmutableArray<Hunk> hunks)
    {
        var placement = new HunkPlacement(content);
        foreach (var hunk in hunks)
        {
            placement.Apply(hunk);
        }
        var patched = TextLines.Join(placement.file, placement.ending);
        patched = hunks.LastOrDefault(static hunk => hunk.FinalBreak is not null)?.FinalBreak switch
        {
            true => TextLines.KeepFinalBreak(placement.ending, patched),
            false => TextLines.KeepFinalBreak("x", patched),
            null => TextLines.KeepFinalBreak(content, patched),
        };
        return hunks.IsEmpty || patched != content
            ? new PatchedContent(patched, placement.whiteSpaceDiffered)
            : throw new PatchFault("the patch changes nothing.");
    }

    private void Apply(Hunk hunk)
    {
        var added = string.Join(
            '\n',
            hunk.Lines.Where(static line => line.Kind == HunkLineKind.Added).Select(static line => line.Text)
        );
        if (Elision.FirstIn(added, string.Join('\n', hunk.Old)) is { } elision)
        {
            throw new PatchFault($"the patch writes `{elision}` in place of code: write out every line.");
        }
        var trimmed = hunk.WithoutBareEnd();
        if (!trimmed.Old.Any())
        {
            Append(trimmed);
        }
        else if (!TryApply(hunk) && (trimmed.Lines.Length == hunk.Lines.Length || !TryApply(trimmed)))
        {
            throw new PatchFault(
                "these lines of the patch are not in the file:"
                    + string.Concat(trimmed.Old.Take(4).Select(static line => $"\n  {line}"))
                    + (trimmed.Old.Count() > 4 ? "\n  …" : "")
                    + "\n"
                    + NearestLines.To([.. trimmed.Old], [.. Texts]).TrimStart()
            );
        }
    }

    /// <summary>Lines without any that say where: at the end, unless the patch means another place.</summary>
    private void Append(Hunk hunk)
    {
        if (file.Count > 0 && (!hunk.Anchors.IsEmpty || hunk.Start is not null))
        {
            throw new PatchFault("a hunk only adds lines: put lines of the file before or after them, that say where.");
        }
        Replace(file.Count, 0, [.. hunk.New.Select(line => new TextLine(line, ending))]);
    }

    private bool TryApply(Hunk hunk)
    {
        string[] old = [.. hunk.Old];
        if (lines.Find(old) is { Count: > 0 } exact)
        {
            var at = Choose(exact, hunk);
            Replace(at, old.Length, Exactly(hunk, at));
            return true;
        }
        keys ??= new NumberedLines(Texts.Select(LooseLine.KeyOf));
        var loose = keys.Find(old.Select(LooseLine.KeyOf));
        if (loose.Count == 0 || Array.TrueForAll(old, LooseLine.IsBlank))
        {
            return false;
        }
        if (loose.Count > 1)
        {
            throw new PatchFault(
                $"a hunk is found only with other white space, and that {loose.Count} times ({Places(loose)}): copy its lines exactly."
            );
        }
        var replacement =
            LooseLines.Replace(file.GetRange(loose[0], old.Length), old, [.. hunk.New])
            ?? throw new PatchFault(
                $"a hunk is found only with other white space (line {loose[0] + 1}), and how its new lines are indented then is not sure. Copy its lines exactly:{NearestLines.Numbered([.. Texts], loose[0], old.Length)}"
            );
        whiteSpaceDiffered = true;
        Replace(loose[0], old.Length, replacement);
        return true;
    }

    private int Choose(List<int> found, Hunk hunk)
    {
        var anchored = AnchorScope.Of(hunk.Anchors, hunk.Anchors.IsEmpty ? [] : [.. Texts]);
        if (anchored is null && hunk.Start is null)
        {
            throw new PatchFault($"@@ {hunk.Anchors[^1]}: no such line in the file.");
        }
        var length = hunk.Old.Count();
        return found.Count == 1 ? found[0]
            : hunk.AtEnd && found[^1] + length == file.Count ? found[^1]
            : Only(found.Where(at => anchored is not null && anchored.Holds(at)))
                ?? Only(found.Where(at => anchored is not null && anchored.Precedes(at)))
                ?? Only(found.Where(at => at + 1 == hunk.Start + shift))
                ?? Only(found.Where(at => at >= cursor))
                ?? throw new PatchFault(
                    $"a hunk is found {found.Count} times ({Places(found)}): put more lines of the file around it, or the function it stands in after @@."
                );
    }

    private List<TextLine> Exactly(Hunk hunk, int at)
    {
        var lines = new List<TextLine>();
        foreach (var line in hunk.Lines)
        {
            switch (line.Kind)
            {
                case HunkLineKind.Added:
                    lines.Add(new TextLine(line.Text, EndingBefore(at)));
                    break;
                case HunkLineKind.Removed:
                    at++;
                    break;
                default:
                    lines.Add(file[at++]);
                    break;
            }
        }
        return lines;
    }

    private string EndingBefore(int at) =>
        at > 0 && file[at - 1].Ending.Length > 0 ? file[at - 1].Ending
        : at < file.Count && file[at].Ending.Length > 0 ? file[at].Ending
        : ending;

    private void Replace(int at, int count, List<TextLine> by)
    {
        NumberedLines.Replace(file, at, count, by);
        lines.Replace(at, count, by.Select(static line => line.Text));
        keys?.Replace(at, count, by.Select(static line => LooseLine.KeyOf(line.Text)));
        cursor = at + by.Count;
        shift += by.Count - count;
    }

    private static int? Only(IEnumerable<int> places) => places.Take(2).ToArray() is [var one] ? one : null;

    private static string Places(List<int> found) =>
        "lines " + string.Join(", ", found.Take(10).Select(static line => line + 1)) + (found.Count > 10 ? ", …" : "");
}
