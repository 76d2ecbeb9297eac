using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>history.jsonl: the last view of every job whose directory is gone, with its final answer, one a line.</summary>
public sealed class JobHistory(string state)
{
    private static readonly HistoryJson Lines = new(
        new JsonSerializerOptions(HistoryJson.Default.Options) { Encoder = JournalJson.Encoder }
    );

    private readonly string path = Path.Combine(state, "history.jsonl");

    /// <summary>Writes a job down, durably, before its directory goes. Throws <see cref="IOException"/>.</summary>
    public void Append(JobView view)
    {
        // What the model knew of the files is of use only to go on.
        byte[] line =
        [
            .. JsonSerializer.SerializeToUtf8Bytes(view with { Seen = JobView.Empty.Seen }, Lines.JobView),
            (byte)'\n',
        ];
        using var turn = FileLock.Take(path + ".lock");
        using var file = DurableFile.Open(path, WholeLines());
        file.Append(line);
    }

    /// <summary>Every job that is gone, oldest first, each once; a line that is damaged is left out.</summary>
    public ImmutableArray<JobView> All() => Read().Views;

    /// <summary>The one job that is named: an id or an unambiguous tail of one. Null where none is, or several are.</summary>
    public JobView? Find(string name)
    {
        var found = All().Where(view => view.Id.IsNamedBy(name)).ToList();
        return found is [var one] ? one : found.Find(view => view.Id.ToString() == name);
    }

    /// <summary>The jobs, and how many lines could not be read.</summary>
    public (ImmutableArray<JobView> Views, int Damaged) Read()
    {
        var views = new SortedDictionary<JobId, JobView>();
        var damaged = 0;
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path).AsSpan();
            while (bytes.IndexOf((byte)'\n') is var length and >= 0)
            {
                if (ReadLine(bytes[..length]) is { } view)
                {
                    views[view.Id] = view;
                }
                else
                {
                    damaged++;
                }
                bytes = bytes[(length + 1)..];
            }
        }
        return ([.. views.Values], damaged);
    }

    private static JobView? ReadLine(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Lines.JobView) is { IsEmpty: false } view ? view : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    // A torn tail is not a line.
    private long WholeLines() => File.Exists(path) ? File.ReadAllBytes(path).AsSpan().LastIndexOf((byte)'\n') + 1 : 0;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(JobView))]
internal sealed partial class HistoryJson : JsonSerializerContext;
