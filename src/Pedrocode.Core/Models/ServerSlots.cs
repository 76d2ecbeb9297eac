using System.Globalization;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Models;

/// <summary>
/// The requests a server works on at once, shared by all processes of the user. A slot is a held lock, and so is a place in the line:
/// whoever dies leaves both. First come, first served; who is watched goes first, until another has waited for a minute.
/// </summary>
public sealed class ServerSlots
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(1);
    private static long tickets;

    private readonly string folder;
    private readonly int count;
    private readonly TimeProvider time;

    /// <param name="state">The state directory.</param>
    /// <param name="address">What tells the server from others.</param>
    public ServerSlots(string state, string address, int count, TimeProvider time)
    {
        var name = StateName.Of(address);
        folder = Path.Combine(state, "servers", name);
        this.count = count;
        this.time = time;
        PrivateDirectory.Ensure(Path.Combine(state, "servers"));
        PrivateDirectory.Ensure(folder);
        PrivateDirectory.Ensure(Line);
    }

    private string Line => Path.Combine(folder, "line");

    /// <summary>A free slot, the wished one if it can be; null where one has to wait.</summary>
    public ServerSlot? TryTake(int? wished) => Waiting().Count > 0 ? null : TakeFree(wished);

    /// <summary>How many stand in the line.</summary>
    public int Length => Waiting().Count;

    /// <summary>Waits in the line for a slot.</summary>
    public async Task<ServerSlot> TakeAsync(int? wished, bool isWatched, CancellationToken stop)
    {
        var (name, place) = Enter(isWatched);
        try
        {
            while (true)
            {
                // So many slots there are, so many may look for a free one.
                var rank = Waiting().FindIndex(other => other == name);
                if (rank < count && TakeFree(wished) is { } slot)
                {
                    return slot;
                }
                await Task.Delay(Pause, time, stop);
            }
        }
        finally
        {
            File.Delete(Path.Combine(Line, name));
            place.Dispose();
        }
    }

    private ServerSlot? TakeFree(int? wished)
    {
        var first = wished is { } number && number < count ? number : 0;
        for (var i = 0; i < count; i++)
        {
            var slot = (first + i) % count;
            if (FileLock.TryTake(Path.Combine(folder, $"slot-{slot}.lock")) is { } taken)
            {
                return new ServerSlot(slot, taken);
            }
        }
        return null;
    }

    private (string Name, FileLock Place) Enter(bool isWatched)
    {
        while (true)
        {
            var now = time.GetUtcNow().UtcTicks;
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"{(isWatched ? 0 : 1)}-{now:D20}-{Environment.ProcessId}-{Interlocked.Increment(ref tickets)}"
            );
            // Null where somebody took it for one of the dead in the moment before it was held.
            if (FileLock.TryTake(Path.Combine(Line, name)) is { } place)
            {
                return (name, place);
            }
        }
    }

    /// <summary>Who waits, first to last; the places of the dead are cleared away.</summary>
    private List<string> Waiting()
    {
        var places = new List<(string Name, bool IsLast, string Since)>();
        foreach (var file in Directory.EnumerateFiles(Line))
        {
            if (FileLock.TryTake(file) is { } dead)
            {
                File.Delete(file);
                dead.Dispose();
                continue;
            }
            var name = Path.GetFileName(file);
            var parts = name.Split('-');
            var waited =
                parts.Length > 1 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var since)
                    ? time.GetUtcNow().UtcTicks - since
                    : 0;
            places.Add((name, parts[0] == "1" && waited < LongEnough.Ticks, parts.Length > 1 ? parts[1] : ""));
        }
        return
        [
            .. places
                .OrderBy(static place => place.IsLast)
                .ThenBy(static place => place.Since, StringComparer.Ordinal)
                .Select(static place => place.Name),
        ];
    }
}

/// <summary>The right to one request, until it is disposed.</summary>
public sealed class ServerSlot(int number, FileLock held) : IDisposable
{
    /// <summary>From 0; a job that keeps it finds its cache there.</summary>
    public int Number => number;

    public void Dispose() => held.Dispose();
}
