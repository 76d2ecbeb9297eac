using System.Globalization;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Models;

/// <summary>What was measured of one model on one server.</summary>
/// <param name="Calls">How its tool calls arrive.</param>
/// <param name="Probes">How many requests were made, and how many of them asked for a call.</param>
/// <param name="Called">How many of the calls asked for came, and were right.</param>
/// <param name="In">Tokens a second that it reads; null where it could not be measured.</param>
/// <param name="Out">Tokens a second that it writes.</param>
/// <param name="KeepsCache">Whether a prompt that was read before is read faster; null where nobody can tell.</param>
public sealed record ModelProfile(
    string Server,
    string Model,
    DateTimeOffset Measured,
    CallStyle Calls,
    int Probes,
    int Called,
    double? In,
    double? Out,
    bool? KeepsCache
)
{
    /// <summary>How it writes changes best.</summary>
    public EditFormat Edits { get; init; }

    /// <summary>Requests that were seen to be answered at once; null where that was not tried.</summary>
    public int? Slots { get; init; }

    private static readonly TimeSpan Lasting = TimeSpan.FromDays(7);

    /// <summary>What was measured in the last week; null where nothing was, or what was kept cannot be read.</summary>
    public static ModelProfile? Kept(string state, string server, string model, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(FileOf(state, server, model)));
            var profile = Read(json.RootElement);
            return now - profile.Measured < Lasting ? profile : null;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or ArgumentException
            )
        {
            return null;
        }
    }

    public void Keep(string state)
    {
        PrivateDirectory.Ensure(Path.Combine(state, "profiles"));
        AtomicFile.Write(FileOf(state, Server, Model), Encoding.UTF8.GetBytes(Json()));
    }

    public string Json()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("server", Server);
            json.WriteString("model", Model);
            json.WriteString("measured", Measured);
            json.WriteString("calls", Calls.ToString().ToLowerInvariant());
            json.WriteString("edits", Edits.ToString().ToLowerInvariant());
            json.WriteNumber("probes", Probes);
            json.WriteNumber("called", Called);
            WriteNumber(json, "tokens_in_per_second", In);
            WriteNumber(json, "tokens_out_per_second", Out);
            if (Slots is { } slots)
            {
                json.WriteNumber("slots", slots);
            }
            if (KeepsCache is { } keeps)
            {
                json.WriteBoolean("keeps_cache", keeps);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, 1));
        }
    }

    private static ModelProfile Read(JsonElement json) =>
        new(
            json.GetProperty("server").GetString()!,
            json.GetProperty("model").GetString()!,
            json.GetProperty("measured").GetDateTimeOffset(),
            Enum.Parse<CallStyle>(json.GetProperty("calls").GetString()!, ignoreCase: true),
            json.GetProperty("probes").GetInt32(),
            json.GetProperty("called").GetInt32(),
            json.Number("tokens_in_per_second"),
            json.Number("tokens_out_per_second"),
            json.TryGetProperty("keeps_cache", out var keeps) ? keeps.GetBoolean() : null
        )
        {
            Edits = Enum.Parse<EditFormat>(json.GetProperty("edits").GetString()!, ignoreCase: true),
            Slots = (int?)json.Number("slots"),
        };

    private static string FileOf(string state, string server, string model)
    {
        var name = StateName.Of($"{server}\n{model}");
        return Path.Combine(state, "profiles", string.Create(CultureInfo.InvariantCulture, $"{name}.json"));
    }
}

/// <summary>How a model's tool calls arrive.</summary>
public enum CallStyle
{
    /// <summary>As calls: the server understands the model's format.</summary>
    Native,

    /// <summary>As text, out of which they are rescued.</summary>
    Text,

    /// <summary>As text, and only where the tools are told in the prompt: the server does not pass them on.</summary>
    Described,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>How a model writes changes to files.</summary>
public enum EditFormat
{
    /// <summary>With <c>code_edit</c>.</summary>
    CodeEdit,

    /// <summary>With <c>apply_patch</c>.</summary>
    Patch,

    /// <summary>As SEARCH/REPLACE blocks in its text.</summary>
    Blocks,
}
