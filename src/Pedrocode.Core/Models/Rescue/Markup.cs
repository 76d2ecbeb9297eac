using System.Buffers;
using System.Collections.Frozen;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>Everything in a reply that is not meant for the user: what begins a call, what surrounds reasoning, control tokens.</summary>
internal static class Markup
{
    private const int HeadLength = 3;

    /// <summary>Reasoning: opening, closing. Those that could stand in ordinary text count only at the beginning of a line.</summary>
    private static readonly (string Open, string Close, bool Anywhere)[] Reasonings =
    [
        ("<think>", "</think>", false),
        ("<thinking>", "</thinking>", false),
        ("<thought>", "</thought>", false),
        ("<reasoning>", "</reasoning>", false),
        ("<seed:think>", "</seed:think>", true),
        ("<mm:think>", "</mm:think>", true),
        ("<longcat_think>", "</longcat_think>", true),
        ("[THINK]", "[/THINK]", true),
        ("<|START_THINKING|>", "<|END_THINKING|>", true),
        ("<|channel>thought", "<channel|>", true),
        ("<|inner_prefix|>", "<|inner_suffix|>", true),
        ("<|begin_of_thought|>", "<|end_of_thought|>", true),
        ("<|think|>", "<|end|>", true),
        ("<|open|>think<|sep|>", "<|close|>think<|sep|>", true),
        ("◁think▷", "◁/think▷", true),
        ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]", false),
        ("Here is my thought process:", "Here is my response:", false),
        ("Here's my thought process:", "Here's my response:", false),
    ];

    /// <summary>These end reasoning that nothing visible has begun: the prompt did.</summary>
    private static readonly string[] ReasoningCloses =
    [
        "</think>",
        "</thinking>",
        "</thought>",
        "</reasoning>",
        "</seed:think>",
        "</mm:think>",
        "</longcat_think>",
        "[/THINK]",
        "<|END_THINKING|>",
        "<channel|>",
        "<|inner_suffix|>",
        "<|end_of_thought|>",
        "<|close|>think<|sep|>",
        "◁/think▷",
        "[BEGIN FINAL RESPONSE]",
    ];

    /// <summary>Left out of what the user sees.</summary>
    private static readonly string[] Silent =
    [
        "<|START_RESPONSE|>",
        "<|END_RESPONSE|>",
        "<|START_TEXT|>",
        "<|END_TEXT|>",
        "[END FINAL RESPONSE]",
        "<|message_sep|>",
        "<|CHATBOT_TOKEN|>",
        "<|end|>",
        "<|begin|>assistant",
        "<|content|>",
        "<|assistant|>",
        "<|flush|>",
        "<|begin_of_solution|>",
        "<|end_of_solution|>",
        "<|start_header_id|>assistant<|end_header_id|>",
        "<|open|>response<|sep|>",
        "<|close|>response<|sep|>",
        "<|open|>tools<|sep|>",
        "<|close|>tools<|sep|>",
        "<|close|>message<|sep|>",
        "<|end_of_msg|>",
        "<｜Assistant｜>",
        "<|turn>model",
        "<|role_sep|>",
    ];

    /// <summary>The reply ends here; what follows is the model speaking for the user or for a tool.</summary>
    private static readonly string[] Ends =
    [
        "<|im_end|>",
        "<|im_start|>",
        "<|eot_id|>",
        "<|eom_id|>",
        "<|endoftext|>",
        "<｜end▁of▁sentence｜>",
        "<|end_of_text|>",
        "<|END_OF_TURN_TOKEN|>",
        "<|START_OF_TURN_TOKEN|>",
        "<end_of_turn>",
        "<start_of_turn>",
        "<|user|>",
        "<|observation|>",
        "<turn|>",
        "<|turn>user",
        "<tool_response>",
        "<|tool_response|>",
        "<|tool_response>",
        "<｜tool▁outputs▁begin｜>",
        "<｜tool▁output▁begin｜>",
        "<｜User｜>",
        "[TOOL_RESULTS]",
        "<|START_TOOL_RESULT|>",
        "<function_results>",
        "<start_function_response>",
        "[e~[",
        "<|return|>",
        "<|start_header_id|>user<|end_header_id|>",
        "<|call|>",
        "<|tool_list_start|>",
        "</s>",
        "<sep>",
    ];

    private static readonly Marker[] Markers =
    [
        .. CallFormat.All.SelectMany(format =>
            format.Markers.Select(text => new Marker(text, MarkerKind.Call) { Format = format })
        ),
        .. Reasonings.Select(r => new Marker(r.Open, r.Anywhere ? MarkerKind.Reasoning : MarkerKind.ReasoningOnLine)
        {
            Close = r.Close,
        }),
        .. ReasoningCloses.Select(text => new Marker(text, MarkerKind.ReasoningClose)),
        .. Silent.Select(text => new Marker(text, MarkerKind.Silent)),
        .. Ends.Select(text => new Marker(text, MarkerKind.End)),
    ];

    private static readonly SearchValues<string> Closes = SearchValues.Create(
        ReasoningCloses,
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Texts = SearchValues.Create(
        [.. Markers.Select(m => m.Text)],
        StringComparison.Ordinal
    );

    // Longer ones first: one marker may be the beginning of another.
    private static readonly FrozenDictionary<string, Marker[]> ByHead = Markers
        .GroupBy(m => m.Text[..HeadLength])
        .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(m => m.Text.Length).ToArray(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Marker[]>.AlternateLookup<ReadOnlySpan<char>> Heads =
        ByHead.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> Firsts = SearchValues.Create(FirstCharacters);

    /// <summary>The characters that markers begin with.</summary>
    public static string FirstCharacters => string.Concat(Markers.Select(m => m.Text[0]).Distinct());

    public static int Longest { get; } = Markers.Max(m => m.Text.Length);

    /// <summary>The first marker at or after <paramref name="from"/>.</summary>
    public static (int At, Marker Marker)? Next(string text, int from)
    {
        var found = text.AsSpan(from).IndexOfAny(Texts);
        return found < 0 ? null : (from + found, At(text.AsSpan(from + found))!);
    }

    /// <summary>The first text that ends reasoning begun by the prompt, at or after <paramref name="from"/>.</summary>
    public static (int At, int Length)? ReasoningEnd(ReadOnlySpan<char> text, int from)
    {
        var found = text[from..].IndexOfAny(Closes);
        return found < 0 ? null : (from + found, At(text[(from + found)..])!.Text.Length);
    }

    /// <summary>The reasoning opening at <paramref name="at"/>, or null.</summary>
    public static Marker? ReasoningAt(string text, int at) =>
        at < text.Length && At(text.AsSpan(at)) is { Kind: MarkerKind.Reasoning or MarkerKind.ReasoningOnLine } marker
            ? marker
            : null;

    /// <summary>Where the tail of <paramref name="text"/> begins that further text could make a marker of; its length where none does.</summary>
    public static int UnfinishedFrom(ReadOnlySpan<char> text, int from)
    {
        var start = Math.Max(from, text.Length - Longest + 1);
        while (start < text.Length && text[start..].IndexOfAny(Firsts) is >= 0 and var next)
        {
            start += next;
            if (MayBegin(text[start..]))
            {
                return start;
            }
            start++;
        }
        return text.Length;
    }

    /// <summary>The marker that stands at the beginning of <paramref name="text"/>, or null.</summary>
    public static Marker? At(ReadOnlySpan<char> text)
    {
        if (text.Length >= HeadLength && Heads.TryGetValue(text[..HeadLength], out var candidates))
        {
            foreach (var marker in candidates)
            {
                if (text.StartsWith(marker.Text, StringComparison.Ordinal))
                {
                    return marker;
                }
            }
        }
        return null;
    }

    /// <summary>Whether <paramref name="text"/> is the beginning of a marker and no more.</summary>
    public static bool MayBegin(ReadOnlySpan<char> text)
    {
        var candidates =
            text.Length < HeadLength ? Markers
            : Heads.TryGetValue(text[..HeadLength], out var some) ? some
            : [];
        foreach (var marker in candidates)
        {
            if (marker.Text.Length > text.Length && marker.Text.AsSpan().StartsWith(text))
            {
                return true;
            }
        }
        return false;
    }
}

internal sealed record Marker(string Text, MarkerKind Kind)
{
    public CallFormat? Format { get; init; }

    /// <summary>What ends the reasoning this begins.</summary>
    public string Close { get; init; } = "";
}

internal enum MarkerKind
{
    Call,
    Reasoning,
    ReasoningOnLine,
    ReasoningClose,
    Silent,
    End,
}
