using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>Finished lines that wait for the next frame. Any thread adds; one takes.</summary>
internal sealed class Backlog
{
    /// <summary>What one frame takes, so that a key never waits behind a long text.</summary>
    private const int OneFrame = 16 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<string> blocks = [];

    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return blocks.Count == 0;
            }
        }
    }

    /// <summary>Adds whole lines, ended by a line feed.</summary>
    public void Add(string text)
    {
        lock (gate)
        {
            while (text.Length > OneFrame && text.LastIndexOf('\n', OneFrame) is var end and >= 0)
            {
                blocks.Enqueue(text[..(end + 1)]);
                text = text[(end + 1)..];
            }
            if (text.Length > 0)
            {
                blocks.Enqueue(text);
            }
        }
    }

    public string Take()
    {
        var taken = new StringBuilder();
        lock (gate)
        {
            while (taken.Length < OneFrame && blocks.TryDequeue(out var block))
            {
                taken.Append(block);
            }
        }
        return taken.ToString();
    }
}
