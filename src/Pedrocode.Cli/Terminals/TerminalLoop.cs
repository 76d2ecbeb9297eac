using System.Collections.Concurrent;

namespace Pedrocode.Cli.Terminals;

/// <summary>
/// The one thread that waits for keys, edits the line and writes to the screen. A key is on the screen before the next
/// wait; lines above it are gathered into frames. Members that say so may be called by others, all else runs here.
/// </summary>
internal sealed partial class TerminalLoop
{
    private const int FrameMilliseconds = 16;
    private const int ForegroundCheckMilliseconds = 250;
    private const int SignalMilliseconds = 2_000;

    /// <summary>A signal that a child ended by is heard of that much later at most; one that comes then is meant for us.</summary>
    private const int LateSignalMilliseconds = 500;
    private const int NoDescriptor = -1;

    private readonly History history;
    private readonly TtyOutput output;
    private readonly Func<string, string?> variable;
    private readonly WakeUp wakeUp = new();
    private readonly ConcurrentQueue<Action> posts = [];
    private readonly Backlog backlog = new();
    private readonly KeyReader keyboard = new();
    private readonly List<KeyPress> read = [];
    private readonly List<(KeyPress Key, object? About)> keys = [];
    private readonly byte[] input = new byte[64 * 1024];
    private readonly List<TaskCompletionSource> flushes = [];
    private readonly LineEditor editor;
    private readonly Display display;

    private Reading? reading;
    private (Reading Reading, Typed Typed)? ended;
    private string? status;
    private bool isOutside;
    private bool isInBackground;
    private bool inputEnded;
    private long? wentOn;
    private long cameBack = -LateSignalMilliseconds;
    private volatile bool closed;
    private object? drawnAbout;
    private object? lineAbout;
    private bool mustDraw;
    private bool mayDraw;
    private long nextFrame;
    private long keyboardDeadline;

    public TerminalLoop(Display display, History history, TtyOutput output, Func<string, string?> variable)
    {
        this.display = display;
        this.history = history;
        this.output = output;
        this.variable = variable;
        editor = new LineEditor(history);
    }

    /// <summary>Called for Ctrl+C while nobody reads.</summary>
    public Action InterruptedWhileBusy { get; init; } = () => { };

    /// <summary>Any thread may ask.</summary>
    public bool? Focused { get; private set; }

    /// <summary>Any thread may ask.</summary>
    public bool IsOutside =>
        Volatile.Read(ref isOutside) || Environment.TickCount64 - Volatile.Read(ref cameBack) < LateSignalMilliseconds;

    public void Start()
    {
        output.Take();
        new Thread(Run) { IsBackground = true, Name = "terminal" }.Start();
    }

    /// <summary>Any thread: has something done here, in the order of the calls.</summary>
    public void Post(Action act)
    {
        posts.Enqueue(act);
        wakeUp.Wake();
    }

    /// <summary>Any thread: as <see cref="Post"/>, and says when it was done.</summary>
    public Task AskAsync(Action<TaskCompletionSource> act)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => act(done));
        return done.Task;
    }

    /// <summary>Any thread: whole lines, safe ones.</summary>
    public void AddAbove(string lines)
    {
        if (closed)
        {
            output.WritePlain(lines);
            return;
        }
        backlog.Add(lines);
        wakeUp.Wake();
    }

    private void Run()
    {
        while (!closed)
        {
            Wait();
            while (posts.TryDequeue(out var act))
            {
                act();
            }
            PressKeys();
            Draw();
            EndRead();
        }
    }

    private bool HasTerminal => !isOutside && !isInBackground && !output.HasLeft;

    /// <summary>The line, while somebody reads it.</summary>
    private LineEditor? Editor => reading is null ? null : editor;

    private bool TakesLines => display.TakesLines(Editor);

    private void Wait()
    {
        var (hasInput, woken) = Tty.WaitForEither(
            HasTerminal && !inputEnded ? Tty.Input : NoDescriptor,
            wakeUp.Descriptor,
            MillisecondsToWait()
        );
        if (woken)
        {
            wakeUp.Reset();
        }
        if (hasInput)
        {
            ReadKeyboard();
        }
        else if (keyboard.IsWaiting && Environment.TickCount64 >= keyboardDeadline)
        {
            keyboard.Expire(read);
            Stamp();
        }
        if (isInBackground && Suspension.IsInForeground)
        {
            ReturnToForeground();
        }
    }

    private int MillisecondsToWait()
    {
        var now = Environment.TickCount64;
        var until = long.MaxValue;
        if (keyboard.IsWaiting)
        {
            until = keyboardDeadline;
        }
        if (HasTerminal && (mayDraw || (!backlog.IsEmpty && TakesLines)))
        {
            until = Math.Min(until, nextFrame);
        }
        if (isInBackground)
        {
            until = Math.Min(until, now + ForegroundCheckMilliseconds);
        }
        return until == long.MaxValue ? -1 : (int)Math.Clamp(until - now, 0, int.MaxValue);
    }

    private void ReadKeyboard()
    {
        var count = Tty.Read(Tty.Input, input);
        if (count == 0)
        {
            inputEnded = true;
            End(new Typed.EndOfInput());
            return;
        }
        keyboard.Read(input.AsSpan(0, count), read);
        keyboardDeadline = Environment.TickCount64 + keyboard.PatienceInMilliseconds;
        Stamp();
    }

    /// <summary>What was on the screen when a key was pressed decides what it can be an answer to.</summary>
    private void Stamp()
    {
        foreach (var key in read)
        {
            Focused = key.Name switch
            {
                KeyName.FocusIn => true,
                KeyName.FocusOut => false,
                _ => Focused,
            };
            keys.Add((key, drawnAbout));
        }
        read.Clear();
    }

    private void Draw()
    {
        var now = Environment.TickCount64;
        if (output.HasLeft)
        {
            DrawPlain();
        }
        else if (HasTerminal && (mustDraw || now >= nextFrame))
        {
            var due = now >= nextFrame;
            var lines = due && TakesLines ? backlog.Take() : "";
            if (mustDraw || mayDraw || lines.Length > 0)
            {
                var (width, height) = Tty.Size(Tty.Output) ?? (80, 24);
                width = Math.Max(2, width);
                output.WriteFrame(display.Draw(lines, status, Editor, width, height), display.IsWithinLine);
                drawnAbout = reading is null ? drawnAbout : editor.Prompt.About;
                mustDraw = false;
                mayDraw &= !due;
                // What is left over is written at once, after a look at the keyboard.
                nextFrame = due && backlog.IsEmpty ? now + FrameMilliseconds : nextFrame;
            }
        }
        EndFlushes();
    }

    private void DrawPlain()
    {
        while (backlog.Take() is { Length: > 0 } lines)
        {
            output.WritePlain(lines);
        }
        mayDraw = mustDraw = false;
    }

    private void EndFlushes()
    {
        if (flushes.Count > 0 && (backlog.IsEmpty || !HasTerminal || !TakesLines))
        {
            flushes.ForEach(done => done.TrySetResult());
            flushes.Clear();
        }
    }
}
