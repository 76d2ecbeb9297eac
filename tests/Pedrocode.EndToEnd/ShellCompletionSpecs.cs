using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

/// <summary>The completion scripts in real shells: bash, and fish and zsh where the machine has them.</summary>
public class ShellCompletionSpecs
{
    private static readonly Rule Finish = new()
    {
        Reply = new FakeReply { Calls = [new FakeCall("finish", """{"summary":"Done."}""")] },
    };

    public static TheoryData<string, string> Shells
    {
        get
        {
            var shells = new TheoryData<string, string>
            {
                { "bash --norc -i", "eval \"$(pedrocode completion bash)\"" },
            };
            if (IsHere("zsh"))
            {
                shells.Add(
                    "zsh -f -i",
                    "autoload -Uz compinit && compinit -u -D && source <(pedrocode completion zsh)"
                );
            }
            if (IsHere("fish"))
            {
                shells.Add("fish --no-config -i", "pedrocode completion fish | source");
            }
            return shells;
        }
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_completes_verbs_job_ids_and_paths(string shell, string load)
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        Git.Run(pedro.Project(), "init", "-q");
        Directory.CreateDirectory(Path.Combine(pedro.Project(), "src"));
        File.WriteAllText(Path.Combine(pedro.Project(), "src", "authentication.go"), "");
        (await pedro.RunAsync("run", "--agent", "quick", "the only job")).Code.ShouldBe(0);
        var id = (await pedro.JobsAsync()).Single().GetProperty("id").GetString()!;
        Directory.CreateDirectory(Path.Combine(pedro.Home, "bin"));
        File.CreateSymbolicLink(Path.Combine(pedro.Home, "bin", "pedrocode"), Pedro.Binary);
        pedro.Variables["PATH"] = $"{Path.Combine(pedro.Home, "bin")}:{pedro.Variables["PATH"]}";
        await using var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && exec env PATH='{pedro.Variables["PATH"]}' {shell}",
            height: 40,
            environment: [.. pedro.Variables.Select(static variable => (variable.Key, variable.Value))]
        );
        await terminal.TypeLineAsync("cd .");
        await terminal.TypeLineAsync($"{load}; echo lo''aded");
        await terminal.WaitForAsync("loaded");

        await CompletesAsync(terminal, "pedrocode canc", "pedrocode cancel");
        await CompletesAsync(terminal, "pedrocode show jo", $"pedrocode show {id}");
        await CompletesAsync(terminal, "pedrocode run fix @src/au", "pedrocode run fix @src/authentication.go");
    }

    private static async Task CompletesAsync(Tmux terminal, string typed, string whole)
    {
        await terminal.TypeAsync(typed);
        await terminal.PressAsync("Tab");
        await terminal.WaitAsync(whole, screen => screen.Line.EndsWith(whole, StringComparison.Ordinal));
        await terminal.PressAsync("C-u");
    }

    private static bool IsHere(string program) =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
