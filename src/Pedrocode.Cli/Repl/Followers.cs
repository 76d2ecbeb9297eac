namespace Pedrocode.Cli.Repl;

/// <summary>Tasks that go on beside the prompt, and that leaving waits for.</summary>
internal sealed class Followers
{
    private readonly List<Task> running = [];

    public void Keep(Task follower)
    {
        lock (running)
        {
            running.RemoveAll(static task => task.IsCompletedSuccessfully);
            running.Add(follower);
        }
    }

    /// <summary>Ends when all of them have.</summary>
    public Task DrainAsync()
    {
        lock (running)
        {
            return Task.WhenAll(running);
        }
    }
}
