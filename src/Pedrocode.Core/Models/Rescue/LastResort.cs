using System.Buffers;
using System.Collections.Immutable;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>
/// Calls without any mark of their own: a reply that is nothing but JSON or Python calls, or that ends in them. Taken only where it can
/// hardly be anything else: known tools, fitting arguments, no word that an example follows.
/// </summary>
internal static class LastResort
{
    private const int Candidates = 8;

    /// <summary>Characters, over all candidates: of a long text only the first few are tried.</summary>
    private const int MostRead = 256 * 1024;
    private static readonly SearchValues<char> KeyChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
    );
    private static readonly string[] CallLanguages =
    [
        "tool_code",
        "tool_call",
        "tool_calls",
        "tool_use",
        "tool",
        "tools",
        "function_call",
    ];

    /// <param name="isOnePiece">Nothing was taken out of the middle of the content: what stands together belongs together.</param>
    public static RescuedReply Find(RescuedReply reply, KnownTools tools, bool isOnePiece)
    {
        if (tools.None || reply.Content.Length == 0)
        {
            return reply;
        }
        var reading = new Reading(reply.Content, tools);
        var whole =
            !isOnePiece ? CallMatch.None
            : Unwrapped(reading) is { } inside ? Whole(inside, 0)
            : Whole(reading, 0);
        if (whole.State == CallState.CutOff)
        {
            return reply with { Content = "", IsCutOff = true };
        }
        if (whole.State == CallState.Found)
        {
            return With(reply, whole.Calls, "", tools);
        }
        return Fence(reply, reading) ?? Ending(reply, reading) ?? reply;
    }

    /// <summary>What stands between tags that small models put around the JSON they were asked for.</summary>
    private static Reading? Unwrapped(Reading reading)
    {
        foreach (var tag in (ReadOnlySpan<string>)["json", "JSON", "xml", "response", "function"])
        {
            if (reading.At(0, $"<{tag}>") && reading.Text.EndsWith($"</{tag}>", StringComparison.Ordinal))
            {
                var inside = reading.Text[(tag.Length + 2)..^(tag.Length + 3)].Trim();
                return inside.Length > 0 ? new Reading(inside, reading.Tools) : null;
            }
        }
        return null;
    }

    /// <summary>Calls from <paramref name="start"/> to the end of the text and nothing else.</summary>
    private static CallMatch Whole(Reading reading, int start)
    {
        var c = reading.Text[start];
        if (PythonCalls.Begins(reading, start) || (c == '[' && PythonCalls.Begins(reading, start + 1)))
        {
            return Python(reading, start);
        }
        return MayBegin(reading.Text.AsSpan(start)) == true ? JsonCalls(reading, start) : CallMatch.None;
    }

    private static CallMatch Python(Reading reading, int next)
    {
        var calls = ImmutableArray.CreateBuilder<RescuedCall>();
        while (next < reading.Length)
        {
            var some = reading.Text[next] == '[' ? PythonCalls.List(reading, next) : PythonCalls.Lines(reading, next);
            if (some.State != CallState.Found || !AllKnown(some, reading.Tools))
            {
                return some.State == CallState.CutOff ? some : CallMatch.None;
            }
            calls.AddRange(some.Calls);
            next = reading.SkipSpace(some.End);
        }
        return CallMatch.Found(next, calls.ToImmutable());
    }

    /// <summary>Whether the bracket at the beginning of <paramref name="text"/> could open a call's JSON; null where more text must tell.</summary>
    public static bool? MayBegin(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('{' or '['))
        {
            return false;
        }
        var inside = text[1..].TrimStart();
        if (inside.IsEmpty || text[0] == '[')
        {
            return inside.IsEmpty ? null : inside[0] is '{' or '[';
        }
        if (inside[0] is '"' or '\'' or '{')
        {
            return true;
        }
        var key = inside.IndexOfAnyExcept(KeyChars);
        inside = key < 0 ? [] : inside[key..].TrimStart();
        return key == 0 ? false
            : inside.IsEmpty ? null
            : inside[0] == ':';
    }

    private static CallMatch JsonCalls(Reading reading, int next)
    {
        var start = next;
        var calls = ImmutableArray.CreateBuilder<RescuedCall>();
        while (next < reading.Length)
        {
            if (reading.Text[next] is ',' or ';')
            {
                next = reading.SkipSpace(next + 1);
                continue;
            }
            if (reading.Text[next] is not ('{' or '['))
            {
                return CallMatch.None;
            }
            var found = reading.Json(next, []);
            if (found.State != JsonState.Value)
            {
                // One value whose quotes mislead the brackets may still be repaired as a whole.
                return next == start
                    && JsonRepair.Read(reading.Text[start..]) is { WasOpen: false } repaired
                    && Certain(repaired.Json, reading) is { } all
                        ? CallMatch.Found(reading.Length, all)
                    : found.State == JsonState.CutOff && NamesTool(reading, next) ? CallMatch.CutOff
                    : CallMatch.None;
            }
            if (Certain(found.Json, reading) is not { } some)
            {
                return CallMatch.None;
            }
            calls.AddRange(some);
            next = reading.SkipSpace(found.End);
        }
        return calls.Count > 0 ? CallMatch.Found(next, calls.ToImmutable()) : CallMatch.None;
    }

    private static ImmutableArray<RescuedCall>? Certain(string json, Reading reading) =>
        CallJson.CertainCalls(json, reading.Tools);

    /// <summary>A fence that ends the reply and holds nothing but calls; before it nothing, or words that say it is being done.</summary>
    private static RescuedReply? Fence(RescuedReply reply, Reading reading)
    {
        var text = reading.Text;
        if (!text.EndsWith("```", StringComparison.Ordinal))
        {
            return null;
        }
        var open = text.LastIndexOf("```", text.Length - 4 < 0 ? 0 : text.Length - 4, StringComparison.Ordinal);
        var line = open < 0 ? -1 : text.IndexOf('\n', open);
        if (line < 0 || line > text.Length - 4 || !Surroundings.BeginsLine(text, 0, open))
        {
            return null;
        }
        var language = text[(open + 3)..line].Trim();
        var before = text[..open].TrimEnd();
        if (
            before.Contains("```", StringComparison.Ordinal)
            || !(before.Length == 0 || CallLanguages.Contains(language) || Announced(before))
        )
        {
            return null;
        }
        if (Surroundings.IsExample(text, 0, open))
        {
            return null;
        }
        var inner = new Reading(text[(line + 1)..^3].Trim(), reading.Tools);
        var match =
            inner.Length == 0 ? CallMatch.None
            : Markup.Next(inner.Text, 0) is var (found, marker) && found == 0 && marker.Format is { } format
                ? format.Read(inner, 0, marker.Text)
            : Whole(inner, 0) is { State: CallState.Found } whole ? whole
            : language == "tool_code" ? PythonCalls.Lines(inner, 0)
            : CallMatch.None;
        return
            match.State == CallState.Found && inner.SkipSpace(match.End) >= inner.Length && Fits(match, reading.Tools)
            ? With(reply, match.Calls, before, reading.Tools)
            : null;
    }

    /// <summary>JSON at the beginning of a line, or a Python list after a sentence, that goes on to the end of the reply.</summary>
    private static RescuedReply? Ending(RescuedReply reply, Reading reading)
    {
        var text = reading.Text;
        if (text[^1] is not ('}' or ']'))
        {
            return null;
        }
        var code = new CodeSpans();
        var (tried, read) = (0, 0);
        for (
            var i = text.AsSpan().IndexOfAny('{', '[');
            i >= 0 && tried < Candidates && read < MostRead;
            i = Next(text, i)
        )
        {
            var python = text[i] == '[' && PythonCalls.Begins(reading, i + 1);
            if (
                (!python && !Surroundings.BeginsLine(text, 0, i))
                || (python && !EndsSentence(text, i))
                || code.Covers(text, i)
            )
            {
                continue;
            }
            tried++;
            read += text.Length - i;
            var match = Whole(reading, i);
            if (match.State == CallState.Found && !Surroundings.IsExample(text, 0, i) && Fits(match, reading.Tools))
            {
                return With(reply, match.Calls, text[..i].TrimEnd(), reading.Tools);
            }
        }
        return null;
    }

    private static int Next(string text, int i)
    {
        var next = text.AsSpan(i + 1).IndexOfAny('{', '[');
        return next < 0 ? -1 : i + 1 + next;
    }

    private static bool EndsSentence(string text, int i)
    {
        var before = text.AsSpan(0, i).TrimEnd(' ');
        return before.IsEmpty || before[^1] is '.' or '!' or '?' or '\n' or '…';
    }

    private static bool Announced(string before)
    {
        var sentence = before.AsSpan();
        sentence = sentence[(sentence.LastIndexOf('\n') + 1)..];
        return Surroundings.ShowsIntent(sentence.Length > 300 ? sentence[^300..] : sentence);
    }

    private static bool NamesTool(Reading reading, int start)
    {
        var head = reading.Text.AsSpan(start, Math.Min(300, reading.Length - start));
        if (
            !head.Contains("\"name\"", StringComparison.Ordinal)
            && !head.Contains("\"tool", StringComparison.Ordinal)
            && !head.Contains("\"function", StringComparison.Ordinal)
        )
        {
            return false;
        }
        foreach (var name in reading.Tools.Names)
        {
            if (head.Contains($"\"{name}\"", StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }

    private static bool AllKnown(CallMatch match, KnownTools tools) =>
        match.Calls.All(call => tools.Resolve(call.Name) is not null);

    private static bool Fits(CallMatch match, KnownTools tools) =>
        match.Calls.All(call =>
        {
            using var arguments = System.Text.Json.JsonDocument.Parse(call.Arguments, JsonRepair.Deep);
            return tools.Resolve(call.Name) is { } tool && tools.Fits(tool, arguments.RootElement);
        });

    private static RescuedReply With(
        RescuedReply reply,
        ImmutableArray<RescuedCall> calls,
        string content,
        KnownTools tools
    ) =>
        reply with
        {
            Content = content,
            Calls = [.. calls.Select(call => call with { Name = tools.Resolve(call.Name)! })],
        };
}
