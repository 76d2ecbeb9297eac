namespace Pedrocode.Core.Models.Rescue;

/// <summary>Reasoning and harmony messages while they arrive.</summary>
public sealed partial class StreamedText
{
    private string close = "";
    private bool inReasoning;

    private bool Opening(ReadOnlySpan<char> all)
    {
        var start = all[at..].TrimStart();
        at = all.Length - start.Length;
        if (start.IsEmpty || Markup.MayBegin(start))
        {
            return false;
        }
        var opening = Markup.At(start) is { Kind: MarkerKind.Reasoning or MarkerKind.ReasoningOnLine } marker
            ? marker.Text.Length
            : 0;
        at += opening;
        return To(StreamState.Reasoning);
    }

    private bool Reason(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var (end, length) =
            close.Length > 0 ? (rest.IndexOf(close), close.Length)
            : Markup.ReasoningEnd(rest, 0) is var (found, of) ? (found, of)
            : (-1, 0);
        if (end >= 0)
        {
            reasoning.Append(rest[..end]);
            at += end + length;
            shown.Cut();
            return To(StreamState.Start);
        }
        var safe = Markup.UnfinishedFrom(rest, 0);
        safe = close.Length > 0 ? Math.Min(safe, Math.Max(0, rest.Length - close.Length + 1)) : safe;
        reasoning.Append(rest[..safe]);
        at += safe;
        return false;
    }

    private bool Header(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        if (HarmonyReply.KindOf(rest, searched) is not var (kind, length))
        {
            searched = rest.Length;
            return Wait();
        }
        searched = 0;
        at += length;
        shown.NewMessage();
        inReasoning = kind == HarmonyKind.Reasoning;
        return To(kind == HarmonyKind.Call ? StreamState.Held : StreamState.Message);
    }

    private bool Message(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var end = HarmonyReply.BodyEnd(rest);
        var safe = end >= 0 ? end : HarmonyReply.UnfinishedFrom(rest);
        if (inReasoning)
        {
            reasoning.Append(rest[..safe]);
            at += safe;
        }
        else
        {
            Release(all, safe);
        }
        if (end < 0)
        {
            return false;
        }
        at += HarmonyReply.EndLength(all[at..]);
        return To(StreamState.Header);
    }
}
