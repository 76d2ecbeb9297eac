using System.Text.Json;

namespace Pedrocode.Probe.Scoring;

/// <summary>Something that is counted over the cases of a topic: true and false count, null does not.</summary>
internal sealed record Measure(string Name, Func<Case, bool?> Judge);

/// <summary>A case and what the probe answered to it.</summary>
internal sealed record Case(string Id, JsonElement Given, JsonElement Answer)
{
    private JsonElement Expected => Given.GetProperty("expected");

    public bool ErrorExpected => Expected.TryGetProperty("error", out _);

    public bool MayRefuse => Expected.TryGetProperty("may_refuse", out var may) && may.GetBoolean();

    public bool Refused => Answer.TryGetProperty("error", out _);

    /// <summary>Null where the case expects nothing of that name.</summary>
    public JsonElement? Expects(string name) => Of(Expected, name);

    public JsonElement? Answers(string name) => Of(Answer, name);

    public JsonElement? Gives(string name) => Of(Given, name);

    private static JsonElement? Of(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? value : null;
}
