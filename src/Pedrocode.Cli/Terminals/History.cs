namespace Pedrocode.Cli.Terminals;

/// <summary>
/// The lines typed in this and earlier sessions, oldest first, each once. The file is read when they are first
/// wanted, and added to line by line, off the typing thread.
/// </summary>
public sealed class History(string? path)
{
    public const int Kept = 1_000;

    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private readonly HistoryFile? file = path is null ? null : new HistoryFile(path);
    private bool loaded = path is null;
    private Task saving = Task.CompletedTask;

    /// <summary>Raised, on any thread, when lines cannot be saved: once, with the reason.</summary>
    public event Action<string>? SavingFailed;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                Load();
                return [.. lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (gate)
        {
            lines.Remove(line);
            lines.Add(line);
            if (file is not null)
            {
                // One after the other: the file has them in the order of typing.
                saving = saving.ContinueWith(_ => Save(line), TaskScheduler.Default);
            }
        }
    }

    /// <summary>Ends when all lines are saved.</summary>
    public Task SavedAsync()
    {
        lock (gate)
        {
            return saving;
        }
    }

    private void Load()
    {
        if (!loaded)
        {
            loaded = true;
            var own = lines.ToList();
            lines.Clear();
            lines.AddRange(Newest(file!.Read().Concat(own)));
        }
    }

    private void Save(string line)
    {
        try
        {
            file!.Append(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Exchange(ref SavingFailed, null)?.Invoke(e.Message);
        }
    }

    /// <summary>Each line once, where it was typed last; of those the newest thousand.</summary>
    internal static IReadOnlyList<string> Newest(IEnumerable<string> typed)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var newest = typed.Reverse().Where(seen.Add).Take(Kept).ToList();
        newest.Reverse();
        return newest;
    }
}
