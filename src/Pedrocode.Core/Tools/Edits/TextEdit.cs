using System.Text;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>
/// One replacement in a text, as models ask for it. It never guesses: the text is found exactly, else as the one place that
/// differs only in white space, else nothing changes. Line endings and the final line break of the content are kept.
/// </summary>
public sealed record TextEdit(string Old, string New)
{
    private const int PlacesTold = 10;

    /// <summary>Every place where <see cref="Old"/> stands exactly, instead of the only one.</summary>
    public bool All { get; init; }

    public EditResult Apply(string content)
    {
        var marked = VisibleText.MarkedIn(content);
        if (marked.Count == 0 || VisibleText.HoldsMark(content))
        {
            return ApplyAsSent(content);
        }
        marked.UnionWith(VisibleText.MarkedIn(Old));
        marked.UnionWith(VisibleText.MarkedIn(New));
        var visible = this with { Old = VisibleText.Mark(Old), New = VisibleText.Mark(New) };
        return visible.ApplyAsSent(VisibleText.Mark(content)) switch
        {
            Edited edited => edited with { Content = VisibleText.Unmark(edited.Content, marked) },
            var refused => refused,
        };
    }

    private EditResult ApplyAsSent(string content)
    {
        var (old, @new) = (TextLines.WithLineFeeds(Old), TextLines.WithLineFeeds(New));
        if (old.Length == 0)
        {
            return content.Length > 0 ? new EditRefused("old is empty: send the text to replace.")
                : @new.Length == 0 ? new EditRefused("old and new are both empty.")
                : new Edited(New, Line: 1, Places: 1, WhiteSpaceDiffered: false);
        }
        if (old == @new)
        {
            return new EditRefused("old and new are the same: nothing would change.");
        }
        if (Elision.FirstIn(@new, old) is { } elision)
        {
            return new EditRefused($"new holds `{elision}` in place of code: write out every line.");
        }
        var result = ApplyExactly(content, old, @new) ?? LooseEdit.Apply(content, old, @new);
        return result is Edited edited && edited.Content == content
            ? new EditRefused("nothing would change: the last line break of a file is kept; write_file can change it.")
            : result;
    }

    /// <summary>Null where the text is not found.</summary>
    private EditResult? ApplyExactly(string content, string old, string @new)
    {
        var text = TextLines.WithLineFeeds(content);
        var found = Occurrences.Of<char>(old, text);
        if (found.Count == 0)
        {
            return null;
        }
        if (found.Count > 1 && !All)
        {
            return new EditRefused(
                $"old is found {found.Count} times ({LinesOf(text, found)}): send more of the lines around it, or all=true."
            );
        }
        var places = WithoutOverlap(found, old.Length);
        var edited = Replace(content, text, places, old, @new);
        return new Edited(
            TextLines.KeepFinalBreak(content, edited),
            TextLines.NumberAt(text, places[0]),
            places.Count,
            WhiteSpaceDiffered: false
        );
    }

    /// <summary>Rewrites only what differs between old and new, so that every other byte, and each line ending, stays.</summary>
    private static string Replace(string content, string text, List<int> places, string old, string @new)
    {
        var same = old.AsSpan().CommonPrefixLength(@new);
        var end = 0;
        while (end < Math.Min(old.Length, @new.Length) - same && old[^(end + 1)] == @new[^(end + 1)])
        {
            end++;
        }
        var written = @new[same..^end];
        var edited = new StringBuilder(content.Length + written.Length * places.Count);
        var cursor = new LineEndingCursor(content, mixed: content.Length != text.Length);
        foreach (var place in places)
        {
            edited.Append(content, cursor.At, cursor.SkipTo(place + same));
            var ending = cursor.EndingHere(place + old.Length);
            cursor.SkipTo(place + old.Length - end);
            edited.Append(TextLines.WithEnding(written, ending));
        }
        return edited.Append(content, cursor.At, content.Length - cursor.At).ToString();
    }

    private static List<int> WithoutOverlap(List<int> found, int length)
    {
        var places = new List<int>();
        foreach (var place in found)
        {
            if (places.Count == 0 || place >= places[^1] + length)
            {
                places.Add(place);
            }
        }
        return places;
    }

    internal static string LinesOf(string text, List<int> places)
    {
        var numbers = places.Take(PlacesTold).Select(place => TextLines.NumberAt(text, place)).Distinct().ToArray();
        var list = string.Join(", ", numbers) + (places.Count > PlacesTold ? ", …" : "");
        return numbers.Length == 1 ? $"line {list}" : $"lines {list}";
    }
}
