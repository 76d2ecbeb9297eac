using System.Text.Json;
using System.Text.RegularExpressions;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Agents;

public partial class PromptSpecs
{
    public static TheoryData<string> BuiltIn => [.. AgentFile.BuiltIn];

    [Theory]
    [InlineData("build", "analyze 10, plan 5, implement 30, validate 15, deliver 5")]
    [InlineData("debug", "reproduce 8, investigate 12, isolate 10, fix 10, verify 15, deliver 3")]
    [InlineData("review", "gather 10, security 8, quality 10, report 5")]
    [InlineData("triage", "collect 8, analyze 10, report 5")]
    [InlineData("quick", "work 30")]
    public void The_agents_have_the_phases_and_limits_they_are_documented_with(string name, string phases)
    {
        string.Join(", ", AgentFile.Load(name).Phases.Select(static phase => $"{phase.Name} {phase.Rounds}"))
            .ShouldBe(phases);
    }

    [Fact]
    public void Only_five_phases_may_change_files_and_the_last_of_an_agent_is_checked()
    {
        var agents = AgentFile.BuiltIn.Select(AgentFile.Load).ToList();

        agents
            .SelectMany(static agent => agent.Phases)
            .Where(static phase => phase.MayChange)
            .Select(static phase => phase.Name)
            .ShouldBe(["implement", "validate", "fix", "verify", "work"]);
        agents
            .SelectMany(static agent => agent.Phases.Where(agent.IsChecked))
            .Select(static phase => phase.Name)
            .ShouldBe(["validate", "verify", "work"]);
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void What_a_prompt_says_of_tools_and_their_parameters_is_so(string name)
    {
        var tools = StandardTools.All.Definitions.ToDictionary(
            static tool => tool.Name,
            static tool => Parameters(tool.Parameters)
        );
        var agent = AgentFile.Load(name);
        var parts = agent.Phases.Select((_, i) => PhaseMessage.Of(agent, i + 1, "a task")).Prepend(agent.Prompt);
        foreach (var text in parts)
        {
            foreach (Match word in Underscored().Matches(text))
            {
                (tools.ContainsKey(word.Value) || IsOfResult(agent, word.Value)).ShouldBeTrue(word.Value);
            }
            foreach (Match call in Call().Matches(text))
            {
                if (tools.TryGetValue(call.Groups[1].Value, out var parameters))
                {
                    call.Groups[2].Value.Split(", ").ShouldAllBe(given => parameters.Contains(given));
                }
            }
            foreach (Match quoted in Quoted().Matches(text))
            {
                tools.Values.SelectMany(static all => all).ShouldContain(quoted.Groups[1].Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void Every_phase_shows_a_finish_that_it_would_accept(string name)
    {
        foreach (var phase in AgentFile.Load(name).Phases)
        {
            using var finish = JsonDocument.Parse(PhaseMessage.Finish(phase));
            if (phase.Result is { } wanted)
            {
                ArgumentCoercion
                    .Coerce("result", finish.RootElement.GetProperty("result").GetRawText(), wanted.Schema)
                    .ShouldBeOfType<CoercedArguments.Fitting>();
            }
        }
    }

    private static List<string> Parameters(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return [.. Schema.PropertyNames(document.RootElement)];
    }

    private static bool IsOfResult(Agent agent, string word) =>
        agent.Phases.Any(phase => phase.Result?.Schema.Contains($"\"{word}\"", StringComparison.Ordinal) ?? false)
        || agent.Phases.Any(phase => phase.Result?.Example.Contains(word, StringComparison.Ordinal) ?? false);

    [GeneratedRegex("[a-z]+_[a-z_]+")]
    private static partial Regex Underscored();

    [GeneratedRegex(@"([a-z_]+)\(([a-z, ]+)\)")]
    private static partial Regex Call();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Quoted();
}
