using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Tools;

/// <summary>
/// Text of models, tools, files, git and servers made safe to show and honest to read. One rule: whatever a terminal would
/// obey or an eye would miss (control characters, escapes, bidi overrides, invisible characters) becomes a mark,
/// <c>&lt;U+001B&gt;</c>; line breaks and tabs stay. Models see files by the same rule, and edits turn the marks back.
/// </summary>
public static class VisibleText
{
    private const int LongestCombiningRun = 8;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\t\n" + string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c))
    );

    /// <summary>For text of several lines.</summary>
    public static string Clean(string text) => WithLineFeeds(Mark(text));

    /// <summary>For names and other text that must stay on its line: line breaks and tabs are marked too.</summary>
    public static string CleanLine(string text) =>
        Clean(text).Replace("\n", MarkOf('\n'), StringComparison.Ordinal).Replace("\t", " ", StringComparison.Ordinal);

    /// <summary>For the output of commands: colours and other escape sequences are left out, a lone carriage return breaks the line.</summary>
    public static string CleanOutput(string output) =>
        output.AsSpan().IndexOfAnyExcept(Plain) < 0
            ? output
            : Clean(WithLineFeeds(EscapeSequences.Remove(output)).Replace('\r', '\n'));

    /// <summary>The marks alone: line endings stay as they are, so that <see cref="Unmark"/> can give the text back.</summary>
    internal static string Mark(string text)
    {
        var first = text.AsSpan().IndexOfAnyExcept(Plain);
        if (first < 0)
        {
            return text;
        }
        StringBuilder? marked = null;
        var reader = new MarkReader(text);
        // From the character before it, which may be what makes it harmless.
        for (var at = Math.Max(0, first - 1); at < text.Length; )
        {
            var length = CodePointLength(text, at);
            if (reader.MustMark(at, length))
            {
                marked ??= new StringBuilder(text, 0, at, text.Length + 64);
                marked.Append(CultureInfo.InvariantCulture, $"<U+{CodePointAt(text, at, length):X4}>");
            }
            else
            {
                marked?.Append(text, at, length);
            }
            at += length;
        }
        return marked?.ToString() ?? text;
    }

    /// <summary>The code points of a text that <see cref="Mark"/> would mark.</summary>
    internal static HashSet<int> MarkedIn(string text)
    {
        var found = new HashSet<int>();
        var last = -1;
        var reader = new MarkReader(text);
        var first = text.AsSpan().IndexOfAnyExcept(Plain);
        for (var at = first < 0 ? text.Length : Math.Max(0, first - 1); at < text.Length; )
        {
            var length = CodePointLength(text, at);
            // What repeats itself is looked up once.
            if (reader.MustMark(at, length) && CodePointAt(text, at, length) is var codePoint && codePoint != last)
            {
                found.Add(last = codePoint);
            }
            at += length;
        }
        return found;
    }

    internal static bool HoldsMark(string text)
    {
        for (var at = 0; (at = text.IndexOf("<U+", at, StringComparison.Ordinal)) >= 0; at += 3)
        {
            if (MarkAt(text, at) is not null)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Turns marks of <paramref name="codePoints"/>, or every mark, back into the characters.</summary>
    internal static string Unmark(string text, IReadOnlySet<int>? codePoints = null)
    {
        var plain = new StringBuilder(text.Length);
        var copied = 0;
        for (var at = 0; (at = text.IndexOf("<U+", at, StringComparison.Ordinal)) >= 0; )
        {
            if (MarkAt(text, at) is { } mark && codePoints?.Contains(mark.CodePoint) != false)
            {
                plain.Append(text, copied, at - copied).Append(TextOf(mark.CodePoint));
                at += mark.Length;
                copied = at;
            }
            else
            {
                at += 3;
            }
        }
        return copied == 0 ? text : plain.Append(text, copied, text.Length - copied).ToString();
    }

    private static string WithLineFeeds(string text) =>
        text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;

    private static string MarkOf(int codePoint) => string.Create(CultureInfo.InvariantCulture, $"<U+{codePoint:X4}>");

    private static string TextOf(int codePoint) =>
        codePoint > 0xFFFF ? char.ConvertFromUtf32(codePoint) : ((char)codePoint).ToString();

    private static (int CodePoint, int Length)? MarkAt(string text, int at)
    {
        var end = text.AsSpan(at, Math.Min(10, text.Length - at)).IndexOf('>');
        return
            end >= 7
            && int.TryParse(
                text.AsSpan(at + 3, end - 3),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var codePoint
            )
            && codePoint <= 0x10FFFF
            ? (codePoint, end + 1)
            : null;
    }

    private static int CodePointLength(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    private static int CodePointAt(string text, int at, int length) =>
        length == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    /// <summary>Judges the code points of a text in order: some are harmless only after what stands before them.</summary>
    private struct MarkReader(string text)
    {
        private int previous;
        private int combining;

        public bool MustMark(int at, int length)
        {
            var codePoint = CodePointAt(text, at, length);
            var must =
                codePoint < 0x7F
                    ? codePoint < ' ' && codePoint is not ('\n' or '\t') && !IsOfLineEnding(at)
                    : MustMarkBeyondAscii(codePoint, at + length);
            previous = codePoint;
            return must;
        }

        private readonly bool IsOfLineEnding(int at) =>
            text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';

        private bool MustMarkBeyondAscii(int codePoint, int next)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
            combining = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                ? CharUnicodeInfo.GetUnicodeCategory(previous)
                    is UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.EnclosingMark
                    ? combining + 1
                    : 1
                : 0;
            return codePoint switch
            {
                0xFE0E or 0xFE0F => !FollowsSymbol(),
                0x200C or 0x200D => !JoinsScript(next) && !(codePoint == 0x200D && JoinsEmoji(next)),
                // Arabic and Kaithi number signs are formats by category, but are seen.
                (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD => false,
                0x34F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x3164
                or 0xFFA0
                or (>= 0xFE00 and <= 0xFE0D)
                or (>= 0xFFF0 and <= 0xFFF8)
                or 0xFFFE
                or 0xFFFF
                or (>= 0xE0000 and <= 0xE0FFF) => true,
                _ => category
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                        or UnicodeCategory.Surrogate
                    || combining > LongestCombiningRun,
            };
        }

        private readonly bool FollowsSymbol() =>
            previous is (>= '0' and <= '9') or '#' or '*'
            || (previous > 0x7F && IsSymbol(previous) && previous is not (0xFE0E or 0xFE0F));

        private readonly bool JoinsEmoji(int next) =>
            (previous == 0xFE0F || IsSymbol(previous)) && next < text.Length && IsSymbol(CodePoint(next));

        private readonly bool JoinsScript(int next) =>
            previous is (>= 0x600 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
            && next < text.Length
            && CodePoint(next) is (>= 0x600 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);

        private readonly int CodePoint(int at) => CodePointAt(text, at, CodePointLength(text, at));

        private static bool IsSymbol(int codePoint) =>
            CharUnicodeInfo.GetUnicodeCategory(codePoint)
                is UnicodeCategory.OtherSymbol
                    or UnicodeCategory.MathSymbol
                    or UnicodeCategory.ModifierSymbol
                    or UnicodeCategory.OtherPunctuation;
    }
}
