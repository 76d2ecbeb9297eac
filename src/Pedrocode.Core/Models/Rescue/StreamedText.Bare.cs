namespace Pedrocode.Core.Models.Rescue;

/// <summary>Calls without a mark of their own: the first characters tell whether the rest must be held back.</summary>
public sealed partial class StreamedText
{
    private const int LongestGuess = 200;

    /// <summary>What only the beginning of the visible text can be: a bare call, a header without its mark.</summary>
    private bool Start(ReadOnlySpan<char> all)
    {
        if (!shown.IsEmpty)
        {
            return To(StreamState.Plain);
        }
        var rest = all[at..].TrimStart();
        at = all.Length - rest.Length;
        if (rest.IsEmpty)
        {
            return false;
        }
        var nameLength = NameLength(rest);
        if (
            nameLength == rest.Length
            && (
                "all\n".AsSpan().StartsWith(rest) || "to=".AsSpan().StartsWith(rest) || known.MayBecome(rest.ToString())
            )
        )
        {
            return false;
        }
        var name = rest[..nameLength];
        var next = nameLength < rest.Length ? rest[nameLength] : '\0';
        if (name is "all" && next == '\n' && !tookMarkup)
        {
            mayBeHarmony = false;
            at = all.Length - rest.Length + 4;
            return To(StreamState.Plain);
        }
        if (mayBeHarmony && name is "to" && next == '=' && HarmonyReply.HeaderAt(rest) is { } header)
        {
            return header ? To(StreamState.Header) : Wait();
        }
        foreach (
            var wrapper in (ReadOnlySpan<string>)["<response>", "<answer>", "<json>", "<JSON>", "<xml>", "<function>"]
        )
        {
            if (rest.StartsWith(wrapper))
            {
                return To(StreamState.Held);
            }
            if (wrapper.AsSpan().StartsWith(rest))
            {
                return false;
            }
        }
        return To(
            next is '(' or '\n' && known.Resolve(name.ToString()) is not null ? StreamState.Held : StreamState.Plain
        );
    }

    private bool Functionary(ReadOnlySpan<char> all, ReadOnlySpan<char> after)
    {
        var length = NameLength(after);
        if (length == after.Length && length < 128)
        {
            return Wait();
        }
        var isHeader = length < after.Length && after[length] == '\n';
        if (isHeader && after[..length] is "all")
        {
            at += ">>>all\n".Length;
            shown.Cut();
            return true;
        }
        return isHeader && known.Resolve(after[..length].ToString()) is not null
            ? To(StreamState.Held)
            : Release(all, 1);
    }

    private bool Bracket(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var inside = rest[1..].TrimStart();
        var mayBeJson =
            !shown.LineIsBlank ? false
            // A control token may go from between the bracket and what follows it.
            : inside.IsEmpty || Markup.MayBegin(inside) ? null
            : Markup.At(inside) is not null ? true
            : LastResort.MayBegin(rest);
        var mayBePython = rest[0] == '[' ? MayBeginPython(inside) : false;
        return mayBeJson == true || mayBePython == true ? To(StreamState.Held)
            : (mayBeJson is null || mayBePython is null) && rest.Length < LongestGuess ? Wait()
            : Release(all, 1);
    }

    private bool? MayBeginPython(ReadOnlySpan<char> inside)
    {
        var length = NameLength(inside);
        return length == inside.Length
            ? (known.MayBecome(inside.ToString()) ? null : false)
            : inside[length] == '(' && known.Resolve(inside[..length].ToString()) is not null;
    }
}
