using System.Text.Json;

namespace Pedrocode.Probe.Scoring;

/// <summary>JSON values by what they mean: 1 is 1.0, but neither true nor "1"; the order of keys does not count.</summary>
internal static class JsonEquality
{
    public static bool AreEqual(JsonElement? a, JsonElement? b) =>
        (a, b) switch
        {
            (null, null) => true,
            ({ } x, { } y) => AreEqual(x, y),
            _ => false,
        };

    public static bool AreEqual(JsonElement a, JsonElement b) =>
        a.ValueKind == b.ValueKind
        && a.ValueKind switch
        {
            JsonValueKind.Object => Members(a) is var left
                && Members(b) is var right
                && left.Count == right.Count
                && left.All(one => right.TryGetValue(one.Key, out var other) && AreEqual(one.Value, other)),
            JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength()
                && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
            JsonValueKind.String => Text(a) == Text(b),
            JsonValueKind.Number => a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y)
                ? x == y
                : a.GetDouble().Equals(b.GetDouble()),
            _ => true,
        };

    public static string Text(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no .NET string; as it is written it can be compared all the same.
            return text.GetRawText();
        }
    }

    private static Dictionary<string, JsonElement> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }
        return members;
    }
}
