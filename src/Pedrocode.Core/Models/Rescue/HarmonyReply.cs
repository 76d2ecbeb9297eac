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
    private const string Message = "<|message|>";
    private static readonly string[] HeaderStarts = ["<|start|>", "<|channel|>"];
    private static readonly string[] BodyEnds = ["<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>"];

    private readonly string text = reading.Text;
    private readonly StringBuilder content = new();
    private readonly StringBuilder reasoning = new();
    private readonly ImmutableArray<RescuedCall>.Builder calls = ImmutableArray.CreateBuilder<RescuedCall>();
    private readonly List<string> unknown = [];
    private bool unreadable;

    public static bool Speaks(string text) => Start().IsMatch(text);

    public static RescuedReply Read(Reading reading, bool reasoningOpen) =>
        new HarmonyReply(reading).Read(reasoningOpen);

    private RescuedReply Read(bool reasoningOpen)
    {
        var at = 0;
        var first = reading.IndexOfAny(HeaderStarts, 0);
        if (!Recipient().IsMatch(text.AsSpan(0, first)))
        {
            // The prompt ended in a header: this is the body of that message.
            var end = reading.IndexOfAny(BodyEnds, 0);
            Append(reasoningOpen ? reasoning : content, 0, end);
            at = end;
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
            if (
                Recipient().Matches(header) is [.., var recipient]
                && recipient.Groups["name"].Value is not ("assistant" or "user" or "all")
            )
            {
                at = Call(recipient.Groups["name"].Value, start);
                if (at < 0)
                {
                    calls.Clear();
                    return Reply() with { IsCutOff = true };
                }
                continue;
            }
            var bodyEnd = reading.IndexOfAny(BodyEnds, start);
            bodyEnd = bodyEnd < 0 ? text.Length : bodyEnd;
            var channel = Channel().Matches(header) is [.., var last] ? last.Groups["name"].Value : "final";
            Append(channel == "analysis" ? reasoning : content, start, bodyEnd);
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
        @"^\s*(to=[\w.:-]{1,128}\s*)?(<\|start\|>assistant[^<]{0,160})?<\|channel\|>|^[^`]*<\|end\|><\|start\|>assistant|<\|channel\|>(analysis|commentary|final)\b[^`<]{0,160}(<\|constrain\|>[^<`]{0,40})?<\|message\|>"
    )]
    private static partial Regex Start();

    [GeneratedRegex(@"\bto=(?<name>[\w.:-]{1,128})")]
    private static partial Regex Recipient();

    [GeneratedRegex(@"<\|channel\|>\s*(?<name>\w{1,32})")]
    private static partial Regex Channel();
}
