using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>Makes keys of the bytes a terminal sends, however they are cut. It knows no clock: it is told when the waiting is over.</summary>
internal sealed class KeyReader
{
    private const int LongestSequence = 256;
    private const char Escape = '\e';

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly PasteReader paste = new();

    // What has come since an escape, with it; "" outside of a sequence.
    private readonly StringBuilder sequence = new();
    private bool alt;

    /// <summary>Whether something has been read that may be a key of its own if nothing follows.</summary>
    public bool IsWaiting => sequence.Length > 0 || paste.IsWaiting;

    /// <summary>How long to wait before <see cref="Expire"/>: only Escape itself is a key people wait for.</summary>
    public int PatienceInMilliseconds =>
        sequence.Length == 0 ? 1000
        : sequence.Length == 1 ? 50
        : 500;

    public void Read(ReadOnlySpan<byte> bytes, List<KeyPress> into)
    {
        var chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        ReadOnlySpan<char> rest = chars.AsSpan(0, decoder.GetChars(bytes, chars, flush: false));
        while (!rest.IsEmpty)
        {
            rest = rest[(paste.IsOpen ? paste.Read(rest, into) : ReadOne(rest, into))..];
        }
    }

    /// <summary>Nothing more came: what has been read stands for itself.</summary>
    public void Expire(List<KeyPress> into)
    {
        paste.Expire(into);
        if (sequence.Length == 1)
        {
            into.Add(new KeyPress(KeyName.Escape, AltIf(alt)));
        }
        else if (sequence.Length == 2)
        {
            // A bracket that opened nothing.
            into.Add(KeyPress.Of(sequence[1], Modifiers.Alt));
        }
        else if (sequence.Length > 2)
        {
            into.Add(new KeyPress(KeyName.Unknown));
        }
        EndSequence();
    }

    private int ReadOne(ReadOnlySpan<char> text, List<KeyPress> into)
    {
        var next = text[0];
        if (sequence.Length == 0)
        {
            if (next != Escape)
            {
                return ReadPlain(text, Modifiers.None, into);
            }
            sequence.Append(next);
            return 1;
        }
        if (sequence.Length == 1)
        {
            return ReadSecond(text, into);
        }
        return sequence[1] switch
        {
            '[' or 'O' => ReadInSequence(next, into),
            _ => ReadInString(next, into),
        };
    }

    /// <summary>What follows the escape decides what begins here.</summary>
    private int ReadSecond(ReadOnlySpan<char> text, List<KeyPress> into)
    {
        switch (text[0])
        {
            case '[' or 'O' or ']' or 'P' or '_' or '^' or 'X':
                sequence.Append(text[0]);
                return 1;
            case Escape:
                if (alt)
                {
                    into.Add(new KeyPress(KeyName.Escape));
                }
                alt = true;
                return 1;
            default:
                if (alt)
                {
                    into.Add(new KeyPress(KeyName.Escape));
                }
                EndSequence();
                return ReadPlain(text, Modifiers.Alt, into);
        }
    }

    /// <summary>Parameters until a final character; anything else means that the rest was lost.</summary>
    private int ReadInSequence(char next, List<KeyPress> into)
    {
        if (next is < ' ' or > '~' || sequence.Length > LongestSequence)
        {
            into.Add(new KeyPress(KeyName.Unknown));
            EndSequence();
            return 0;
        }
        var isConsole = sequence.Length == 2 && next == '[';
        var isShifted = next == '$' && sequence.Length == 3 && char.IsAsciiDigit(sequence[2]);
        if ((next < '@' && !isShifted) || isConsole)
        {
            sequence.Append(next);
            return 1;
        }
        var kind = sequence[1];
        var parameters = sequence.ToString(2, sequence.Length - 2);
        var modifiers = AltIf(alt);
        EndSequence();
        if (kind == '[' && parameters == "200" && next == '~')
        {
            paste.Open();
            return 1;
        }
        var key =
            parameters.StartsWith('[') || parameters.AsSpan().ContainsAny("<=>?") ? new KeyPress(KeyName.Unknown)
            : kind == 'O' ? EscapeSequence.Application(parameters, next)
            : EscapeSequence.Control(parameters, next);
        into.Add(key with { Modifiers = key.Modifiers | modifiers });
        return 1;
    }

    /// <summary>An answer of the terminal (OSC, DCS and their kin), up to BEL or ESC \: of no use here.</summary>
    private int ReadInString(char next, List<KeyPress> into)
    {
        var ends = next == '\a' || (next == '\\' && sequence[^1] == Escape);
        if (ends || sequence.Length > LongestSequence)
        {
            into.Add(new KeyPress(KeyName.Unknown));
            EndSequence();
        }
        else
        {
            sequence.Append(next);
        }
        return 1;
    }

    private static int ReadPlain(ReadOnlySpan<char> text, Modifiers modifiers, List<KeyPress> into)
    {
        Rune.DecodeFromUtf16(text, out var rune, out var length);
        into.Add(
            rune.Value switch
            {
                '\r' or '\n' => new KeyPress(KeyName.Enter, modifiers),
                '\t' => new KeyPress(KeyName.Tab, modifiers),
                0x7F => new KeyPress(KeyName.Backspace, modifiers),
                < ' ' => KeyPress.Of(char.ToLowerInvariant((char)(rune.Value + '@')), modifiers | Modifiers.Control),
                _ => KeyPress.Of(rune, modifiers),
            }
        );
        return length;
    }

    private void EndSequence()
    {
        sequence.Clear();
        alt = false;
    }

    private static Modifiers AltIf(bool alt) => alt ? Modifiers.Alt : Modifiers.None;
}
