using System.Globalization;
using Pedrocode.Core;
using Pedrocode.Core.Models;

namespace Pedrocode.Cli.Doctor;

/// <summary>What of servers and models jobs have to do with.</summary>
internal static class ModelFindings
{
    private const int SmallWindow = 16_384;
    private const int MostModels = 8;
    private const string Better = "take a model that can: ollama pull qwen3-coder:30b";

    public static Finding Server(FoundServer found) =>
        new(
            "server",
            FindingState.Good,
            $"{found.Server.Kind} at {found.Server.Address}: {Plural.Of(found.Count, "model")}, best {found.Model}"
        );

    /// <summary>The models of a server with what it tells of each, those for other work last.</summary>
    public static IEnumerable<Finding> Offered(IReadOnlyList<(string Name, ModelFacts Facts)> models) =>
        models
            .Take(MostModels)
            .Select(static model => new Finding("offers", FindingState.Good, $"{model.Name}: {Known(model.Facts)}"))
            .Concat(
                models.Count > MostModels
                    ? [new Finding("offers", FindingState.Good, $"and {models.Count - MostModels} more")]
                    : []
            );

    private static string Known(ModelFacts facts)
    {
        var made =
            facts.LongestWindow is { } longest && longest > facts.Window
                ? string.Create(CultureInfo.InvariantCulture, $", made for {longest} tokens")
                : "";
        return facts.Text is { Length: > 0 } text ? text + made : "the server says nothing of it";
    }

    public static Finding Model(ModelChoice choice) =>
        choice.Facts is { CallsTools: false, Server: ServerKind.Ollama }
            ? new Finding(
                "model",
                FindingState.Weak,
                $"{choice.Name} ({choice.Why}): Ollama says it cannot call tools; they are told in the prompt, calls are read from its text",
                Better
            )
            : new Finding("model", FindingState.Good, $"{choice.Name} ({choice.Why}) {choice.Facts.Text}".TrimEnd());

    public static Finding Window(ModelChoice choice, ModelServer server) =>
        choice.Facts.Window switch
        {
            null => new Finding(
                "context",
                FindingState.Weak,
                "the server does not say how much the model sees at once",
                "set model.context_size in your configuration"
            ),
            < SmallWindow and var window => new Finding(
                "context",
                FindingState.Weak,
                $"{window} tokens: jobs work, with much left out",
                WindowAdvice.For(server.Kind, choice.Name, 2 * SmallWindow)
            ),
            var window => new Finding("context", FindingState.Good, $"{window} tokens"),
        };

    /// <param name="facts">With the profile in them: what jobs go by.</param>
    public static IEnumerable<Finding> Measured(ModelProfile profile, ModelChoice choice, ModelFacts facts)
    {
        yield return Calls(profile, choice);
        yield return new Finding(
            "changes",
            FindingState.Good,
            profile.Edits switch
            {
                EditFormat.Patch => "written with apply_patch",
                EditFormat.Blocks => "written as SEARCH/REPLACE blocks",
                _ => "written with code_edit",
            }
        );
        if (facts.Slots is { } slots)
        {
            yield return new Finding(
                "slots",
                FindingState.Good,
                $"{Plural.Of(slots, "request")} at once{(facts.SaysSlots ? ", as the server says" : profile.Slots == slots ? ", as measured" : "")}; more wait their turn"
            );
        }
        yield return new Finding(
            "speed",
            profile.Out is < 5 ? FindingState.Weak : FindingState.Good,
            $"reads {Rate(profile.In)}, writes {Rate(profile.Out)} tokens a second{(profile.KeepsCache switch { true => ", keeps what it has read", false => ", reads everything anew each time", _ => "" })}"
        );
    }

    /// <summary>There is no server, no model, or no answer.</summary>
    public static Finding Failed(Exception e)
    {
        var said = e.Message.Split('\n')[0];
        // A failure of the server ends with what to do.
        var advice =
            e is ModelException ? said[(said.LastIndexOf(". ", StringComparison.Ordinal) + 1)..].Trim(' ', '.') : "";
        return new Finding(
            "model",
            FindingState.Bad,
            said,
            advice.Length > 0 ? advice : "ollama serve && ollama pull qwen3-coder:30b"
        );
    }

    /// <summary>The user did not wait for the end of the questions.</summary>
    public static Finding Stopped(ModelProbe? probe) =>
        new(
            "tool calls",
            FindingState.Weak,
            probe?.SoFar is (var right, > 0 and var asked)
                ? $"not measured to the end: {right} of {asked} right so far"
                : "not measured: stopped",
            "pedrocode doctor"
        );

    private static Finding Calls(ModelProfile profile, ModelChoice choice)
    {
        var right = $"{profile.Called} of {ModelProbe.Calls} right";
        return profile.Calls switch
        {
            CallStyle.Native => new Finding("tool calls", FindingState.Good, $"native, {right}"),
            CallStyle.Text => new Finding(
                "tool calls",
                FindingState.Weak,
                $"as text, out of which they are rescued: {right}",
                ForNative(choice)
            ),
            CallStyle.Described => new Finding(
                "tool calls",
                FindingState.Weak,
                $"as text, where the tools are told in the prompt, as jobs do now: {right}",
                ForNative(choice) ?? Better
            ),
            _ => new Finding("tool calls", FindingState.Bad, "none arrive: this model cannot do jobs", Better),
        };
    }

    private static string? ForNative(ModelChoice choice) =>
        choice.Server?.Kind switch
        {
            ServerKind.LlamaCpp => "start llama-server with --jinja",
            ServerKind.Vllm => "start vllm with --enable-auto-tool-choice --tool-call-parser NAME",
            _ => null,
        };

    private static string Rate(double? rate) =>
        rate is { } known ? known.ToString("0", CultureInfo.InvariantCulture) : "(unknown)";
}
