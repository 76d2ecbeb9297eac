using System.Globalization;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// job.json as a shortcut: what it says of an ended job is what the journal would say, as long as the journal has not grown
/// since. Its last field is a checksum over all before it; what does not match is not believed.
/// </summary>
internal static class JobSummaryFile
{
    private const int MostBytes = 4 * 1024 * 1024;

    private static ReadOnlySpan<byte> End => "\n}"u8;

    private static ReadOnlySpan<byte> Field => ",\n  \"crc\": \""u8;

    // The checksum's eight digits, a quotation mark and the end.
    private const int TailLength = 11;

    public static byte[] Bytes(JobView view, long journalBytes)
    {
        var json = JsonSerializer
            .SerializeToUtf8Bytes(
                JobSummary.Of(view, journalBytes) with
                {
                    Listing = JobListing.Of(view),
                },
                JournalJson.Indented.JobSummary
            )
            .AsSpan();
        var content = json[..^End.Length];
        return
        [
            .. content,
            .. Field,
            .. Encoding.ASCII.GetBytes(JournalLine.Checksum(content).ToString("x8", CultureInfo.InvariantCulture)),
            (byte)'"',
            .. End,
        ];
    }

    /// <summary>The job as lists show it; null where only its journal can tell.</summary>
    public static JobView? Read(JobDirectory job) =>
        ReadSummary(job)?.ToView() is { } view && view.Id == job.Id && view.Status.IsEnded() ? view : null;

    /// <summary>Whether it says what the journal says.</summary>
    public static bool IsRight(JobDirectory job) => ReadSummary(job) is not null;

    private static JobSummary? ReadSummary(JobDirectory job)
    {
        try
        {
            return
                PlainFile.TryUse(job.Summary, MostBytes, Parse) is { } summary
                && summary.JournalBytes == new FileInfo(job.Journal).Length
                ? summary
                : null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JobSummary? Parse(ArraySegment<byte> bytes)
    {
        if (bytes.Count < Field.Length + TailLength)
        {
            return null;
        }
        var content = bytes[..^(Field.Length + TailLength)];
        var rest = bytes[content.Count..].AsSpan();
        if (
            !rest.StartsWith(Field)
            || !uint.TryParse(
                rest[Field.Length..][..8],
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var sum
            )
            || sum != JournalLine.Checksum(content)
        )
        {
            return null;
        }
        // As it was before the checksum was put into it.
        End.CopyTo(rest);
        return JsonSerializer.Deserialize(bytes.AsSpan(0, content.Count + End.Length), JournalJson.Indented.JobSummary);
    }
}
