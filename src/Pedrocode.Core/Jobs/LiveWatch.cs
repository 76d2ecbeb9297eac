namespace Pedrocode.Core.Jobs;

/// <summary>What one watcher has not read yet: pieces of a kind are joined, and of a flood of output the lines are only counted.</summary>
internal sealed class LiveWatch
{
    private const int MostOutput = 64 * 1024;

    private readonly Lock gate = new();
    private List<LivePart> waiting = [];
    private int output;
    private int skipped;
    private TaskCompletionSource news = NewSignal();

    public void Put(LivePart part)
    {
        lock (gate)
        {
            switch (part)
            {
                case LivePart.Output(var lines) when output + lines.Length > MostOutput:
                    skipped += lines.Count('\n');
                    break;
                case LivePart.Output(var lines):
                    output += lines.Length;
                    waiting.Add(part);
                    break;
                case LivePart.Text(var delta) when waiting.LastOrDefault() is LivePart.Text(var before):
                    waiting[^1] = new LivePart.Text(before + delta);
                    break;
                default:
                    waiting.Add(part);
                    break;
            }
            news.TrySetResult();
        }
    }

    /// <summary>All that waits, at least one part.</summary>
    public async Task<List<LivePart>> TakeAsync(CancellationToken stop)
    {
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (waiting.Count > 0)
                {
                    return Take();
                }
                more = news.Task;
            }
            await more.WaitAsync(stop);
        }
    }

    private List<LivePart> Take()
    {
        var taken = waiting;
        if (skipped > 0)
        {
            taken.Insert(
                taken.FindLastIndex(static part => part is LivePart.Output) + 1,
                new LivePart.Skipped(skipped)
            );
        }
        (waiting, output, skipped) = ([], 0, 0);
        news = NewSignal();
        return taken;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
