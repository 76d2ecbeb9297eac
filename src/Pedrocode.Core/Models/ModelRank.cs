using System.Globalization;
using System.Text.RegularExpressions;

namespace Pedrocode.Core.Models;

/// <summary>How well a model is likely to do a job, by its name alone: what a person who knows them would pick.</summary>
internal static partial class ModelRank
{
    /// <summary>Higher is better.</summary>
    public static double Of(string name)
    {
        var lower = name.ToLowerInvariant();
        if (ListedModel.IsForOtherWork(lower))
            return -1000;
        var rank = 0.0;
        if (Writers().IsMatch(lower))
            rank += 100;
        if (Callers().IsMatch(lower))
            rank += 50;
        if (lower.Contains("-base", StringComparison.Ordinal) || lower.Contains("-text", StringComparison.Ordinal))
            rank -= 80;
        if (lower.Contains("-vl", StringComparison.Ordinal) || lower.Contains("vision", StringComparison.Ordinal))
            rank -= 20;
        // Bigger is better, as far as it still answers soon; what cannot hold a job's thread is not.
        var size = Size().Match(lower) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : 8;
        return rank + Math.Min(size, 40) - (size < 4 ? 40 : 0);
    }

    [GeneratedRegex("cod(e|er|ing)|devstral|codestral|starcoder|kimi-k|swe-|laguna")]
    private static partial Regex Writers();

    [GeneratedRegex(
        "qwen3|qwen2[.]5|gpt-oss|glm-?4|glm-?5|mistral-small|magistral|llama-?3[.]|llama-?4|granite|nemotron|minimax|deepseek-v3|gemma-?[34]|hermes|claude|gpt-[45]|command-r"
    )]
    private static partial Regex Callers();

    [GeneratedRegex("(?:^|[-:_ ])(\\d+(?:[.]\\d+)?)b(?:$|[-:_ ])")]
    private static partial Regex Size();
}
