using System.Collections.Immutable;
using System.Text;

namespace Pedrocode.Core.Tools;

/// <summary>
/// The keys of model servers. Wherever one turns up in what a model, a tool or a command wrote, a mark stands in its place before that is kept,
/// shown or sent.
/// </summary>
public sealed class KnownSecrets
{
    public const string Mark = "[key removed]";

    /// <summary>What is shorter is no key, and may be any word.</summary>
    private const int Least = 8;

    private readonly ImmutableArray<(string Text, byte[] Bytes)> secrets;

    public KnownSecrets(IEnumerable<string> values)
    {
        secrets =
        [
            .. values
                .Where(static value => value.Length >= Least)
                .Distinct(StringComparer.Ordinal)
                // One may be the beginning of another.
                .OrderByDescending(static value => value.Length)
                .Select(static value => (value, Encoding.UTF8.GetBytes(value))),
        ];
    }

    public static KnownSecrets None { get; } = new([]);

    public string Clean(string text)
    {
        foreach (var (secret, _) in secrets)
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>The bytes themselves where no key is in them.</summary>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text)
    {
        foreach (var (_, secret) in secrets)
        {
            if (text.IndexOf(secret) >= 0)
            {
                // Byte for byte: what is no text stays as it is.
                return Encoding.Latin1.GetBytes(CleanLatin1(Encoding.Latin1.GetString(text)));
            }
        }
        return text;
    }

    private string CleanLatin1(string text) =>
        secrets.Aggregate(
            text,
            static (cleaned, secret) =>
                cleaned.Replace(Encoding.Latin1.GetString(secret.Bytes), Mark, StringComparison.Ordinal)
        );
}
