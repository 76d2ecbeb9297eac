using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pedrocode.Core.Jobs;

/// <summary><c>job-&lt;unix seconds&gt;</c>. Ids only rise; one that was given is never given again.</summary>
[JsonConverter(typeof(JobIdJson))]
public readonly record struct JobId(long Number) : IComparable<JobId>
{
    private const string Prefix = "job-";

    /// <summary>The id for a job begun at <paramref name="time"/>, above every id given before.</summary>
    public static JobId New(DateTimeOffset time, JobId last) =>
        new(Math.Max(time.ToUnixTimeSeconds(), last.Number + 1));

    /// <summary>Null for anything that is not exactly an id: the text may be a file name somebody made.</summary>
    public static JobId? Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length <= Prefix.Length + 12
        && long.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && text == Prefix + number.ToString(CultureInfo.InvariantCulture)
            ? new JobId(number)
            : null;

    /// <summary>Whether <paramref name="text"/> is this id or a tail of it: <c>800</c> is a tail of <c>job-1737766800</c>.</summary>
    public bool IsNamedBy(string text) =>
        text.Length > 0
        && (ToString() == text || (text.All(char.IsAsciiDigit) && ToString().EndsWith(text, StringComparison.Ordinal)));

    public int CompareTo(JobId other) => Number.CompareTo(other.Number);

    public override string ToString() => Prefix + Number.ToString(CultureInfo.InvariantCulture);
}

internal sealed class JobIdJson : JsonConverter<JobId>
{
    public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JobId.Parse(reader.GetString() ?? "") ?? throw new JsonException("not a job id");

    public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
