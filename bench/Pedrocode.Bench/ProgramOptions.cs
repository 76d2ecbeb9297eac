using System.Globalization;

namespace Pedrocode.Bench;

/// <summary>The options of a program that stands by itself, behind its first word.</summary>
internal sealed class ProgramOptions(string[] words)
{
    /// <summary>The pedrocode that is measured. Throws <see cref="UsageException"/>.</summary>
    public string Binary => Bench.Binary.Find(Text("--binary"));

    /// <summary>Null where it is not given. Throws <see cref="UsageException"/>.</summary>
    public string? Text(string option) =>
        Array.IndexOf(words, option) is >= 0 and var at
            ? at + 1 < words.Length
                ? words[at + 1]
                : throw new UsageException($"{option} needs a value")
            : null;

    /// <summary>Throws <see cref="UsageException"/>.</summary>
    public int Number(string option, int otherwise) =>
        Text(option) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new UsageException($"{option}: '{text}' is not a number above 0");

    /// <summary>The one of these words that is given; null for none.</summary>
    public string? Only(params string[] names) => words.FirstOrDefault(names.Contains);
}
