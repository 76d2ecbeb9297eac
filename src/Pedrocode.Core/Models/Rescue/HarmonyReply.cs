using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>
/// A reply in gpt-oss's harmony: messages whose header names a channel and perhaps a recipient. <c>analysis</c> is reasoning, <c>final</c>
/// and <c>commentary</c> are for the user, and a message to <c>functions.NAME</c> is a call.
/// </summary>
internal sealed partial class HarmonyReply(Reading reading)
{
    private const int LongestHeader = 600;
    private const string Message = "<|message|>";
    private static readonly string[] HeaderStarts = ["<|start|>", "<|channel|>"];
    private static readonly string[] BodyEnds = ["<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>"];

    private static readonly SearchValues<string> Starts = SearchValues.Create(HeaderStarts, StringComparison.Ordinal);
    private static readonly SearchValues<string> Ends = SearchValues.Create(BodyEnds, StringComparison.Ordinal);

    private readonly string text = reading.Text;
    private readonly StringBuilder content = new();
    private readonly StringBuilder reasoning = new();
    private readonly ImmutableArray<RescuedCall>.Builder calls = ImmutableArray.CreateBuilder<RescuedCall>();
    private readonly List<string> unknown = [];
    private bool unreadable;

    /// <summary>Whether a header stands in the text, with nothing before it but text.</summary>
    public static bool Speaks(string text) => FirstHeader(text) >= 0;

