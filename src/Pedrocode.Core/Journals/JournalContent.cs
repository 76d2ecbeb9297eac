using System.Collections.Immutable;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Core.Journals;

/// <summary>What could be read of a journal.</summary>
/// <param name="Damaged">Lines that were there and could not be read.</param>
/// <param name="Length">Bytes up to the end of the last whole line; what stands behind is a torn tail.</param>
public sealed record JournalContent(ImmutableArray<JournalEntry> Entries, int Damaged, long Length)
{
    public JobView View => JobView.Fold(Entries);

    /// <summary>Records that are not there, though later ones are: those of damaged lines among them.</summary>
    public long Missing => Entries.IsEmpty ? 0 : Entries[^1].Sequence - Entries.Length;

    public static JournalContent Read(JobDirectory directory)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(directory.Journal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"{directory.Id} has no journal");
        }
        return Read(bytes, new OutputFiles(directory.Output));
    }

    internal static JournalContent Read(ReadOnlySpan<byte> bytes, OutputFiles outputs)
    {
        var entries = ImmutableArray.CreateBuilder<JournalEntry>();
        var damaged = 0;
        var at = 0;
        while (bytes[at..].IndexOf((byte)'\n') is var length and >= 0)
        {
            var line = bytes.Slice(at, length);
            at += length + 1;
            if (JournalLine.IsHeader(line))
            {
                continue;
            }
            if (
                JournalLine.Read(line, outputs) is { } entry
                && (entries.Count == 0 || entry.Sequence > entries[^1].Sequence)
            )
            {
                entries.Add(entry);
            }
            else
            {
                damaged++;
            }
        }
        return new JournalContent(entries.DrainToImmutable(), damaged, at);
    }
}
