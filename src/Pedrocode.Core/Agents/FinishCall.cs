using System.Text.Json;
using System.Text.Json.Nodes;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>What a phase makes of a call of <c>finish</c>.</summary>
internal abstract record FinishCall
{
    /// <summary>So many finishes of a phase that are sent back cost no round.</summary>
    private const int FreeFaults = 2;

    private FinishCall() { }

    public sealed record Accepted(string Summary, JsonElement? Result) : FinishCall;

    public sealed record Fault(ToolOutcome Outcome) : FinishCall;

    public static FinishCall Read(Phase phase, ToolCall call, JobRun job)
    {
        var given = phase.Result is { } wanted ? WithResult(call.Arguments, wanted.Schema) : call.Arguments;
        switch (Coerce(given, phase))
        {
            case CoercedArguments.CutOff(var text):
                return new Fault(ToolOutcome.Refused(text));
            case CoercedArguments.Fault(var text):
                return new Fault(ToolOutcome.Failed(text));
            case CoercedArguments.Fitting(var fitting):
                JsonElement? result = phase.Result is null ? null : fitting.GetProperty("result");
                return ResultEvidence.Missing(phase, result, job) is { } missing
                    ? new Fault(ToolOutcome.Failed($"{missing} Then finish again."))
                    : new Accepted(
                        fitting.GetProperty("summary").GetString()!.Trim(),
                        result is { } found ? ResultEvidence.Named(found, job.Tree) : null
                    );
            case var other:
                throw new NotSupportedException(other.GetType().Name);
        }
    }

    /// <summary>How many rounds of the phase that is open were spent on finishes sent back, as far as those cost nothing.</summary>
    public static int Free(IEnumerable<JournalEntry> entries)
    {
        var faults = entries.Aggregate(
            0,
            static (count, entry) =>
                entry.Event switch
                {
                    PhaseStarted => 0,
                    ToolCallEnded { Tool: FinishTool.ToolName, Outcome.Result: ToolResult.Failed } => count + 1,
                    _ => count,
                }
        );
        return Math.Min(faults, FreeFaults);
    }

    /// <summary>Names that the schema does not know are no reason to send a result back.</summary>
    private static CoercedArguments Coerce(string arguments, Phase phase)
    {
        var strict = ArgumentCoercion.Coerce(
            "finish",
            arguments,
            Schema(phase, open: false),
            PhaseMessage.Finish(phase)
        );
        return
            strict is CoercedArguments.Fault
            && ArgumentCoercion.Coerce("finish", arguments, Schema(phase, open: true)) is CoercedArguments.Fitting open
            ? open
            : strict;
    }

    private static string Schema(Phase phase, bool open)
    {
        var properties = new JsonObject { ["summary"] = new JsonObject { ["type"] = "string" } };
        var required = new JsonArray("summary");
        if (phase.Result is { } wanted)
        {
            var result = JsonNode.Parse(wanted.Schema)!.AsObject();
            if (open)
            {
                result["additionalProperties"] = true;
            }
            properties["result"] = result;
            required.Add((JsonNode)"result");
        }
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = true,
        }.ToJsonString();
    }

    /// <summary>With the result's fields in <c>result</c>, where the model wrote them beside the summary.</summary>
    private static string WithResult(string arguments, string schema)
    {
        if (
            JsonRepair.Read(arguments) is not { WasOpen: false } repaired
            || JsonNode.Parse(repaired.Json, documentOptions: JsonRepair.Deep) is not JsonObject given
            || given.ContainsKey("result")
        )
        {
            return arguments;
        }
        var result = new JsonObject();
        using var wanted = JsonDocument.Parse(schema);
        foreach (var name in Models.Json.Schema.PropertyNames(wanted.RootElement))
        {
            if (given.Remove(name, out var value))
            {
                result[name] = value;
            }
        }
        if (result.Count == 0)
        {
            return arguments;
        }
        given["result"] = result;
        return given.ToJsonString();
    }
}
