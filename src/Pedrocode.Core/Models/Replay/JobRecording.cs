using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Models.Replay;

/// <summary>A job's replies as a <see cref="Recording"/>, without secrets.</summary>
public static partial class JobRecording
{
    private const string Removed = "[secret]";

    /// <param name="secrets">Texts that must not stand in it, such as the server's key.</param>
    public static string Of(IEnumerable<JournalEntry> entries, IEnumerable<string> secrets)
    {
        var facts = entries.Select(static entry => entry.Event).ToList();
        var task = facts.OfType<JobCreated>().FirstOrDefault()?.Task.Trim() ?? "";
        var hidden = secrets.Where(static secret => secret.Length >= 4).ToList();
        var text = new StringBuilder();
        foreach (var replied in facts.OfType<ModelReplied>())
        {
            text.Append(Line(task, replied.Reply, said => Clean(said, hidden))).Append('\n');
        }
        return text.ToString();
    }

    private static string Line(string task, ModelReply reply, Func<string, string> clean)
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            json.WriteStartObject("match");
            json.WriteString("task", clean(task));
            json.WriteEndObject();
            json.WriteStartObject("reply");
            json.WriteString("text", clean(reply.Text));
            if (reply.Reasoning is { } reasoning)
            {
                json.WriteString("reasoning", clean(reasoning));
            }
            json.WriteStartArray("calls");
            foreach (var call in reply.Calls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.Id);
                json.WriteString("name", call.Name);
                json.WriteString("arguments", clean(call.Arguments));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("finish", JsonNamingPolicy.SnakeCaseLower.ConvertName(reply.Finish.ToString()));
            if (reply.Usage is { } usage)
            {
                json.WriteStartObject("usage");
                json.WriteNumber("prompt", usage.Prompt);
                json.WriteNumber("completion", usage.Completion);
                json.WriteNumber("cached", usage.Cached);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Clean(string text, List<string> secrets)
    {
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, Removed, StringComparison.Ordinal);
        }
        return Keys().Replace(text, Removed);
    }

    /// <summary>What keys and tokens of well-known services look like.</summary>
    [GeneratedRegex(
        "\\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{30,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,})|(?<=Bearer )[A-Za-z0-9._~+/-]{16,}=*"
    )]
    private static partial Regex Keys();
}
