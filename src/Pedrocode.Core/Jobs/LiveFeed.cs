using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pedrocode.Core.Jobs;

/// <summary>What a running job does this moment, for who watches it. Without watchers it costs next to nothing.</summary>
public sealed class LiveFeed
{
    private readonly Lock gate = new();
    private readonly StringBuilder reply = new();
    private ImmutableArray<LiveWatch> watchers = [];
    private LiveMoment now = LiveMoment.Quiet;

    /// <summary>How far the model is with its reply.</summary>
    public LiveMoment Now
    {
        get
        {
            lock (gate)
            {
                return now;
            }
        }
    }

    /// <summary>From here on; of a reply that is under way also what came before. Ends only by <paramref name="stop"/>.</summary>
    public async IAsyncEnumerable<LivePart> WatchAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var watch = new LiveWatch();
        lock (gate)
        {
            if (reply.Length > 0)
            {
                watch.Put(new LivePart.Asked());
                watch.Put(new LivePart.Text(reply.ToString()));
            }
            watchers = watchers.Add(watch);
        }
        try
        {
            while (true)
            {
                foreach (var part in await watch.TakeAsync(stop))
                {
                    yield return part;
                }
            }
        }
        finally
        {
            lock (gate)
            {
                watchers = watchers.Remove(watch);
            }
        }
    }

    internal void Say(LivePart part)
    {
        lock (gate)
        {
            now = now.After(part);
            switch (part)
            {
                case LivePart.Text(var delta):
                    reply.Append(delta);
                    break;
                case LivePart.Asked or LivePart.Retrying or LivePart.Replied:
                    reply.Clear();
                    break;
            }
            foreach (var watch in watchers)
            {
                watch.Put(part);
            }
        }
    }
}

/// <param name="IsAsking">A request is under way.</param>
/// <param name="Characters">How much of the reply has come; 0 while the model is still silent.</param>
/// <param name="Retrying">Why it is asked again; null where it is not.</param>
public sealed record LiveMoment(bool IsAsking, long Characters, string? Retrying)
{
    public static LiveMoment Quiet { get; } = new(IsAsking: false, 0, null);

    internal LiveMoment After(LivePart part) =>
        part switch
        {
            LivePart.Asked => new LiveMoment(IsAsking: true, 0, null),
            LivePart.Text(var delta) => this with { Characters = Characters + delta.Length, Retrying = null },
            LivePart.Reasoning(var delta) => this with { Characters = Characters + delta.Length, Retrying = null },
            LivePart.Call(var delta) => this with { Characters = Characters + delta.Length, Retrying = null },
            LivePart.Retrying(var reason) => new LiveMoment(IsAsking: true, 0, reason),
            LivePart.Replied => Quiet,
            _ => this,
        };
}
