namespace Pedrocode.Cli.Terminals;

/// <summary>The lines typed, oldest first, each once.</summary>
public sealed class History(string? path)
{
    private readonly List<string> lines = [];

    public string? Path { get; } = path;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (lines)
        {
            lines.Remove(line);
            lines.Add(line);
        }
    }

    /// <summary>Ends when all lines are saved.</summary>
    public Task SavedAsync() => Task.CompletedTask;
}
