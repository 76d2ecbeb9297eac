using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Tools;
using YamlDotNet.RepresentationModel;

namespace Pedrocode.Core.Agents;

/// <summary>Agents as data: YAML front matter that lists the phases, then the system prompt.</summary>
public static class AgentFile
{
    private static readonly ImmutableArray<string> Shown = ["changes", "log", "status", "failure", "findings"];

    /// <summary>The names of the agents that come with pedrocode, the first being the default.</summary>
    public static ImmutableArray<string> BuiltIn { get; } = ["build", "debug", "review", "triage", "quick"];

    /// <summary>One of <see cref="BuiltIn"/>. Throws <see cref="UserError"/> for any other name.</summary>
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
        return Parse(name, $"agent {name}", Resource($"prompts/{name}.md"));
    }

    /// <summary>The agent of a job: built in, or as the file was that the job began with.</summary>
    public static Agent Of(string name, string? recipe) =>
        recipe is null ? Load(name) : Parse(name, $"agent {name}", recipe);

    /// <param name="where">What a fault begins with: the file.</param>
    /// <exception cref="UserError">Naming the line where the file is not as it must be.</exception>
    public static Agent Parse(string name, string where, string text)
    {
        var file = FrontMatter.Read(where, text);
        file.AllowOnly(file.Fields, "description", "model", "report", "phases");
        var phases = file.List(file.Fields, "phases").Select(phase => ReadPhase(file, phase)).ToImmutableArray();
        if (phases.IsEmpty)
        {
            throw file.Fault(file.Fields, "'phases' is empty");
        }
        return new Agent(name, FrontMatter.Text(file.Fields, "description") ?? "", Prompt(file.Body, phases), phases)
        {
            Model = FrontMatter.Text(file.Fields, "model"),
            Report = FrontMatter.Text(file.Fields, "report"),
        };
    }

    private static Phase ReadPhase(FrontMatter file, YamlNode node)
    {
        var fields = node as YamlMappingNode ?? throw file.Fault(node, "a phase is a list of fields");
        file.AllowOnly(fields, "name", "rounds", "goal", "tools", "shows", "result", "example");
        return new Phase(
            FrontMatter.Text(fields, "name") ?? throw file.Fault(node, "'name' is missing"),
            int.TryParse(FrontMatter.Text(fields, "rounds"), out var rounds) && rounds > 0
                ? rounds
                : throw file.Fault(fields, "rounds", "'rounds' must be a number above 0"),
            (FrontMatter.Text(fields, "goal") ?? throw file.Fault(node, "'goal' is missing")).Trim(),
            Words(file, fields, "tools", StandardTools.All.Names),
            Result(file, fields)
        )
        {
            Shows = FrontMatter.Has(fields, "shows") ? Words(file, fields, "shows", Shown) : [],
        };
    }

    private static ImmutableArray<string> Words(
        FrontMatter file,
        YamlMappingNode fields,
        string name,
        ImmutableArray<string> known
    ) =>
        [
            .. file.List(fields, name)
                .Select(node =>
                    node is YamlScalarNode { Value: { } word } && known.Contains(word)
                        ? word
                        : throw file.Fault(node, $"'{name}' holds '{node}'; known: {string.Join(", ", known)}")
                )
                .Where(static word => word != FinishTool.ToolName),
        ];

    private static PhaseResult? Result(FrontMatter file, YamlMappingNode fields)
    {
        if (FrontMatter.Text(fields, "result")?.Trim() is not { } schema)
        {
            return null;
        }
        var example =
            FrontMatter.Text(fields, "example")?.Trim()
            ?? throw file.Fault(fields, "result", "'result' needs an 'example' beside it");
        if (!IsJson(schema))
        {
            throw file.Fault(fields, "result", "'result' must be a JSON schema");
        }
        return ArgumentCoercion.Coerce("example", example, schema) is CoercedArguments.Fitting
            ? new PhaseResult(schema, example)
            : throw file.Fault(fields, "example", "'example' does not fit 'result'");
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>With the rules of work that every agent shares.</summary>
    private static string Prompt(string own, ImmutableArray<Phase> phases)
    {
        var rules = Resource("prompts/rules.md").Trim();
        return phases.Any(static phase => phase.MayChange)
            ? $"{own}\n\n{rules}\n{Resource("prompts/edits.md").Trim()}"
            : $"{own}\n\n{rules}";
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
