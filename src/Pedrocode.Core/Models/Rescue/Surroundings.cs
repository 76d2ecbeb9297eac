using System.Text.RegularExpressions;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>Whether markup is meant or shown to somebody: judged by the text around it.</summary>
internal static partial class Surroundings
{
    private const int Nearby = 400;

    /// <param name="start">Where the text begins that has not been taken out yet.</param>
    public static bool BeginsLine(string text, int start, int at)
    {
        while (at > start && text[at - 1] != '\n' && char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }
        return at <= start || text[at - 1] == '\n';
    }

    /// <summary>Markup between quotation marks, in the middle of a sentence, or announced as an example.</summary>
    public static bool IsQuoted(string text, int start, int at, int end)
    {
        var before = LineBefore(text, start, at).Trim();
        var after = LineAfter(text, end).Trim();
        if (before.Length > 0 && after.Length > 0)
        {
            if (IsQuotationMark(before[^1]) && (after[0] == before[^1] || after[0] is '”' or '’' or '»' or ')'))
            {
                return true;
            }
            if (before[^1] is not ('.' or '!' or '?' or '…' or '>' or ']') && char.IsLetterOrDigit(after[0]))
            {
                return true;
            }
        }
        return IsExample(text, start, at);
    }

    /// <summary>What stands before says that an example or an explanation follows, and does not say that it is about to be done.</summary>
    public static bool IsExample(string text, int start, int at)
    {
        start = Math.Max(start, at - Nearby);
        if (IsCited(text, start, at))
        {
            return true;
        }
        var before = text.AsSpan(start, at - start).TrimEnd();
        var line = before[(before.LastIndexOf('\n') + 1)..].Trim();
        if (line.Length == 0 || line[^1] is '.' or '!' or '?')
        {
            return false;
        }
        return Example().IsMatch(line) && !Intent().IsMatch(line);
    }

    public static bool ShowsIntent(ReadOnlySpan<char> sentence) => Intent().IsMatch(sentence);

    /// <summary>On a line that Markdown marks as somebody else's words: <c>&gt; …</c>.</summary>
    private static bool IsCited(string text, int start, int at)
    {
        var line = text.AsSpan(start, at - start).LastIndexOf('\n') + 1 + start;
        return (line == 0 || text[line - 1] == '\n') && text.AsSpan(line, at - line).TrimStart().StartsWith("> ");
    }

    private static ReadOnlySpan<char> LineBefore(string text, int start, int at)
    {
        start = Math.Max(start, at - Nearby);
        var before = text.AsSpan(start, at - start);
        return before[(before.LastIndexOf('\n') + 1)..];
    }

    private static ReadOnlySpan<char> LineAfter(string text, int end)
    {
        var after = text.AsSpan(end, Math.Min(200, text.Length - end));
        var line = after.IndexOf('\n');
        return line < 0 ? after : after[..line];
    }

    private static bool IsQuotationMark(char c) => c is '"' or '\'' or '“' or '‘' or '«' or '`' or '(';

    [GeneratedRegex(
        """
            \b(for\ example|an\ example|example\ (call|of|usage|request)|e\.g\.|for\ instance|here(['’]s|\ is)\ (how|what)
              |(syntax|format|form)\ is|(call|calling|tool|function)\ (syntax|format)
              |would\ (look|write|call|emit|send)|(you|one|they|models?)\ ((can|could|would|may|might)\ )?(write|call|use|emit|send|invoke)
              |to\ (call|use|invoke)\ (it|this|that|tools?|the\ tool|a\ tool))\b
            |\b(like|as)(\ this|\ so|\ follows)?\s*:?$
            |\bexamples?\s*:?$
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Example();

    [GeneratedRegex(
        @"\b(I'll|I’ll|I will|I am going|I'm going|I’m going|let me|let's|let’s|let us|I need to|I want to|I should|I have to|I must|I can|now I|going to|first,|next,|then,|calling|running|reading|checking)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Intent();
}
