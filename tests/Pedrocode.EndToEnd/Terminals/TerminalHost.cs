using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Terminals;

/// <summary>The program that has nothing but a terminal, in one.</summary>
internal static class TerminalHost
{
    public const string Prompt = "pedro:build>";

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Pedrocode.TerminalHost");

    public static async Task<Tmux> StartAsync(
        string arguments = "",
        string prompt = Prompt,
        int width = 80,
        int height = 24
    )
    {
        var tmux = await Tmux.StartAsync($"exec {Program} {arguments}", width, height, ("LC_ALL", "C.UTF-8"));
        await tmux.WaitForLineAsync(prompt);
        return tmux;
    }

    /// <summary>In a shell that can say how it ended and what it left behind.</summary>
    public static async Task<Tmux> StartInShellAsync(string arguments = "", params (string, string)[] environment)
    {
        var tmux = await Tmux.StartAsync(
            "bash --norc --noprofile",
            environment:
            [
                ("LC_ALL", "C.UTF-8"),
                ("PROMPT_COMMAND", "PS1='$ '"),
                ("host", $"{Program} {arguments}"),
                .. environment,
            ]
        );
        await tmux.WaitForLineAsync("$");
        return tmux;
    }
}
