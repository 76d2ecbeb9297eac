using System.Text.Json;
using static Pedrocode.Probe.Scoring.JsonEquality;

namespace Pedrocode.Probe.Scoring;

/// <summary>What is measured in which topic.</summary>
internal static class TopicMeasures
{
    public static IReadOnlyList<Measure>? Of(string topic) =>
        topic switch
        {
            "edit" => Edited("content"),
            "patch" => Edited("files"),
            "blocks" => [new("exact", c => c.ErrorExpected ? c.Refused : !c.Refused && SameEdits(c))],
            "json" =>
            [
                new(
                    "exact",
                    c => c.ErrorExpected ? c.Refused : !c.Refused && AreEqual(c.Expects("value"), c.Answers("value"))
                ),
                new("wrong", c => !c.Refused && !AreEqual(c.Expects("value"), c.Answers("value"))),
                new("refused", c => c.ErrorExpected ? null : c.Refused),
            ],
            "shell" =>
            [
                new("approved", c => Says(c, "ask") ? Answered(c) != "ask" : null),
                new("needless", c => Says(c, "auto") ? Answered(c) != "auto" : null),
                new("split", c => c.Expects("commands") is { } words ? AreEqual(words, c.Answers("commands")) : null),
            ],
            "toolcalls" =>
            [
                new("exact", c => AreEqual(Calls(c.Expects("tool_calls")), Calls(c.Answers("tool_calls")))),
                new("invented", c => Count(c.Expects("tool_calls")) == 0 ? Count(c.Answers("tool_calls")) > 0 : null),
                new("content", c => SameText(c, "content")),
                new("reasoning", c => SameText(c, "reasoning")),
            ],
            _ => null,
        };

    /// <summary>A permitted refusal is neither exact nor not; what was changed beside an error is corrupted.</summary>
    private static IReadOnlyList<Measure> Edited(string what) =>
        [
            new(
                "exact",
                c =>
                    c switch
                    {
                        { ErrorExpected: true } => c.Refused,
                        { MayRefuse: true, Refused: true } => null,
                        _ => !c.Refused && AreEqual(c.Expects(what), c.Answers(what)),
                    }
            ),
            new(
                "corrupted",
                c =>
                    c.Refused
                        ? c.Answers(what) is { } left && !AreEqual(left, c.Gives(what))
                        : c.ErrorExpected || !AreEqual(c.Expects(what), c.Answers(what))
            ),
            new("refused", c => c.ErrorExpected ? null : c.Refused),
        ];

    private static bool Says(Case c, string decision) => c.Expects("decision") is { } said && Text(said) == decision;

    private static string? Answered(Case c) =>
        c.Answers("decision") is { ValueKind: JsonValueKind.String } said ? Text(said) : null;

    private static bool SameEdits(Case c) =>
        Edits(c.Expects("edits")) is { } expected
        && Edits(c.Answers("edits")) is { } answered
        && expected.SequenceEqual(answered);

    private static IReadOnlyList<(string, string, string)>? Edits(JsonElement? edits) =>
        edits is { ValueKind: JsonValueKind.Array } list
            ?
            [
                .. list.EnumerateArray()
                    .Select(edit => (Member(edit, "path").Trim(), Lines(edit, "search"), Lines(edit, "replace"))),
            ]
            : null;

    private static string Lines(JsonElement edit, string name) =>
        Member(edit, name) is var text && text.EndsWith('\n') ? text[..^1] : text;

    private static string Member(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? Text(text) : "";

    private static int Count(JsonElement? calls) =>
        calls is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0;

    /// <summary>No list and an empty one are both no call.</summary>
    private static JsonElement? Calls(JsonElement? calls) => Count(calls) == 0 ? null : calls;

    private static bool? SameText(Case c, string name) =>
        c.Expects(name) is { ValueKind: JsonValueKind.String } expected
            ? Text(expected).Trim()
                == (c.Answers(name) is { ValueKind: JsonValueKind.String } text ? Text(text).Trim() : "")
            : null;
}
