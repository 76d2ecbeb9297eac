using System.Runtime.InteropServices;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>
/// Lines of a file as numbers, equal lines having the same, kept while some are replaced: many hunks of a long file then cost no more than
/// comparing numbers.
/// </summary>
internal sealed class NumberedLines
{
    private const int Unknown = -1;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<int> lines = [];

    public NumberedLines(IEnumerable<string> lines) => this.lines.AddRange(lines.Select(Number));

    /// <summary>The first lines of the places where these lines stand.</summary>
    public List<int> Find(IEnumerable<string> wanted) =>
        wanted.Select(line => numbers.GetValueOrDefault(line, Unknown)).ToArray() is var known
        && known.Contains(Unknown)
            ? []
            : Occurrences.Of<int>(known, CollectionsMarshal.AsSpan(lines));

    public void Replace(int at, int count, IEnumerable<string> by) => Replace(lines, at, count, [.. by.Select(Number)]);

    /// <summary>Moves what stands behind only where there are more or fewer lines than before.</summary>
    public static void Replace<T>(List<T> list, int at, int count, IReadOnlyList<T> by)
    {
        var both = Math.Min(count, by.Count);
        for (var i = 0; i < both; i++)
        {
            list[at + i] = by[i];
        }
        list.RemoveRange(at + both, count - both);
        if (by.Count > both)
        {
            list.InsertRange(at + both, by.Skip(both));
        }
    }

    private int Number(string line)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, line, out var known);
        return number = known ? number : numbers.Count;
    }
}
