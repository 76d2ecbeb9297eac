using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>
/// On a terminal that is only written to, from left to right: dumb ones, and those that are read aloud. Of what moves the
/// cursor only the backspace is used, and nothing is said while a line is being typed.
/// </summary>
internal sealed class TeletypeDisplay(bool echoes) : Display
{
    private Shown? shown;
    private string prompt = "";
    private bool wasSearching;
    private CompletionMenu? offered;

    public override bool IsWithinLine => shown is not null;

    public override bool TakesLines(LineEditor? editor) => editor is null || editor.Line.IsEmpty;

    public override string Draw(string lines, string? status, LineEditor? editor, int width, int height)
    {
        var text = new StringBuilder();
        if (lines.Length > 0 || editor is null)
        {
            text.Append(GoBelow()).Append(lines);
        }
        if (editor is null)
        {
            return text.ToString();
        }
        if (editor.Menu is { } menu && menu != offered)
        {
            text.Append(GoBelow()).AppendJoin("", menu.Items.Select(Offer));
        }
        offered = editor.Menu;
        if (editor.Line.IsEmpty && editor.PromptText != prompt)
        {
            // A prompt that says something else is a new one; the old one stays as it was said.
            text.Append(GoBelow());
        }
        return text.Append(Show(Of(editor), width)).ToString();
    }

    public override (string Now, string Above) Leave(LineEditor editor, string mark)
    {
        var finished = Of(editor);
        var text = Show(finished with { Cursor = finished.Text.Length }, int.MaxValue) + mark + "\n";
        shown = null;
        return (text, "");
    }

    public override string GoBelow()
    {
        var below = shown is null ? "" : "\n";
        shown = null;
        return below;
    }

    public override string StartAfresh(int width)
    {
        shown = null;
        return "\n";
    }

    public override string Clear() => "";

    private string Show(Shown now, int width)
    {
        var before = shown;
        shown = now;
        return before is null ? now.Text + now.BackToCursor()
            : before == now ? ""
            : before.IsOneRow(width) && now.IsOneRow(width) ? Change(before, now)
            : now.Text.StartsWith(before.Text, StringComparison.Ordinal) && before.IsAtEnd && now.IsAtEnd
                ? now.Text[before.Text.Length..]
            : "\n" + now.Text;
    }

    private static string Change(Shown before, Shown now)
    {
        var common = CommonStart(before.Text, now.Text);
        var change = new StringBuilder();
        if (common < before.Cursor)
        {
            change.Append('\b', TextWidth.Of(before.Text.AsSpan(common, before.Cursor - common)));
        }
        else
        {
            change.Append(before.Text, before.Cursor, common - before.Cursor);
        }
        change.Append(now.Text, common, now.Text.Length - common);
        var less = Math.Max(0, TextWidth.Of(before.Text) - TextWidth.Of(now.Text));
        return change.Append(' ', less).Append('\b', less).Append(now.BackToCursor()).ToString();
    }

    private static int CommonStart(string before, string now)
    {
        var at = 0;
        while (at < before.Length && at < now.Length)
        {
            var next = TextWidth.NextCluster(now.AsSpan(at));
            if (!before.AsSpan(at).StartsWith(now.AsSpan(at, next)) || TextWidth.NextCluster(before.AsSpan(at)) != next)
            {
                break;
            }
            at += next;
        }
        return at;
    }

    private static string Offer(Completion item) =>
        SafeText.Line(SafeText.Typed(item.Note.Length > 0 ? $"{item.Text}: {item.Note}" : item.Text), colour: false)
        + "\n";

    /// <summary>The prompt with the line behind it; without the line where the other side shows what it sends.</summary>
    private Shown Of(LineEditor editor)
    {
        // The prompt over which a line was begun stands until the line is finished; a search has one that changes.
        prompt = shown is null || editor.Search is not null || wasSearching ? editor.PromptText : prompt;
        wasSearching = editor.Search is not null;
        var before = SafeText.Line(prompt, colour: false);
        if (!echoes)
        {
            return new Shown(before, before.Length);
        }
        var text = new StringBuilder(before);
        var line = editor.ShownLine;
        var cursor = -1;
        foreach (var part in line.Parts())
        {
            cursor = part.Start == line.Cursor ? text.Length : cursor;
            text.Append(SafeText.Typed(part.Label ?? line.Slice(part.Start, part.End)));
        }
        cursor = cursor < 0 ? text.Length : cursor;
        return new Shown(text.ToString(), cursor);
    }

    private sealed record Shown(string Text, int Cursor)
    {
        public bool IsAtEnd => Cursor == Text.Length;

        public bool IsOneRow(int width) => !Text.Contains('\n') && TextWidth.Of(Text) < width;

        public string BackToCursor() => new('\b', Text.Contains('\n') ? 0 : TextWidth.Of(Text.AsSpan(Cursor)));
    }
}
