using System.Buffers;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Tools;

/// <summary>
/// Turns what a command writes for a terminal into the lines it would leave there: of a progress line its last state, no
/// colours, no cursor moves. Gives <paramref name="lines"/> whole lines, but for one without end.
/// </summary>
internal sealed class BashScreen(OutputSink lines)
{
    private const int LongestLine = 64 * 1024;
    private const int LongestSequence = 4096;
    private const byte Escape = 0x1B;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\n\r\b\u001b"u8);

    private readonly List<byte> parameters = [];
    private readonly ArrayBufferWriter<byte> finished = new();
    private byte[] line = new byte[256];
    private int length;
    private State state;
    private int sequenceLength;

    // After a carriage return the line stands until something is written over it.
    private bool returned;

    private enum State
    {
        Text,
        Escape,
        EscapeIntermediate,
        Control,
        String,
        StringEscape,
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[(state == State.Text ? Text(bytes) : InSequence(bytes[0]))..];
        }
        GiveFinished();
    }

    /// <summary>Nothing more comes: gives the last line, if it had no end.</summary>
    public void End()
    {
        Finish();
        GiveFinished();
    }

    private int Text(ReadOnlySpan<byte> bytes)
    {
        var special = bytes.IndexOfAny(Special);
        Put(special < 0 ? bytes : bytes[..special]);
        if (special < 0)
        {
            return bytes.Length;
        }
        Obey(bytes[special]);
        return special + 1;
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (returned)
            {
                length = 0;
                returned = false;
            }
            var piece = text[..Math.Min(text.Length, LongestLine - length)];
            Append(piece);
            text = text[piece.Length..];
            if (length == LongestLine)
            {
                Finish();
            }
        }
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        if (length + text.Length > line.Length)
        {
            Array.Resize(ref line, Math.Max(length + text.Length, line.Length * 2));
        }
        text.CopyTo(line.AsSpan(length));
        length += text.Length;
    }

    private void Obey(byte control)
    {
        switch (control)
        {
            case (byte)'\n':
                Append("\n"u8);
                returned = false;
                Finish();
                break;
            case (byte)'\r':
                returned = true;
                break;
            case (byte)'\b':
                DropLast();
                break;
            default:
                state = State.Escape;
                break;
        }
    }

    // How many bytes are done with: 0 where the sequence is none and the byte counts by itself.
    private int InSequence(byte next)
    {
        sequenceLength++;
        switch (state)
        {
            case State.Escape:
                sequenceLength = 0;
                parameters.Clear();
                state = next switch
                {
                    (byte)'[' => State.Control,
                    (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_' => State.String,
                    >= 0x20 and <= 0x2F => State.EscapeIntermediate,
                    Escape => State.Escape,
                    _ => State.Text,
                };
                break;
            case State.EscapeIntermediate when next is < 0x20 or > 0x2F:
                state = State.Text;
                break;
            case State.Control when next is >= 0x40 and <= 0x7E:
                state = State.Text;
                Move(next);
                break;
            case State.Control when next is < 0x20 or > 0x7E:
                state = State.Text;
                return 0;
            case State.Control:
                parameters.Add(next);
                break;
            case State.String when next == Escape:
                state = State.StringEscape;
                break;
            case State.String when next == 0x07 || sequenceLength > LongestSequence:
                state = State.Text;
                break;
            case State.String when next == (byte)'\n':
                state = State.Text;
                return 0;
            case State.StringEscape:
                state = next == (byte)'\\' ? State.Text : State.String;
                break;
        }
        return 1;
    }

    // Of all moves only those within the line matter: to its begin (G), and its erasure (K).
    private void Move(byte final)
    {
        var parameter = parameters is [var one] ? one : (byte)0;
        if (final == (byte)'G' && parameter is 0 or (byte)'1')
        {
            returned = true;
        }
        else if (final == (byte)'K' && (returned || parameter is (byte)'1' or (byte)'2'))
        {
            length = 0;
        }
    }

    private void DropLast()
    {
        while (length > 0 && (line[length - 1] & 0xC0) == 0x80)
        {
            length--;
        }
        length = Math.Max(0, length - 1);
    }

    private void Finish()
    {
        finished.Write(line.AsSpan(0, length));
        length = 0;
    }

    private void GiveFinished()
    {
        if (finished.WrittenCount > 0)
        {
            lines(finished.WrittenSpan);
            finished.ResetWrittenCount();
        }
    }
}
