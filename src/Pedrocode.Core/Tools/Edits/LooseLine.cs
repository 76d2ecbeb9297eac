using System.Runtime.InteropServices;
using System.Text;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>Lines compared by what is written, not by the white space between: that counts only where it parts two words.</summary>
internal static class LooseLine
{
    public static string KeyOf(string line) => KeyOf(line, positions: null);

    /// <param name="line">One line.</param>
    /// <param name="positions">Filled with the place in the line of each character of the key.</param>
    public static string KeyOf(string line, List<int>? positions)
    {
        var key = new StringBuilder(line.Length);
        var gap = false;
        for (var at = 0; at < line.Length; at++)
        {
            var c = line[at];
            if (char.IsWhiteSpace(c))
            {
                gap = true;
                continue;
            }
            if (gap && key.Length > 0 && IsWord(c) && IsWord(key[^1]))
            {
                key.Append(' ');
                positions?.Add(at - 1);
            }
            key.Append(c);
            positions?.Add(at);
            gap = false;
        }
        return key.ToString();
    }

    public static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    public static string IndentOf(string line) => line[..(line.Length - line.AsSpan().TrimStart().Length)];

    public static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    /// <summary>The first lines of the places where these lines stand, by their keys.</summary>
    public static List<int> Find(IReadOnlyList<string> wanted, IReadOnlyList<string> lines)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return Occurrences.Of<int>(Numbered(wanted, numbers), Numbered(lines, numbers));
    }

    private static int[] Numbered(IReadOnlyList<string> lines, Dictionary<string, int> numbers)
    {
        var numbered = new int[lines.Count];
        for (var line = 0; line < lines.Count; line++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, lines[line], out var known);
            number = known ? number : numbers.Count;
            numbered[line] = number;
        }
        return numbered;
    }
}
