using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pedrocode.Core.Journals;

/// <summary>The events as JSON: snake_case, enums as words, null left out, UTF-8 as it is.</summary>
public static class JournalJson
{
    /// <summary>Leaves everything above ASCII readable.</summary>
    internal static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    internal static JournalTypes Line { get; } =
        new(new JsonSerializerOptions(JournalTypes.Default.Options) { Encoder = Encoder });

    /// <summary>Indented, for job.json, which people open.</summary>
    internal static JournalTypes Indented { get; } =
        new(new JsonSerializerOptions(JournalTypes.Default.Options) { Encoder = Encoder, WriteIndented = true });

    /// <summary>The entry as it stands in the journal, with its long strings in place: what <c>run --json</c> prints.</summary>
    public static string Text(JournalEntry entry)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        JournalLine.Write(buffer, entry);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan[..^1]);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(WordEnum<Jobs.Mode>),
        typeof(WordEnum<Models.FinishReason>),
        typeof(WordEnum<Tools.ToolResult>),
        typeof(WordEnum<Sandboxes.Reach>),
        typeof(WordEnum<Answer>),
        typeof(WordEnum<Trees.Isolation>),
        typeof(WordEnum<Jobs.JobStatus>),
        typeof(WordEnum<Jobs.LandingState>),
    ],
    MaxDepth = 64
)]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(JobSummary))]
internal sealed partial class JournalTypes : JsonSerializerContext;

/// <summary>An enum as a snake_case word.</summary>
internal sealed class WordEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
