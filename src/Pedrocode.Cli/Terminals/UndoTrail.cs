namespace Pedrocode.Cli.Terminals;

/// <summary>The edits of a line, newest last; words typed in one go are one edit.</summary>
internal sealed class UndoTrail
{
    private const int Kept = 1_000;
    private readonly List<Edit> edits = [];

    /// <summary>At a place, what was removed, what stands there instead, and where the cursor was before.</summary>
    public readonly record struct Edit(int Start, string Removed, string Inserted, int Cursor);

    public void Push(Edit edit)
    {
        if (edits.Count > 0 && Joins(edits[^1], edit))
        {
            edits[^1] = edits[^1] with { Inserted = edits[^1].Inserted + edit.Inserted };
            return;
        }
        if (edits.Count == Kept)
        {
            edits.RemoveAt(0);
        }
        edits.Add(edit);
    }

    public Edit? Pop()
    {
        if (edits.Count == 0)
        {
            return null;
        }
        var last = edits[^1];
        edits.RemoveAt(edits.Count - 1);
        return last;
    }

    public void Clear() => edits.Clear();

    private static bool Joins(Edit last, Edit next) =>
        last.Removed.Length == 0
        && next.Removed.Length == 0
        && last.Inserted.Length is > 0 and < 40
        && next.Inserted.Length is > 0 and <= 2
        && last.Start + last.Inserted.Length == next.Start
        && next.Cursor == next.Start
        && !(char.IsWhiteSpace(last.Inserted[^1]) && !char.IsWhiteSpace(next.Inserted[0]));
}
