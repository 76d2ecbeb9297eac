namespace Pedrocode.Core.Jobs;

/// <summary>How many jobs of a session run at once. First come, first served; an answered job goes to the head.</summary>
internal sealed class JobSlots(int count)
{
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> queue = new();
    private int free = count;

    /// <summary>Whether the next one must wait.</summary>
    public bool AreFull
    {
        get
        {
            lock (gate)
            {
                return free <= 0;
            }
        }
    }

    /// <summary>A turn: completed at once where one is free.</summary>
    public Task EnterAsync(SlotPlace place, CancellationToken stop)
    {
        LinkedListNode<TaskCompletionSource> mine;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return Task.CompletedTask;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            mine = place == SlotPlace.Head ? queue.AddFirst(turn) : queue.AddLast(turn);
        }
        return WaitAsync(mine, stop);
    }

    public void Leave()
    {
        lock (gate)
        {
            if (queue.First is { } next)
            {
                queue.RemoveFirst();
                next.Value.SetResult();
            }
            else
            {
                free++;
            }
        }
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> mine, CancellationToken stop)
    {
        try
        {
            await mine.Value.Task.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            bool turnCame;
            lock (gate)
            {
                turnCame = mine.List is null;
                if (!turnCame)
                {
                    queue.Remove(mine);
                }
            }
            if (turnCame)
            {
                Leave();
            }
            throw;
        }
    }
}

/// <summary>One job's turn: taken, given away while it waits for an answer, and given back at its end.</summary>
internal sealed class JobTurn(JobSlots slots)
{
    private bool has;

    public async Task TakeAsync(SlotPlace place, CancellationToken stop)
    {
        await slots.EnterAsync(place, stop);
        has = true;
    }

    public void Give()
    {
        if (has)
        {
            has = false;
            slots.Leave();
        }
    }
}

internal enum SlotPlace
{
    Tail,
    Head,
}
