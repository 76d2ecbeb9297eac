namespace Pedrocode.Cli.Terminals;

/// <summary>
/// The line as it is being typed: its text, the cursor, what can be undone. The cursor never stands within a
/// character as its reader sees it, nor within a fold.
/// </summary>
internal sealed class LineBuffer
{
    private readonly GapText text = new();
    private readonly UndoTrail undo = new();
    private readonly FoldList folds = new();

    public int Cursor { get; private set; }

    public int Length => text.Length;

    public bool IsEmpty => text.Length == 0;

    public string Text => text.ToString();

    public IReadOnlyList<Fold> Folds => folds.All;

    /// <summary>A stretch of the text, shown as it is or by its label.</summary>
    public readonly record struct Part(int Start, int End, string? Label);

    /// <summary>The text in its order, cut at the folds and at the cursor.</summary>
    public IEnumerable<Part> Parts()
    {
        var at = 0;
        foreach (var fold in folds.All)
        {
            foreach (var part in Between(at, fold.Start))
            {
                yield return part;
            }
            yield return new Part(fold.Start, fold.End, fold.Label);
            at = fold.End;
        }
        foreach (var part in Between(at, Length))
        {
            yield return part;
        }
    }

    public string Slice(int start, int end) => text.Slice(start, end);

    /// <summary>A stretch that does not reach across the cursor; valid until the next edit.</summary>
    public ReadOnlySpan<char> Span(int start, int end) =>
        end <= Cursor ? text.Before(Cursor)[start..end] : text.After(Cursor)[(start - Cursor)..(end - Cursor)];

    /// <summary>Inserts what was typed or pasted; a long paste is folded.</summary>
    public void Insert(ReadOnlySpan<char> inserted) =>
        Replace(Cursor, Cursor, inserted, Fold.OfPaste(Cursor, inserted));

    /// <summary>Replaces the whole text, as one step to undo, and goes to its end.</summary>
    public void SetText(string whole) => Replace(0, Length, whole, Fold.OfEntry(0, whole));

    /// <summary>Empties the line and forgets what could be undone.</summary>
    public void Reset()
    {
        text.Replace(0, Length, "");
        folds.Clear();
        undo.Clear();
        Cursor = 0;
    }

    /// <summary>Removes and returns what stands between the cursor and another place.</summary>
    public string RemoveTo(int place)
    {
        var (start, end) = (Math.Min(place, Cursor), Math.Max(place, Cursor));
        var removed = text.Slice(start, end);
        Replace(start, end, "", fold: null);
        return removed;
    }

    /// <summary>Replaces what stands from a place to the cursor.</summary>
    public void ReplaceFrom(int start, ReadOnlySpan<char> with) =>
        Replace(start, Cursor, with, Fold.OfPaste(start, with));

    public void MoveTo(int place) => Cursor = Math.Clamp(place, 0, Length);

    /// <summary>The place one character to the left, or the start.</summary>
    public int Left() => LeftOf(Cursor);

    /// <summary>The place one character to the right, or the end.</summary>
    public int Right() => RightOf(Cursor);

    /// <summary>The start of the word at or before the cursor; a fold is a word.</summary>
    public int WordLeft(Func<char, bool> isPart)
    {
        var at = Cursor;
        var within = false;
        while (at > 0)
        {
            var left = LeftOf(at);
            if (folds.StartingAt(left) is not null)
            {
                return within ? at : left;
            }
            if (within && !isPart(text[left]))
            {
                break;
            }
            within |= isPart(text[left]);
            at = left;
        }
        return at;
    }

    /// <summary>The end of the word at or after the cursor; a fold is a word.</summary>
    public int WordRight(Func<char, bool> isPart)
    {
        var at = Cursor;
        var within = false;
        while (at < Length)
        {
            if (folds.StartingAt(at) is { } fold)
            {
                return within ? at : fold.End;
            }
            if (within && !isPart(text[at]))
            {
                break;
            }
            within |= isPart(text[at]);
            at = RightOf(at);
        }
        return at;
    }

    /// <summary>Where the line that holds the cursor begins: after a line feed that is not folded away.</summary>
    public int LineStart() => LineStart(Cursor);

    public int LineStart(int from)
    {
        var at = from;
        while (at > 0)
        {
            if (folds.EndingAt(at) is { } fold)
            {
                at = fold.Start;
            }
            else if (text[at - 1] == '\n')
            {
                break;
            }
            else
            {
                at--;
            }
        }
        return at;
    }

    public int LineEnd()
    {
        var at = Cursor;
        while (at < Length)
        {
            if (folds.StartingAt(at) is { } fold)
            {
                at = fold.End;
            }
            else if (text[at] == '\n')
            {
                break;
            }
            else
            {
                at++;
            }
        }
        return at;
    }

    public bool Undo()
    {
        if (undo.Pop() is not { } edit)
        {
            return false;
        }
        Change(edit.Start, edit.Start + edit.Inserted.Length, edit.Removed, Fold.OfPaste(edit.Start, edit.Removed));
        Cursor = edit.Cursor;
        return true;
    }

    private IEnumerable<Part> Between(int start, int end)
    {
        if (start < Cursor && Cursor < end)
        {
            yield return new Part(start, Cursor, Label: null);
            yield return new Part(Cursor, end, Label: null);
        }
        else if (start < end)
        {
            yield return new Part(start, end, Label: null);
        }
    }

    private void Replace(int start, int end, ReadOnlySpan<char> with, Fold? fold)
    {
        if (start == end && with.IsEmpty)
        {
            return;
        }
        undo.Push(new UndoTrail.Edit(start, text.Slice(start, end), with.ToString(), Cursor));
        Change(start, end, with, fold);
        Cursor = start + with.Length;
    }

    private void Change(int start, int end, ReadOnlySpan<char> with, Fold? fold)
    {
        text.Replace(start, end, with);
        folds.Follow(start, end, with.Length, fold);
    }

    private int LeftOf(int place)
    {
        if (place == 0)
        {
            return 0;
        }
        if (folds.EndingAt(place) is { } fold)
        {
            return fold.Start;
        }
        var before = text.Before(place);
        var at = SafeStart(before);
        while (at + TextWidth.NextCluster(before[at..]) is var next && next < before.Length)
        {
            at = next;
        }
        return at;
    }

    private int RightOf(int place) =>
        place == Length ? place
        : folds.StartingAt(place) is { } fold ? fold.End
        : place + TextWidth.NextCluster(text.After(place));

    /// <summary>A place not far before the end where a character certainly begins: between two of ASCII.</summary>
    private static int SafeStart(ReadOnlySpan<char> before)
    {
        var at = before.Length - 1;
        for (var steps = 0; at > 0 && steps < 1_000; steps++, at--)
        {
            if (before[at] is >= ' ' and < '\x7F' && before[at - 1] is >= ' ' and < '\x7F')
            {
                return at;
            }
        }
        return char.IsLowSurrogate(before[at]) && at > 0 ? at - 1 : at;
    }
}
