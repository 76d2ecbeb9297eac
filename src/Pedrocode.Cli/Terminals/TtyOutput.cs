using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>
/// The way to the screen and the modes that are set there. It can be left at any moment and from any thread: by a
/// signal, by a crash. What is written after that is plain lines.
/// </summary>
internal sealed class TtyOutput(TerminalModes modes, bool usesEscapes)
{
    // Bracketed paste and focus reports on; off again, with the cursor visible and colours reset.
    private readonly string enter = usesEscapes ? "\e[?2004h\e[?1004h" : "";
    private readonly string exit = usesEscapes ? "\e[?2026l\e[?1004l\e[?2004l\e[?25h\e[0m" : "";
    private readonly string below = usesEscapes ? "\r\n\e[J" : "\n";

    private readonly Lock gate = new();
    private bool entered;
    private bool isWithinArea;

    /// <summary>Whether the terminal was left for good.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Takes the terminal, unless it was left for good.</summary>
    public void Take()
    {
        lock (gate)
        {
            if (!HasLeft)
            {
                entered = true;
                modes.EnterRaw();
                Send(enter);
            }
        }
    }

    /// <summary>Gives the terminal back as it was found, until <see cref="Take"/>.</summary>
    public void Give(string last)
    {
        lock (gate)
        {
            if (entered)
            {
                entered = false;
                Send(last + exit);
                modes.Restore();
            }
        }
    }

    /// <summary>Writes, unless the terminal is not ours at the moment.</summary>
    public void Write(string text)
    {
        lock (gate)
        {
            if (entered)
            {
                Send(text);
            }
        }
    }

    /// <summary>As <see cref="Write"/>: a frame, after which the cursor stands in a row of the area or in an empty one.</summary>
    public void WriteFrame(string frame, bool endsWithinArea)
    {
        lock (gate)
        {
            Write(frame);
            isWithinArea = endsWithinArea;
        }
    }

    public void WritePlain(string text)
    {
        lock (gate)
        {
            Send(text);
        }
    }

    /// <summary>Leaves for good, on a row of its own. A writer that hangs on a dead line does not hold this up.</summary>
    public void Leave()
    {
        var taken = gate.TryEnter(TimeSpan.FromMilliseconds(500));
        try
        {
            HasLeft = true;
            if (entered)
            {
                entered = false;
                modes.Restore();
                Send((isWithinArea ? below : "") + exit);
            }
        }
        finally
        {
            if (taken)
            {
                gate.Exit();
            }
        }
    }

    private static void Send(string text)
    {
        if (text.Length > 0)
        {
            Tty.Write(Tty.Output, Encoding.UTF8.GetBytes(text));
        }
    }
}
