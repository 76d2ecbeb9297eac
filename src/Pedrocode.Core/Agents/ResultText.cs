using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Agents;

/// <summary>What a phase handed on, as text for people and for the message that opens the next phase.</summary>
public static class ResultText
{
    public static string Of(JsonElement result)
    {
        var text = new StringBuilder();
        if (result.ValueKind != JsonValueKind.Object)
        {
            return Scalar(result);
        }
        foreach (var property in result.EnumerateObject())
        {
            Add(text, property.Name.Replace('_', ' '), property.Value);
        }
        return text.ToString().TrimEnd('\n');
    }

    private static void Add(StringBuilder text, string name, JsonElement value)
    {
        if (Finding.AllOf(value) is { } findings)
        {
            text.Append(name).Append(findings.IsEmpty ? ": none\n" : ":\n");
            foreach (var finding in findings)
            {
                text.Append("- ").Append(finding).Append('\n');
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            text.Append(name).Append(value.GetArrayLength() == 0 ? ": none\n" : ":\n");
            foreach (var item in value.EnumerateArray())
            {
                text.Append("- ").Append(Scalar(item).Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
            }
        }
        else
        {
            var one = Scalar(value);
            text.Append(name).Append(one.Contains('\n') ? ":\n" : ": ").Append(one).Append('\n');
        }
    }

    private static string Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Object => string.Join(
                ", ",
                value.EnumerateObject().Select(static field => $"{field.Name}: {Scalar(field.Value)}")
            ),
            _ => value.GetRawText(),
        };
}

/// <summary>Something that a review or triage found, and what to do about it.</summary>
/// <param name="File">As the model names it: relative to where the job works.</param>
public sealed record Finding(string Severity, string File, int Line, string Advice)
{
    private static readonly ImmutableArray<string> Order = ["critical", "high", "medium", "low"];

    /// <summary>The most severe first; null where the value is no list of findings.</summary>
    public static ImmutableArray<Finding>? AllOf(JsonElement value)
    {
        if (
            value.ValueKind != JsonValueKind.Array
            || value
                .EnumerateArray()
                .Any(static item => item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("severity", out _))
        )
        {
            return null;
        }
        return value.GetArrayLength() == 0
            ? null
            :
            [
                .. value
                    .EnumerateArray()
                    .Select(static item => new Finding(
                        Text(item, "severity"),
                        Text(item, "file"),
                        item.TryGetProperty("line", out var line) && line.TryGetInt32(out var number) ? number : 0,
                        Text(item, "advice")
                    ))
                    .OrderBy(static finding =>
                        Order.IndexOf(finding.Severity) is >= 0 and var place ? place : Order.Length
                    ),
            ];
    }

    public override string ToString() => $"[{Severity}] {File}:{Line} {Advice}";

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
