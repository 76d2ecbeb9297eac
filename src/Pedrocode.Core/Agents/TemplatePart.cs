using System.Collections.Immutable;
using System.Text;

namespace Pedrocode.Core.Agents;

/// <summary>A piece of a template's body.</summary>
internal abstract record TemplatePart
{
    /// <summary>Stands as it is.</summary>
    internal sealed record Text(string Value) : TemplatePart;

    /// <param name="Number">Of the argument, from 1; <see cref="All"/> for the whole line.</param>
    internal sealed record Gap(int Number) : TemplatePart
    {
        public const int All = 0;

        public string Value(string line, ImmutableArray<string> words) => Number == All ? line : words[Number - 1];
    }

    /// <summary>A command whose output stands there.</summary>
    internal sealed record Shell(ImmutableArray<TemplatePart> Command) : TemplatePart;

    private const string AllArguments = "$ARGUMENTS";

    /// <summary>
    /// <c>$ARGUMENTS</c>, <c>$1</c> to <c>$9</c> and <c>!`command`</c>; a backslash before one of them leaves it as text, and two are one
    /// that stands before it. Anything else, <c>$100</c> and <c>$HOME</c> too, is text.
    /// </summary>
    public static ImmutableArray<TemplatePart> Parse(string body) => Parse(body, withShell: true);

    /// <summary>The text as a body that means nothing but itself.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var slashes = SlashesAt(text, at);
            at += slashes;
            escaped
                .Append('\\', MeansSomething(text, at) ? 2 * slashes + 1 : slashes)
                .Append(text.AsSpan(at, at < text.Length ? 1 : 0));
        }
        return escaped.ToString();
    }

    private static ImmutableArray<TemplatePart> Parse(string body, bool withShell)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var text = new StringBuilder();
        for (var at = 0; at < body.Length; )
        {
            var slashes = SlashesAt(body, at);
            at += slashes;
            var means = MeansSomething(body, at);
            text.Append('\\', means ? slashes / 2 : slashes);
            if (means && slashes % 2 == 0)
            {
                at = Take(at);
            }
            else if (at < body.Length)
            {
                text.Append(body[at++]);
            }
        }
        Add(part: null);
        return parts.ToImmutable();

        int Take(int at)
        {
            if (GapAt(body, at) is var (gap, length))
            {
                Add(gap);
                return at + length;
            }
            var end = ShellEnd(body, at)!.Value;
            if (!withShell)
            {
                text.Append(body.AsSpan(at, end + 1 - at));
                return end + 1;
            }
            Add(new Shell(Parse(body[(at + 2)..end], withShell: false)));
            return end + 1;
        }

        void Add(TemplatePart? part)
        {
            if (text.Length > 0)
            {
                parts.Add(new Text(text.ToString()));
                text.Clear();
            }
            if (part is not null)
            {
                parts.Add(part);
            }
        }
    }

    private static int SlashesAt(string text, int at)
    {
        var rest = text.AsSpan(at);
        var other = rest.IndexOfAnyExcept('\\');
        return other < 0 ? rest.Length : other;
    }

    private static bool MeansSomething(string body, int at) =>
        GapAt(body, at) is not null || ShellEnd(body, at) is not null;

    private static (Gap Gap, int Length)? GapAt(string body, int at)
    {
        var rest = body.AsSpan(Math.Min(at, body.Length));
        if (rest.StartsWith(AllArguments))
        {
            return (new Gap(Gap.All), AllArguments.Length);
        }
        return rest is ['$', >= '1' and <= '9', ..] && !(rest.Length > 2 && char.IsAsciiLetterOrDigit(rest[2]))
            ? (new Gap(rest[1] - '0'), 2)
            : null;
    }

    /// <summary>Where the closing backtick stands, on the same line; null where no command begins.</summary>
    private static int? ShellEnd(string body, int at)
    {
        if (at + 2 >= body.Length || body[at] != '!' || body[at + 1] != '`')
        {
            return null;
        }
        var end = body.AsSpan(at + 2).IndexOfAny('`', '\n');
        return end > 0 && body[at + 2 + end] == '`' ? at + 2 + end : null;
    }
}
