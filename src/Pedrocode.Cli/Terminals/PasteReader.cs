using System.Buffers;

namespace Pedrocode.Cli.Terminals;

/// <summary>Gathers a bracketed paste up to its end mark, in time that grows with its length and no faster.</summary>
internal sealed class PasteReader
{
    private const string EndMark = "\e[201~";
    private const char CtrlC = '\x03';

    private ArrayBufferWriter<char> text = new();
    private bool expired;

    public bool IsOpen { get; private set; }

    public bool IsWaiting => IsOpen && text.WrittenCount > 0;

    public void Open()
    {
        IsOpen = true;
        expired = false;
    }

    /// <summary>Takes what belongs to the paste and says how much that was.</summary>
    public int Read(ReadOnlySpan<char> more, List<KeyPress> into)
    {
        if (expired && more[0] == CtrlC)
        {
            // The end mark was lost on the way, and the user wants out.
            IsOpen = false;
            return 0;
        }
        expired = false;
        var before = text.WrittenCount;
        text.Write(more);
        var from = Math.Max(0, before - EndMark.Length + 1);
        var end = text.WrittenSpan[from..].IndexOf(EndMark);
        if (end < 0)
        {
            return more.Length;
        }
        IsOpen = false;
        Emit(from + end, into);
        return from + end + EndMark.Length - before;
    }

    /// <summary>Shows what has come of a paste whose rest is late; what follows is still pasted, not typed.</summary>
    public void Expire(List<KeyPress> into)
    {
        if (IsWaiting)
        {
            expired = true;
            var kept = PartOfEndMark();
            Emit(text.WrittenCount - kept.Length, into);
            text.Write(kept);
        }
    }

    private string PartOfEndMark()
    {
        for (var length = Math.Min(EndMark.Length - 1, text.WrittenCount); length > 0; length--)
        {
            if (text.WrittenSpan.EndsWith(EndMark.AsSpan(0, length)))
            {
                return EndMark[..length];
            }
        }
        return "";
    }

    private void Emit(int length, List<KeyPress> into)
    {
        // Terminals send a return for each line feed of what was copied.
        var pasted = new string(text.WrittenSpan[..length])
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace('\r', '\n');
        text = new ArrayBufferWriter<char>();
        if (pasted.Length > 0)
        {
            into.Add(KeyPress.Paste(pasted));
        }
    }
}
