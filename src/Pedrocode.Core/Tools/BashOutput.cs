using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Tools;

/// <summary>
/// What a command prints, taken piece by piece in bounded memory: as lines (see <see cref="BashScreen"/>), of which head and
/// tail are kept, and the first 16 MB in a file where that is not all.
/// </summary>
internal sealed class BashOutput : IDisposable
{
    private const int DroppedTailSize = 64 * 1024;

    private readonly Action<string> live;
    private readonly KnownSecrets secrets;
    private readonly BashExcerpt excerpt = new();
    private readonly BashTail dropped = new(DroppedTailSize);
    private readonly BashSample sample = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly BashOutputFile file;
    private readonly BashScreen screen;
    private long bytes;
    private long droppedBytes;

    public BashOutput(ToolContext context)
    {
        live = context.Live;
        secrets = context.Secrets;
        file = new BashOutputFile(context.OutputFolder);
        screen = new BashScreen(TakeLines);
    }

    public void Add(ReadOnlySpan<byte> piece)
    {
        bytes += piece.Length;
        sample.Add(piece);
        if (sample.LooksBinary())
        {
            return;
        }
        if (file.IsFull)
        {
            // No more than counting from here on: a flood costs next to nothing.
            droppedBytes += piece.Length;
            dropped.Add(piece);
            return;
        }
        screen.Write(piece);
    }

    /// <summary>What the model reads, and the name of the file with the whole, or null where the text is all.</summary>
    public (string Text, string? FullOutput) End()
    {
        if (sample.IsBinary())
        {
            return ($"[binary output, {bytes:N0} bytes, not shown]", null);
        }
        screen.End();
        if (droppedBytes > 0)
        {
            EndOfDropped();
        }
        var name = file.Save();
        var where = file.IsFull
            ? $"the first {BashOutputFile.MaxSize >> 20} MB are in output/{name}"
            : $"all of it is in output/{name}";
        return (VisibleText.CleanOutput(excerpt.Text(where)), name);
    }

    public void Dispose() => file.Dispose();

    private void EndOfDropped()
    {
        var tail = dropped.ToArray().AsSpan();
        if (droppedBytes > tail.Length)
        {
            tail = tail[(tail.IndexOf((byte)'\n') + 1)..];
        }
        excerpt.Skip(droppedBytes - tail.Length);
        var last = new BashScreen(lines => excerpt.Add(secrets.Clean(lines)));
        last.Write(tail);
        last.End();
    }

    private void TakeLines(ReadOnlySpan<byte> printed)
    {
        var lines = secrets.Clean(printed);
        if (excerpt.IsWhole && excerpt.Length + lines.Length > BashExcerpt.Size)
        {
            file.Begin(excerpt.Everything());
        }
        excerpt.Add(lines);
        file.Add(lines);
        Show(lines);
    }

    private void Show(ReadOnlySpan<byte> lines)
    {
        var characters = new char[decoder.GetCharCount(lines, flush: false)];
        decoder.GetChars(lines, characters, flush: false);
        if (characters.Length > 0)
        {
            live(VisibleText.CleanOutput(new string(characters)));
        }
    }
}
