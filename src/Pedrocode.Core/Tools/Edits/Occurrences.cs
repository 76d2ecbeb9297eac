namespace Pedrocode.Core.Tools.Edits;

/// <summary>Every place where one sequence stands in another, overlapping ones too, in linear time (Knuth, Morris, Pratt).</summary>
internal static class Occurrences
{
    public static List<int> Of<T>(ReadOnlySpan<T> wanted, ReadOnlySpan<T> text)
        where T : IEquatable<T>
    {
        var found = new List<int>();
        if (wanted.IsEmpty || wanted.Length > text.Length)
        {
            return found;
        }
        var borders = Borders(wanted);
        var matched = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (matched == 0)
            {
                var next = text[at..].IndexOf(wanted[0]);
                if (next < 0)
                {
                    break;
                }
                at += next;
            }
            while (matched > 0 && !wanted[matched].Equals(text[at]))
            {
                matched = borders[matched - 1];
            }
            if (wanted[matched].Equals(text[at]))
            {
                matched++;
            }
            if (matched == wanted.Length)
            {
                found.Add(at - matched + 1);
                matched = borders[matched - 1];
            }
        }
        return found;
    }

    private static int[] Borders<T>(ReadOnlySpan<T> wanted)
        where T : IEquatable<T>
    {
        var borders = new int[wanted.Length];
        for (int at = 1, length = 0; at < wanted.Length; at++)
        {
            while (length > 0 && !wanted[length].Equals(wanted[at]))
            {
                length = borders[length - 1];
            }
            if (wanted[length].Equals(wanted[at]))
            {
                length++;
            }
            borders[at] = length;
        }
        return borders;
    }
}
