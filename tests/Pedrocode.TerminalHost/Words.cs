using Pedrocode.Cli.Terminals;

namespace Pedrocode.TerminalHost;

internal static class Words
{
    private static readonly Completion[] All =
    [
        new("/jobs", "this project's jobs"),
        new("/journal", "what happened"),
        new("/quit", "leave"),
    ];

    public static Completions Offer(string before)
    {
        var start = before.LastIndexOf(' ') + 1;
        return new Completions(
            start,
            [.. All.Where(c => c.Text.StartsWith(before[start..], StringComparison.Ordinal))]
        );
    }
}
