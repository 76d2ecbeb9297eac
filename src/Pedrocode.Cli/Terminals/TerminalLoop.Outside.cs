namespace Pedrocode.Cli.Terminals;

/// <summary>Giving the terminal away and taking it back: to children, to the shell, for good.</summary>
internal sealed partial class TerminalLoop
{
    public void Resized() => mustDraw = true;

    public void Send(string sequence)
    {
        if (HasTerminal)
        {
            output.Write(sequence);
        }
    }

    public void ClearScreen()
    {
        Send(display.Clear());
        mustDraw = true;
    }

    public void Flush(TaskCompletionSource done)
    {
        flushes.Add(done);
        nextFrame = 0;
    }

    public void GoOutside(TaskCompletionSource done)
    {
        WriteAll(null);
        output.Give("");
        Volatile.Write(ref isOutside, true);
        done.TrySetResult();
    }

    public void ComeBack(TaskCompletionSource done)
    {
        // A signal that ended the child may reach us only after its end did.
        Volatile.Write(ref cameBack, Environment.TickCount64);
        Volatile.Write(ref isOutside, false);
        if (!isInBackground)
        {
            TakeBack();
        }
        done.TrySetResult();
    }

    /// <summary>Ctrl+Z: the shell gets a clean terminal, and this process stops.</summary>
    public void Suspend(bool withGroup)
    {
        if (!isOutside)
        {
            WriteAll(Editor);
            output.Give(display.GoBelow());
        }
        Suspension.Stop(withGroup);
        // Not left to the signal: where the stop was refused (nobody could continue us) none comes.
        wentOn = Environment.TickCount64;
        GoOn();
    }

    /// <summary>The signal that follows a stop, whoever caused it.</summary>
    public void Continued()
    {
        var isOurs = wentOn is { } then && Environment.TickCount64 - then < SignalMilliseconds;
        wentOn = null;
        if (!isOurs)
        {
            GoOn();
        }
    }

    /// <summary>In the foreground the terminal is ours again, in the background it is not.</summary>
    private void GoOn()
    {
        if (isOutside || output.HasLeft)
        {
            return;
        }
        isInBackground = !Suspension.IsInForeground;
        if (!isInBackground)
        {
            TakeBack();
        }
    }

    public void LeftForGood()
    {
        End(new Typed.EndOfInput());
        mustDraw = true;
    }

    public void Close(TaskCompletionSource done)
    {
        closing.Cancel();
        if (HasTerminal)
        {
            WriteAll(Editor);
            output.Give(display.GoBelow());
        }
        DrawPlain();
        closed = true;
        EndFlushes();
        done.TrySetResult();
    }

    private void ReturnToForeground()
    {
        isInBackground = false;
        TakeBack();
    }

    private void TakeBack()
    {
        output.Take();
        output.Write(display.StartAfresh(Width));
        DrawNow();
    }

    private int Width => Math.Max(2, Tty.Size(Tty.Output)?.Width ?? 80);

    /// <summary>Everything that waits goes out; the typed line, if it is given, stays below.</summary>
    private void WriteAll(LineEditor? line)
    {
        var height = Tty.Size(Tty.Output)?.Height ?? 24;
        do
        {
            output.WriteFrame(display.Draw(backlog.Take(), status: null, line, Width, height), display.IsWithinLine);
        } while (!backlog.IsEmpty);
    }

    private void EditOutside(Reading asking)
    {
        var text = editor.Line.Text;
        GoOutside(new TaskCompletionSource());
        _ = Task.Run(async () =>
        {
            string? edited = null;
            try
            {
                edited = await OutsideEditor.EditAsync(text, variable);
            }
            catch (Exception e)
                when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                AddAbove(SafeText.Line($"the editor could not be used: {e.Message}", colour: false) + "\n");
            }
            Post(() =>
            {
                if (edited is not null && edited != text)
                {
                    editor.Line.SetText(edited);
                }
                ComeBack(new TaskCompletionSource());
            });
        });
    }
}
