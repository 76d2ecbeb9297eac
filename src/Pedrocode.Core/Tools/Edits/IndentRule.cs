namespace Pedrocode.Core.Tools.Edits;

/// <summary>
/// From how the lines a model sent are indented, and how the same lines are in the file, what the file's indentation of its
/// new lines is. A rule must explain every line; where none does, the indentation is not guessed.
/// </summary>
internal static class IndentRule
{
    /// <param name="pairs">Indentation as sent and as in the file, of each line that stands in both.</param>
    /// <param name="needed">Indentations as sent that the rule must be able to translate.</param>
    /// <returns>Sent to file's, or null where no rule fits.</returns>
    public static Func<string, string>? For(
        IReadOnlyCollection<(string Sent, string InFile)> pairs,
        IReadOnlyCollection<string> needed
    )
    {
        var distinct = pairs.Distinct().ToArray();
        foreach (var rule in Rules(distinct))
        {
            if (distinct.All(pair => rule(pair.Sent) == pair.InFile) && needed.All(indent => rule(indent) is not null))
            {
                return indent => rule(indent)!;
            }
        }
        return null;
    }

    private static IEnumerable<Func<string, string?>> Rules((string Sent, string InFile)[] pairs)
    {
        yield return static indent => indent;
        if (pairs.Length == 0)
        {
            yield break;
        }
        var (sent, inFile) = pairs[0];
        if (inFile.EndsWith(sent, StringComparison.Ordinal))
        {
            var more = inFile[..^sent.Length];
            yield return indent => Mixes(more, indent) ? null : more + indent;
        }
        if (sent.EndsWith(inFile, StringComparison.Ordinal))
        {
            var less = sent[..^inFile.Length];
            yield return indent => indent.StartsWith(less, StringComparison.Ordinal) ? indent[less.Length..] : null;
        }
        if (Scale.Between(pairs) is { } scale)
        {
            yield return scale.Translate;
        }
        if (
            pairs.Select(static pair => pair.Sent).Distinct().Count() == pairs.Length
            && pairs.Select(static pair => pair.InFile).Distinct().Count() == pairs.Length
        )
        {
            var levels = pairs.ToDictionary(static pair => pair.Sent, static pair => pair.InFile);
            yield return levels.GetValueOrDefault;
        }
    }

    private static bool Mixes(string outer, string inner) =>
        outer.Length > 0 && inner.Length > 0 && outer.Contains('\t') != inner.Contains('\t');

    /// <summary>One unit for another: tabs for spaces, four spaces for two.</summary>
    /// <param name="From">The character sent.</param>
    /// <param name="To">The character of the file.</param>
    /// <param name="Times">How many characters of the file ...</param>
    /// <param name="Per">... stand for how many sent.</param>
    /// <param name="Base">What the file has where nothing was sent.</param>
    private sealed record Scale(char From, char To, int Times, int Per, int Base)
    {
        private const int WidestUnit = 8;

        public static Scale? Between((string Sent, string InFile)[] pairs)
        {
            if (
                OnlyCharacter(pairs.Select(static pair => pair.Sent)) is not { } from
                || OnlyCharacter(pairs.Select(static pair => pair.InFile)) is not { } to
            )
            {
                return null;
            }
            var low = pairs.MinBy(static pair => pair.Sent.Length);
            var high = pairs.MaxBy(static pair => pair.Sent.Length);
            var lowest = low.Sent.Length == high.Sent.Length && from != to ? ("", "") : low;
            var per = high.Sent.Length - lowest.Item1.Length;
            var times = high.InFile.Length - lowest.Item2.Length;
            if (per <= 0 || times <= 0)
            {
                return null;
            }
            var common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(times, per);
            (times, per) = (times / common, per / common);
            var atZero = lowest.Item2.Length - lowest.Item1.Length * times / per;
            // Of the same character only a change of unit is sure: with an offset, two levels could mean anything.
            return times > WidestUnit || per > WidestUnit || atZero < 0 || (from == to && atZero != 0)
                ? null
                : new Scale(from, to, times, per, atZero);
        }

        public string? Translate(string indent)
        {
            if (indent.Length > 0 && OnlyCharacter([indent]) != From)
            {
                return null;
            }
            var rest = indent.Length * Times % Per;
            var whole = new string(To, Base + indent.Length * Times / Per);
            return rest == 0 ? whole
                // Spaces that fill no tab align what stands behind them.
                : To == '\t' && Times == 1 ? whole + new string(' ', rest)
                : null;
        }

        private static char? OnlyCharacter(IEnumerable<string> indents)
        {
            var all = indents.SelectMany(static indent => indent).Distinct().Take(2).ToArray();
            return all is [' ' or '\t'] ? all[0] : null;
        }
    }
}
