namespace Pedrocode.Cli.Terminals;

/// <summary>The folds of a text in their order, kept in place while the text changes around them.</summary>
internal sealed class FoldList
{
    private readonly List<Fold> folds = [];

    public IReadOnlyList<Fold> All => folds;

    public Fold? EndingAt(int place) => folds.Find(fold => fold.End == place) is { Length: > 0 } found ? found : null;

    public Fold? StartingAt(int place) =>
        folds.Find(fold => fold.Start == place) is { Length: > 0 } found ? found : null;

    /// <summary>Part of the text was replaced: folds in it are gone, folds behind it move, and the new part may be one.</summary>
    public void Follow(int start, int end, int newLength, Fold? added)
    {
        var moved = newLength - (end - start);
        for (var i = folds.Count - 1; i >= 0; i--)
        {
            if (folds[i].Start >= end)
            {
                folds[i] = folds[i] with { Start = folds[i].Start + moved };
            }
            else if (folds[i].End > start)
            {
                folds.RemoveAt(i);
            }
        }
        if (added is { } fold)
        {
            folds.Insert(folds.FindLastIndex(other => other.Start < fold.Start) + 1, fold);
        }
    }

    public void Clear() => folds.Clear();
}
