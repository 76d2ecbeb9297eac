using System.Text.Json;
using System.Text.Json.Serialization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// What other processes ask of a job's owner: one file a request. The owner journals it, then unlinks it; a name that the
/// journal holds is never acted on again.
/// </summary>
public static class Inbox
{
    /// <summary>Leaves a request. Throws <see cref="UserError"/> where the job's directory is gone, <see cref="StateNotSavedException"/>.</summary>
    public static void Put(JobDirectory job, JobMessage message, TimeProvider time)
    {
        if (job.ShownOnly is { } why)
        {
            throw why;
        }
        if (!Directory.Exists(job.Path))
        {
            throw new UserError($"Job not found: {job.Id}");
        }
        var name = $"{time.GetUtcNow().ToUnixTimeMilliseconds():D14}-{Guid.NewGuid():N}.json";
        try
        {
            if (!Directory.Exists(job.Inbox))
            {
                PrivateDirectory.Ensure(job.Inbox);
                AtomicFile.SyncDirectory(job.Path);
            }
            AtomicFile.Write(
                Path.Combine(job.Inbox, name),
                JsonSerializer.SerializeToUtf8Bytes(InboxRequest.Of(message), InboxJson.Default.InboxRequest)
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateNotSavedException($"the request to {job.Id} could not be saved: {e.Message}", e);
        }
    }

    /// <summary>The requests there, oldest first; what is no request is left alone.</summary>
    public static IEnumerable<JobMessage> Read(JobDirectory job) => Names(job).Select(ReadOne).OfType<JobMessage>();

    /// <summary>Unlinks the requests that the journal holds: its owner died before it could.</summary>
    public static void Forget(JobDirectory job, IEnumerable<JournalEntry> entries)
    {
        foreach (var request in entries.Select(static entry => Request(entry.Event)).OfType<string>())
        {
            Remove(job, request);
        }
    }

    /// <summary>To be called when the journal holds the request.</summary>
    public static void Remove(JobDirectory job, string request)
    {
        // The name came out of a journal that may be damaged, or made by somebody.
        if (Path.GetFileName(request) == request && Directory.Exists(job.Inbox))
        {
            File.Delete(Path.Combine(job.Inbox, request));
        }
    }

    private static string[] Names(JobDirectory job)
    {
        try
        {
            var names = Directory.GetFiles(job.Inbox, "*.json");
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Made with the first request; what cannot be read now is looked at again in a moment.
            return [];
        }
    }

    private static string? Request(JobEvent fact) =>
        fact switch
        {
            Steered steered => steered.Request,
            ApprovalAnswered answered => answered.Request,
            ReviewAnswered answered => answered.Request,
            ModeChanged changed => changed.Request,
            CancelRequested cancel => cancel.Request,
            _ => null,
        };

    private static JobMessage? ReadOne(string file)
    {
        try
        {
            return JsonSerializer
                .Deserialize(File.ReadAllBytes(file), InboxJson.Default.InboxRequest)
                ?.ToMessage(Path.GetFileName(file));
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>A request as its file holds it.</summary>
/// <param name="Kind">cancel, steer, answer or mode.</param>
internal sealed record InboxRequest(
    string Kind,
    string? Text = null,
    int? Number = null,
    Answer? Answer = null,
    Mode? Mode = null
)
{
    public static InboxRequest Of(JobMessage message) =>
        message switch
        {
            JobMessage.Cancel => new InboxRequest("cancel"),
            JobMessage.Steer steer => new InboxRequest("steer", steer.Text),
            JobMessage.Reply reply => new InboxRequest("answer", reply.Reason, reply.Number, reply.Answer),
            JobMessage.ChangeMode change => new InboxRequest("mode", Mode: change.Mode),
            _ => throw new NotSupportedException(message.GetType().Name),
        };

    /// <summary>Null for a kind of a newer version.</summary>
    public JobMessage? ToMessage(string name) =>
        (Kind, this) switch
        {
            ("cancel", _) => new JobMessage.Cancel(name),
            ("steer", { Text: { } text }) => new JobMessage.Steer(text, name),
            ("answer", { Answer: { } answer }) => new JobMessage.Reply(Number, answer, Text, name),
            ("mode", { Mode: { } mode }) => new JobMessage.ChangeMode(mode, name),
            _ => null,
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WordEnum<Answer>), typeof(WordEnum<Mode>)]
)]
[JsonSerializable(typeof(InboxRequest))]
internal sealed partial class InboxJson : JsonSerializerContext;
