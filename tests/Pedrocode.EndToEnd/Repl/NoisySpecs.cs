using System.Text.Json;
using System.Text.RegularExpressions;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

public partial class NoisySpecs
{
    private const string Text =
        "while three jobs are as loud as they can be, not one of these two hundred letters may be lost or moved, "
        + "whatever is printed above the line, and how much there is of it; they are typed as people type them.";

    private const int TypedAtOnce = 20;

    [Fact]
    public async Task Three_loud_jobs_leave_the_typed_line_alone_and_of_what_they_say_all_is_shown_or_counted()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                // Thirty calls a reply, for as long as anybody types.
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
        File.WriteAllText(
            pedro.Config,
            """
            { "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" },
              "output": { "notices": "all" }, "limits": { "max_inference_runs": 100000 } }
            """
        );
        var agents = Directory.CreateDirectory(Path.Combine(pedro.Home, ".config", "pedrocode", "agent")).FullName;
        File.WriteAllText(Path.Combine(agents, "loud.md"), Loud);
        await using var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && exec '{Pedro.Binary}'",
            width: 240,
            environment: [.. pedro.Variables.Select(static variable => (variable.Key, variable.Value))]
        );
        await terminal.TypeLineAsync("/agent loud");
        await terminal.TypeLineAsync("/background");
        foreach (var job in (string[])["one", "two", "three"])
        {
            await terminal.TypeLineAsync(job);
        }
        await terminal.WaitForAsync("more");
        for (var typed = 0; typed < Text.Length; typed++)
        {
            await terminal.TypeAsync(Text[typed..(typed + 1)]);
            if ((typed + 1) % TypedAtOnce == 0)
            {
                var soFar = "> " + Text[..(typed + 1)].TrimEnd();
                await terminal.WaitAsync(soFar, s => s.Line.EndsWith(soFar, StringComparison.Ordinal));
            }
        }
        await terminal.WaitAsync(Text, s => s.Line == "pedro:loud [3 jobs]> " + Text);
        await terminal.PressAsync("C-u");
        await terminal.TypeLineAsync("/quit");
        await terminal.WaitAsync("the end", s => s.ExitCode == 0);
        var lines = await terminal.LookBackAsync();

        var jobs = (await pedro.JobsAsync()).Select(static job => job.GetProperty("id").GetString()!).ToList();
        jobs.Count.ShouldBe(3);
        foreach (var job in jobs)
        {
            var said = lines.Where(line => line.StartsWith($"[{job}] ", StringComparison.Ordinal)).ToList();
            var counts = said.Select(static line => Folded().Match(line)).Where(static match => match.Success).ToList();
            var counted = counts.Sum(static match => int.Parse(match.Groups[1].Value));
            (said.Count - counts.Count + counted).ShouldBe(Noticed(pedro, job));
            // Of what happened a person sees the lesser part.
            counted.ShouldBeGreaterThan(said.Count);
        }
    }

    private const string Loud = """
        ---
        description: never ends
        phases:
          - name: work
            rounds: 100000
            tools: [plan]
            goal: Plan.
        ---
        You plan.
        """;

    /// <summary>How many events of a job have a notice.</summary>
    private static int Noticed(Pedro pedro, string job) =>
        File.ReadLines(Path.Combine(pedro.State, "jobs", job, "journal.jsonl"))
            .Skip(1)
            .Select(static line =>
                JsonDocument.Parse(line).RootElement.GetProperty("event").GetProperty("type").GetString()
            )
            .Count(static type => type is "model_replied" or "tool_call_started" or "interrupted");

    [GeneratedRegex(@"^\[job-\d+\] \+(\d+) more$")]
    private static partial Regex Folded();
}