    private static int FirstHeader(string text)
    {
        var at = text.AsSpan().TrimStart().StartsWith("to=")
            ? text.IndexOf("to=", StringComparison.Ordinal)
            : text.AsSpan().IndexOfAny(Starts);
        while (at >= 0)
        {
            if (HeaderAt(text.AsSpan(at)) == true)
            {
                var before = text.AsSpan(0, at);
                var isFirst =
                    !before.Contains('`')
                    && !before.TrimStart().StartsWith("all\n")
                    && Markup.Next(text[..at], 0) is null;
                return isFirst ? at : -1;
            }
            var next = text.AsSpan(at + 1).IndexOfAny(Starts);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return -1;
    }

    /// <summary>Whether a header stands at the beginning of <paramref name="text"/>: false where more text must tell, null where none does.</summary>
    public static bool? HeaderAt(ReadOnlySpan<char> text)
    {
        var mayStart = text.StartsWith("to=") || "to=".AsSpan().StartsWith(text);
        foreach (var start in HeaderStarts)
        {
            mayStart |= text.StartsWith(start) || start.AsSpan().StartsWith(text);
        }
        if (!mayStart)
        {
            return null;
        }
        var head = text[..Math.Min(text.Length, LongestHeader)];
        var body = head.IndexOf(Message);
        return body >= 0 ? (Header().IsMatch(head[..body]) ? true : null)
            : head.Length < LongestHeader ? false
            : null;
    }

    /// <summary>What the message is for whose header begins here, and the header's length; null where it is not whole yet.</summary>
    /// <param name="searched">So much of the text was seen before, and its header was not whole.</param>
    public static (HarmonyKind Kind, int Length)? KindOf(ReadOnlySpan<char> text, int searched)
    {
        var from = Math.Max(0, searched - Message.Length);
        var body = text[from..].IndexOf(Message);
        return body < 0 ? null : (KindOf(text[..(from + body)].ToString()), from + body + Message.Length);
    }

    public static int BodyEnd(ReadOnlySpan<char> text) => text.IndexOfAny(Ends);

    public static int EndLength(ReadOnlySpan<char> text)
    {
        foreach (var end in (ReadOnlySpan<string>)["<|end|>", "<|call|>", "<|return|>"])
        {
            if (text.StartsWith(end))
            {
                return end.Length;
            }
        }
        return 0;
    }

    /// <summary>Where the tail begins that could still become the end of a message.</summary>
    public static int UnfinishedFrom(ReadOnlySpan<char> text)
    {
        var start = text.LastIndexOf('<');
        foreach (var end in BodyEnds)
        {
            if (start >= 0 && end.AsSpan().StartsWith(text[start..]))
            {
                return start;
            }
        }
        return text.Length;
    }

    private static HarmonyKind KindOf(string header)
    {
        if (RecipientOf(header) is not null)
        {
            return HarmonyKind.Call;
        }
        var channel = Channel().Matches(header) is [.., var last] ? last.Groups["name"].Value : "final";
        return channel == "analysis" ? HarmonyKind.Reasoning : HarmonyKind.Content;
    }

    private static string? RecipientOf(string header) =>
        Recipient().Matches(header) is [.., var last]
        && last.Groups["name"].Value is var name and not ("assistant" or "user" or "all")
            ? name
            : null;

    public static RescuedReply Read(Reading reading) => new HarmonyReply(reading).Read();

    private RescuedReply Read()
    {
        var at = FirstHeader(text);
        if (text.AsSpan(0, at).Trim() is not "assistant")
        {
            Append(content, 0, at);
        }
        while (at < text.Length)
        {
            var body = reading.IndexOf(Message, at);
            if (body < 0)
            {
                break;
            }
            var header = text[at..body];
            var start = body + Message.Length;
            if (RecipientOf(header) is { } recipient)
            {
                at = Call(recipient, start);
                if (at < 0)
                {
                    calls.Clear();
                    return Reply() with { IsCutOff = true };
                }
                continue;
            }
            var bodyEnd = reading.IndexOfAny(BodyEnds, start);
            bodyEnd = bodyEnd < 0 ? text.Length : bodyEnd;
            Append(KindOf(header) == HarmonyKind.Reasoning ? reasoning : content, start, bodyEnd);
            at = AfterEnd(bodyEnd);
        }
        return Reply();
    }

    /// <summary>The index after the message; -1 where the text ends inside it.</summary>
    private int Call(string recipient, int start)
    {
        var body = reading.SkipSpace(start);
        var name = recipient.StartsWith("functions.", StringComparison.Ordinal)
            ? recipient["functions.".Length..]
            : recipient;
        if (reading.Tools.Resolve(name) is not { } tool)
        {
            unknown.Add(name);
            var end = reading.IndexOfAny(BodyEnds, start);
            return end < 0 ? text.Length : AfterEnd(end);
        }
        if (body >= text.Length)
        {
            return -1;
        }
        if (reading.Text[body] != '{')
        {
            var end = reading.IndexOfAny(BodyEnds, start);
            end = end < 0 ? text.Length : end;
            Plain(tool, text[start..end].Trim());
            return AfterEnd(end);
        }
        var match = Formats.CallBody.Arguments(reading, tool, body, BodyEnds);
        if (match.State == CallState.CutOff)
        {
            return -1;
        }
        unreadable |= match.State != CallState.Found;
        calls.AddRange(match.Calls);
        var close = reading.IndexOfAny(BodyEnds, match.End);
        return close < 0 ? text.Length : AfterEnd(close);
    }

    // Some builds send code to a tool as it is.
    private void Plain(string tool, string body)
    {
        if (reading.Tools.TextParameter(tool) is not { } parameter || body.Length == 0)
        {
            unreadable |= body.Length > 0;
            if (body.Length == 0)
            {
                calls.Add(new RescuedCall(tool, "{}"));
            }
            return;
        }
        var arguments = new StringBuilder("{");
        JsonRepair.WriteString(arguments, parameter);
        arguments.Append(':');
        JsonRepair.WriteString(arguments, body);
        calls.Add(new RescuedCall(tool, arguments.Append('}').ToString()));
    }

    private int AfterEnd(int end) =>
        end < text.Length && !reading.AtAny(end, HeaderStarts) ? end + reading.LengthAtAny(end, BodyEnds) : end;

    private void Append(StringBuilder into, int start, int end)
    {
        var body = text.AsSpan(start, end - start).Trim();
        if (body.Length > 0)
        {
            into.Append(into.Length > 0 ? "\n" : "").Append(body);
        }
    }

    private RescuedReply Reply() =>
        new(content.ToString(), reasoning.ToString(), calls.ToImmutable())
        {
            UnknownTools = [.. unknown],
            HasUnreadableCall = unreadable,
        };

    [GeneratedRegex(
        @"^(<\|start\|>assistant)?[^<]{0,160}(<\|channel\|>\s*(analysis|commentary|final)\b[^<]{0,160}){0,3}(<\|constrain\|>[^<]{0,40})?$"
    )]
    private static partial Regex Header();

    [GeneratedRegex(@"\bto=(?<name>[\w.:-]{1,128})")]
    private static partial Regex Recipient();

    [GeneratedRegex(@"<\|channel\|>\s*(?<name>\w{1,32})")]
    private static partial Regex Channel();
}

internal enum HarmonyKind
{
    Content,
    Reasoning,
    Call,
}
