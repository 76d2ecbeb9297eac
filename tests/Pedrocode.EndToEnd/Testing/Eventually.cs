namespace Pedrocode.EndToEnd.Testing;

/// <summary>Waits for what another process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public static async Task<T> ValueAsync<T>(Func<T?> look)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            if (look() is { } found)
            {
                return found;
            }
            await Task.Delay(LookAgain, deadline.Token);
        }
    }

    public static Task TrueAsync(Func<bool> look) => ValueAsync(() => look() ? "yes" : null);
}
