namespace Pedrocode.Cli.Terminals;

/// <summary>What keys come to.</summary>
internal sealed partial class TerminalLoop
{
    private readonly CancellationTokenSource closing = new();
    private CancellationTokenSource completing = new();

    public void Begin(Reading wanted)
    {
        if (reading is not null)
        {
            wanted.Refuse();
            return;
        }
        reading = wanted;
        editor.Prompt = wanted.Prompt;
        DrawNow();
        if (inputEnded || output.HasLeft)
        {
            End(new Typed.EndOfInput());
        }
    }

    /// <summary>The read ends; what was typed stays for the next one.</summary>
    public void Abandon(Reading unwanted, CancellationToken stop)
    {
        if (reading == unwanted)
        {
            reading = null;
            mayDraw = true;
            unwanted.Abandon(stop);
        }
    }

    public void ChangePrompt(Prompt prompt)
    {
        if (reading is not null && !Equals(prompt.About, editor.Prompt.About))
        {
            // A question is never seen without what was said before it.
            DrawNow();
        }
        editor.Prompt = prompt;
        mayDraw |= reading is not null;
    }

    public void ChangeStatus(string? line)
    {
        mayDraw |= status != line;
        status = line;
    }

    private void PressKeys()
    {
        var pressed = 0;
        while (pressed < keys.Count && reading is not null && HasTerminal)
        {
            var (key, about) = keys[pressed++];
            mustDraw = true;
            lineAbout = editor.Line.IsEmpty ? about : lineAbout;
            Do(editor.Press(key), key);
        }
        keys.RemoveRange(0, pressed);
        if (keys.Count > 0 && reading is null && HasTerminal)
        {
            ObeyTypedAhead();
        }
    }

    /// <summary>Nobody reads: the keys wait, but for those that the terminal itself would obey.</summary>
    private void ObeyTypedAhead()
    {
        if (keys.FindLastIndex(typed => typed.Key.IsControl('c')) is var last and >= 0)
        {
            // As the terminal itself does it: what was typed ahead is dropped.
            keys.RemoveRange(0, last + 1);
            InterruptedWhileBusy();
        }
        if (keys.RemoveAll(typed => typed.Key.IsControl('z')) > 0)
        {
            Suspend(withGroup: true);
        }
    }

    private void Do(Asked asked, KeyPress key)
    {
        switch (asked)
        {
            case Asked.Submit:
                Submit();
                break;
            case Asked.Interrupt:
                Interrupt();
                break;
            case Asked.EndOfInput:
                End(new Typed.EndOfInput());
                break;
            case Asked.BoundKey:
                End(new Typed.Key(key.Name == KeyName.Escape ? '\e' : (char)key.Character.Value));
                break;
            case Asked.Complete:
                Complete(reading!);
                break;
            case Asked.Suspend:
                Suspend(withGroup: true);
                break;
            case Asked.EditOutside:
                EditOutside(reading!);
                break;
            case Asked.ClearScreen:
                ClearScreen();
                break;
            case Asked.Bell:
                output.Write("\a");
                break;
        }
    }

    private void Submit()
    {
        var text = editor.Line.Text;
        Leave("");
        if (editor.Prompt.Remembered && !string.IsNullOrWhiteSpace(text))
        {
            history.Add(text);
        }
        editor.Reset();
        End(new Typed.Line(text) { About = lineAbout });
    }

    private void Interrupt()
    {
        var text = editor.Line.Text;
        if (text.Length > 0)
        {
            Leave("^C");
        }
        editor.Reset();
        End(new Typed.Interrupt(text));
    }

    private void Leave(string mark)
    {
        var (now, above) = display.Leave(editor, mark);
        output.Write(now);
        backlog.Add(above);
    }

    private void End(Typed typed)
    {
        if (reading is { } ending)
        {
            EndRead();
            ended = (ending, typed);
            reading = null;
            DrawNow();
        }
    }

    /// <summary>Only now, with the screen up to date, the reader hears of it.</summary>
    private void EndRead()
    {
        ended?.Reading.End(ended.Value.Typed);
        ended = null;
    }

    private void DrawNow()
    {
        mustDraw = true;
        nextFrame = 0;
    }

    private void Complete(Reading asking)
    {
        completing.Cancel();
        completing = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        var (text, cursor, stop) = (editor.Line.Text, editor.Line.Cursor, completing.Token);
        var complete = editor.Prompt.Complete;
        if (complete is not null)
        {
            _ = Task.Run(() => OfferAsync(complete(text, cursor, stop), Offer), stop);
        }

        void Offer(Completions completions)
        {
            if (reading == asking && editor.Line.Cursor == cursor && editor.Line.Text == text)
            {
                mustDraw = true;
                Do(editor.Offer(completions), new KeyPress(KeyName.Tab));
            }
        }
    }

    private async Task OfferAsync(Task<Completions> completing, Action<Completions> offer)
    {
        try
        {
            var completions = await completing;
            Post(() => offer(completions));
        }
        catch (OperationCanceledException)
        {
            // The user has typed on.
        }
        catch (Exception e)
        {
            AddAbove(SafeText.Line($"no completion: {e.Message}", colour: false) + "\n");
        }
    }
}
