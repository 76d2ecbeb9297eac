using System.Collections.Immutable;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>
/// What stands between a call's opening and closing marker. Models mix wrappers and bodies freely, so every wrapper takes every body:
/// JSON, Python, a function or invoke tag, a name with keys and values, Gemma's own notation.
/// </summary>
internal static class CallBody
{
    /// <summary>One body, with <paramref name="closers"/> as what may end it.</summary>
    public static CallMatch Read(Reading reading, int at, ReadOnlySpan<string> closers)
    {
        if (at >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        switch (reading.Text[at])
        {
            case '[' when PythonCalls.Begins(reading, at + 1):
                return PythonCalls.List(reading, at);
            case '{' or '[':
                return Json(reading, at, closers);
            case '<' when FunctionTags.Begins(reading, at):
                return FunctionTags.Read(reading, at);
            case '<' when InvokeTags.Begins(reading, at):
                return InvokeTags.Read(reading, at);
            case '`' when reading.At(at, "```"):
                return Fenced(reading, at, closers);
            case 'c' when reading.At(at, "call:"):
                return GemmaCalls.Read(reading, at);
            default:
                return Named(reading, at, closers);
        }
    }

    public static CallMatch Json(Reading reading, int at, ReadOnlySpan<string> closers)
    {
        var found = reading.Json(at, closers);
        return found.State switch
        {
            JsonState.CutOff => CallMatch.CutOff,
            JsonState.Broken => CallMatch.Broken(found.End),
            _ => CallJson.Calls(found.Json, reading.Tools) is { Length: > 0 } calls
                ? CallMatch.Found(found.End, calls)
                : CallMatch.Broken(found.End),
        };
    }

    /// <summary>The JSON arguments at <paramref name="at"/>, bare or fenced, of a call whose name is known.</summary>
    public static CallMatch Arguments(Reading reading, string name, int at, ReadOnlySpan<string> closers)
    {
        at = reading.SkipSpace(at);
        var fenced = reading.At(at, "```");
        at = fenced ? reading.SkipSpace(FenceBody(reading, at)) : at;
        if (at >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (reading.Text[at] is not ('{' or '['))
        {
            return reading.AtAny(at, closers) ? CallMatch.Found(at, new RescuedCall(name, "{}")) : CallMatch.None;
        }
        var found = reading.Json(at, fenced ? ["```", .. closers] : closers);
        if (found.State != JsonState.Value)
        {
            return found.State == JsonState.CutOff ? CallMatch.CutOff : CallMatch.Broken(found.End);
        }
        var end = found.End;
        if (fenced && reading.SkipSpace(end) is var close && reading.At(close, "```"))
        {
            end = close + 3;
        }
        using var document = System.Text.Json.JsonDocument.Parse(found.Json, JsonRepair.Deep);
        return CallJson.Arguments(document.RootElement) is { } arguments
            ? CallMatch.Found(end, new RescuedCall(name, arguments))
            : CallMatch.Broken(end);
    }

    private static CallMatch Fenced(Reading reading, int at, ReadOnlySpan<string> closers)
    {
        var body = reading.SkipSpace(FenceBody(reading, at));
        if (body >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (reading.Text[body] is not ('{' or '['))
        {
            return CallMatch.None;
        }
        var match = Json(reading, body, ["```", .. closers]);
        return match.State == CallState.Found && reading.SkipSpace(match.End) is var close && reading.At(close, "```")
            ? match with
            {
                End = close + 3,
            }
            : match;
    }

    private static int FenceBody(Reading reading, int at)
    {
        at += 3;
        while (at < reading.Length && (char.IsAsciiLetterOrDigit(reading.Text[at]) || reading.Text[at] == '_'))
        {
            at++;
        }
        return at;
    }

    private static CallMatch Named(Reading reading, int at, ReadOnlySpan<string> closers)
    {
        var nameEnd = reading.NameEnd(at);
        if (nameEnd >= reading.Length)
        {
            return nameEnd > at && reading.Tools.MayBecome(reading.Text[at..nameEnd])
                ? CallMatch.CutOff
                : CallMatch.None;
        }
        if (nameEnd == at)
        {
            return CallMatch.None;
        }
        if (reading.Text[nameEnd] == '(')
        {
            return PythonCalls.Lines(reading, at);
        }
        var name = reading.Text[at..nameEnd];
        var next = reading.SkipSpace(nameEnd);
        if (reading.At(next, "<arg_key>"))
        {
            return ArgKeyTags.Read(reading, name, next);
        }
        if (reading.Tools.Resolve(name) is null)
        {
            return CallMatch.None;
        }
        return next >= reading.Length ? CallMatch.CutOff : Arguments(reading, name, next, closers);
    }
}
