namespace Pedrocode.Core.Models.Json;

/// <summary>What stands between values: white space, comments, fences, ellipses.</summary>
internal sealed partial class LooseReader
{
    private (int From, int At) nextCommentEnd = (0, -2);
    private (int From, int At) nextLineEnd = (0, -2);

    private void SkipSpace() => at = AfterSpace(at);

    /// <summary>The first index from <paramref name="i"/> that is neither white space nor in a comment.</summary>
    private int AfterSpace(int i)
    {
        while (i < text.Length)
        {
            if (LooseChars.IsSpace(text[i]))
            {
                i++;
            }
            else if (text[i] == '/' && i + 1 < text.Length && text[i + 1] is '*' or '/')
            {
                i = text[i + 1] == '*' ? Next("*/", i + 2, ref nextCommentEnd) : Next("\n", i + 2, ref nextLineEnd);
            }
            else
            {
                break;
            }
        }
        return i;
    }

    // Remembers what it found: the same comment end is asked for from every quote before it.
    private int Next(string end, int from, ref (int From, int At) known)
    {
        if (known.At == -2 || from < known.From || (known.At >= 0 && from > known.At))
        {
            known = (from, text.IndexOf(end, from, StringComparison.Ordinal));
        }
        return known.At < 0 ? text.Length : known.At + end.Length;
    }

    private int BeforeSpace(int i)
    {
        while (i >= 0 && LooseChars.IsSpace(text[i]))
        {
            i--;
        }
        return i;
    }

    private bool BreaksLineBefore(int i)
    {
        var last = BeforeSpace(i - 1);
        return text.AsSpan(last + 1, Math.Max(0, i - last - 1)).Contains('\n') || EndsComment(last);
    }

    private bool EndsComment(int last) => last > 0 && text[last] == '/' && text[last - 1] == '*';

    private bool SkipFence()
    {
        SkipSpace();
        if (!IsFence(at))
        {
            return false;
        }
        at += 3;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '+'))
        {
            at++;
        }
        SkipSpace();
        return true;
    }

    private bool SkipClosingFence()
    {
        SkipSpace();
        if (!IsFence(at))
        {
            return false;
        }
        at += 3;
        SkipSpace();
        return true;
    }

    private bool IsFence(int i) => string.CompareOrdinal(text, i, "```", 0, 3) == 0;

    private bool IsEllipsis(int i) => string.CompareOrdinal(text, i, "...", 0, 3) == 0;

    private void SkipEllipsis()
    {
        while (IsEllipsis(at))
        {
            at += 3;
            SkipSpace();
            _ = Skip(',');
            SkipSpace();
        }
    }
}
