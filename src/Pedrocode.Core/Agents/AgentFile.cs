using System.Collections.Immutable;
using System.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pedrocode.Core.Agents;

/// <summary>Agents as data: YAML front matter that lists the phases, then the system prompt.</summary>
public static class AgentFile
{
    private const string Fence = "---\n";

    /// <summary>The names of the agents that come with pedrocode, the first being the default.</summary>
    public static ImmutableArray<string> BuiltIn { get; } = ["build", "quick"];

    /// <summary>Throws <see cref="UserError"/> for a name nobody knows.</summary>
    public static Agent Load(string name)
    {
        if (!BuiltIn.Contains(name))
        {
            var near = NearestName.Of(name, BuiltIn);
            throw new UserError(
                $"no agent '{name}'",
                near is null ? $"agents: {string.Join(", ", BuiltIn)}" : $"did you mean '{near}'?"
            );
        }
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"prompts/{name}.md")!;
        using var reader = new StreamReader(stream);
        return Parse(name, reader.ReadToEnd());
    }

    /// <summary>Throws <see cref="UserError"/> naming the line where the front matter is not as it must be.</summary>
    public static Agent Parse(string name, string text)
    {
        var end = text.StartsWith(Fence, StringComparison.Ordinal)
            ? text.IndexOf("\n" + Fence, StringComparison.Ordinal)
            : -1;
        if (end < 0)
        {
            throw new UserError($"agent {name}: line 1: front matter between two lines '---' is missing");
        }
        var front = FrontMatter(name, text[Fence.Length..(end + 1)]);
        return new Agent(
            name,
            Scalar(front, "description") ?? "",
            text[(end + 1 + Fence.Length)..].Trim(),
            [.. Sequence(name, front, "phases").Select(phase => ReadPhase(name, phase))]
        );
    }

    private static Phase ReadPhase(string agent, YamlNode node)
    {
        var fields = node as YamlMappingNode ?? throw Fault(agent, node, "a phase is a list of fields");
        var result = Scalar(fields, "result");
        return new Phase(
            Scalar(fields, "name") ?? throw Fault(agent, node, "'name' is missing"),
            int.TryParse(Scalar(fields, "rounds"), out var rounds) && rounds > 0
                ? rounds
                : throw Fault(agent, node, "'rounds' must be a number above 0"),
            (Scalar(fields, "goal") ?? throw Fault(agent, node, "'goal' is missing")).Trim(),
            [.. Sequence(agent, fields, "tools").Select(static tool => tool.ToString())],
            result is null
                ? null
                : new PhaseResult(
                    result.Trim(),
                    (Scalar(fields, "example") ?? throw Fault(agent, node, "'example' is missing")).Trim()
                )
        );
    }

    private static YamlMappingNode FrontMatter(string agent, string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents[0].RootNode as YamlMappingNode
                ?? throw new UserError($"agent {agent}: line 2: front matter must be fields");
        }
        catch (YamlException e)
        {
            throw new UserError($"agent {agent}: line {e.Start.Line + 1}: {e.Message}");
        }
    }

    private static string? Scalar(YamlMappingNode fields, string name) =>
        fields.Children.TryGetValue(new YamlScalarNode(name), out var value) ? (value as YamlScalarNode)?.Value : null;

    private static YamlSequenceNode Sequence(string agent, YamlMappingNode fields, string name) =>
        fields.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is YamlSequenceNode list
            ? list
            : throw Fault(agent, fields, $"'{name}' must be a list");

    private static UserError Fault(string agent, YamlNode node, string what) =>
        new($"agent {agent}: line {node.Start.Line + 1}: {what}");
}
