using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

public class NoisySpecs
{
    private const string Text =
        "while three jobs are as loud as they can be, not one of these letters may be lost or moved";

    [Fact]
    public async Task Three_loud_jobs_leave_the_typed_line_alone_and_what_they_say_is_folded()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                // Thirty calls a reply, until the limit of rounds.
                Reply = new FakeReply
                {
                    Calls =
                    [
                        .. Enumerable
                            .Range(0, 30)
                            .Select(i => new FakeCall("plan", "{\"steps\":[\"{{round}}-" + i + "\"]}")),
                    ],
                },
            }
        );
        File.WriteAllText(Path.Combine(pedro.Home, ".pedrocli.json"), """{"output":{"notices":"all"}}""");
        await using var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && exec '{Pedro.Binary}'",
            width: 140,
            environment: [.. pedro.Variables.Select(static variable => (variable.Key, variable.Value))]
        );
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        foreach (var job in (string[])["one", "two", "three"])
        {
            await terminal.TypeLineAsync(job);
        }
        await terminal.WaitForAsync("more");
        for (var typed = 1; typed <= Text.Length; typed++)
        {
            await terminal.TypeAsync(Text[(typed - 1)..typed]);
            if (typed % 15 == 0)
            {
                var soFar = "> " + Text[..typed].TrimEnd();
                await terminal.WaitAsync(soFar, s => s.Line.EndsWith(soFar, StringComparison.Ordinal));
            }
        }
        await terminal.WaitAsync(Text, s => s.Line.EndsWith("> " + Text, StringComparison.Ordinal));
        await terminal.PressAsync("C-u");
        await terminal.TypeLineAsync("/quit");
        await terminal.WaitAsync("the end", s => s.ExitCode == 0);
        var lines = await terminal.LookBackAsync();

        // Of what happened a person sees the lesser part, and the count of the rest.
        var counted = lines
            .Select(static line => System.Text.RegularExpressions.Regex.Match(line, @"^\[job-\d+\] \+(\d+) more$"))
            .Where(static match => match.Success)
            .Sum(static match => int.Parse(match.Groups[1].Value));
        counted.ShouldBeGreaterThan(lines.Count(static line => line.StartsWith("[job-", StringComparison.Ordinal)));
    }
}
