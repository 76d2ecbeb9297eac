using System.Buffers;
using System.Text.Json;
using Pedrocode.Core.Posix;

namespace Pedrocode.Cli.Terminals;

/// <summary>The file of typed lines, one JSON object each, shared by all sessions of the user.</summary>
internal sealed class HistoryFile(string path)
{
    /// <summary>A longer entry (a paste of a whole file) is remembered by its session only.</summary>
    private const int LongestLine = 64 * 1024;

    /// <summary>From this many lines on the file is cut to the newest.</summary>
    private const int Slack = 2 * History.Kept;

    private bool looked;

    public IReadOnlyList<string> Read()
    {
        try
        {
            return [.. Split(File.ReadAllBytes(path)).Select(Parse).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or not ours to read: then nothing is remembered, and the first line saved says why.
            return [];
        }
    }

    /// <summary>Adds a line behind those of all sessions. Throws <see cref="IOException"/> where it cannot.</summary>
    public void Append(string line)
    {
        var json = ToJson(line);
        if (json.Length > LongestLine)
        {
            return;
        }
        using var mine = Lock();
        var length = File.Exists(path) ? new FileInfo(path).Length : 0;
        using (var file = DurableFile.Open(path, length))
        {
            file.Append(EndsWithinLine(length) ? [(byte)'\n', .. json] : json);
        }
        if (!looked)
        {
            looked = true;
            Shorten();
        }
    }

    private FileLock Lock()
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (FileLock.TryTake(path + ".lock") is { } taken)
            {
                return taken;
            }
            if (TimeProvider.System.GetElapsedTime(patience) > TimeSpan.FromSeconds(2))
            {
                throw new IOException($"{path} is locked by another process");
            }
            Thread.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Whether the last writer was killed in the middle of a line.</summary>
    private bool EndsWithinLine(long length)
    {
        if (length == 0)
        {
            return false;
        }
        using var handle = File.OpenHandle(path, share: FileShare.ReadWrite);
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(handle, last, length - 1) == 1 && last[0] != '\n';
    }

    private void Shorten()
    {
        var all = Read();
        if (all.Count > Slack)
        {
            AtomicFile.Write(path, History.Newest(all).SelectMany(ToJson).ToArray());
        }
    }

    private static byte[] ToJson(string line)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("line", line);
            json.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> all)
    {
        while (!all.IsEmpty)
        {
            var end = all.Span.IndexOf((byte)'\n');
            yield return end < 0 ? all : all[..end];
            all = end < 0 ? default : all[(end + 1)..];
        }
    }

    private static string? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty("line").GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // A damaged line costs itself only.
            return null;
        }
    }
}
