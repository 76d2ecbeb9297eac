using System.Text.Json;
using System.Text.Json.Nodes;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>Whether what a result claims can be seen: places that exist, a failure that happened.</summary>
internal static class ResultEvidence
{
    /// <summary>What the model is told to mend; null where nothing is missing.</summary>
    public static string? Missing(Phase phase, JsonElement? result, JobRun job) =>
        result is not { } given ? null
        : phase.Name == Reproduction.Phase ? NotSeen(given, job)
        : Places(given).Select(place => NotThere(place, job)).FirstOrDefault(static fault => fault is not null);

    /// <summary>The same result, each place in it named from where the user stands, whatever name the model had for the file.</summary>
    public static JsonElement Named(JsonElement result, JobTree tree)
    {
        if (Places(result).All(place => TreePath.Of(tree, place.File).Shown == place.File))
        {
            return result;
        }
        var named = JsonNode.Parse(result.GetRawText())!;
        Name(named, tree);
        using var document = JsonDocument.Parse(named.ToJsonString());
        return document.RootElement.Clone();
    }

    private static void Name(JsonNode? node, JobTree tree)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Name(item, tree);
                }
                break;
            case JsonObject place when place["file"] is JsonValue file && place["line"] is JsonValue:
                place["file"] = TreePath.Of(tree, file.GetValue<string>()).Shown;
                break;
            case JsonObject fields:
                foreach (var (_, field) in fields)
                {
                    Name(field, tree);
                }
                break;
            default:
                break;
        }
    }

    /// <summary>Every object with a file and a line, however deep.</summary>
    private static IEnumerable<(string File, int Line)> Places(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().SelectMany(Places),
            JsonValueKind.Object
                when value.TryGetProperty("file", out var file)
                    && file.ValueKind == JsonValueKind.String
                    && value.TryGetProperty("line", out var line)
                    && line.ValueKind == JsonValueKind.Number =>
            [
                (file.GetString()!, line.TryGetInt32(out var number) ? number : 0),
            ],
            JsonValueKind.Object => value.EnumerateObject().SelectMany(static field => Places(field.Value)),
            _ => [],
        };

    private static string? NotThere((string File, int Line) place, JobRun job)
    {
        try
        {
            var path = TreePath.Of(job.Tree, place.File);
            if (TreeFile.ReadIfThere(path) is not { } file)
            {
                return $"{place.File} is not there: name a file that exists, as find_files shows it.";
            }
            var lines = file.Bytes.AsSpan().Count((byte)'\n') + (file.Bytes is [.., not (byte)'\n'] ? 1 : 0);
            return place.Line >= 1 && place.Line <= Math.Max(lines, 1)
                ? null
                : $"{place.File}:{place.Line} is not there: the file has {Plural.Of(lines, "line")}. search_code shows the numbers of lines.";
        }
        catch (CallFault fault)
        {
            return fault.Outcome.Text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{place.File}: {e.Message}";
        }
    }

    private static string? NotSeen(JsonElement result, JobRun job)
    {
        var command = result.GetProperty("command").GetString()!;
        return Reproduction.Seen(command, job.EntriesAndStaged) switch
        {
            null when Reproduction.LastFailed(job.EntriesAndStaged) is { } failed =>
                $"'{command}' was not run in this phase; what was seen to fail is '{failed}': give that, or run yours with bash.",
            null => $"'{command}' was not run in this phase: run exactly this command with bash and see it fail.",
            { Result: ToolResult.Ok } when command.Replace("||", "", StringComparison.Ordinal).Contains('|') =>
                $"'{command}' exited with 0: of a pipe only the last command's exit code counts. Run it without the pipe and give that.",
            { Result: ToolResult.Ok } =>
                $"'{command}' exited with 0 when it was run, so it shows no failure: find a command that fails.",
            { Result: ToolResult.Refused } =>
                $"'{command}' was refused, so it shows no failure: find a command that may run and fails.",
            var seen when Reproduction.CouldNotRun(seen) =>
                $"'{command}' could not be run here, which is no failure of the project: find a command that runs and fails.",
            _ => null,
        };
    }
}

/// <summary>The command that showed the failure which a job is to mend.</summary>
internal static class Reproduction
{
    public const string Phase = "reproduce";

    /// <summary>What came of the command when the model last ran it in the phase that is open; null: it did not.</summary>
    public static ToolOutcome? Seen(string command, IEnumerable<JournalEntry> entries)
    {
        var calls = new Dictionary<string, string>(StringComparer.Ordinal);
        ToolOutcome? seen = null;
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case PhaseStarted:
                    seen = null;
                    break;
                case ModelReplied(var reply, _):
                    foreach (var call in reply.Calls.Where(static call => call.Name == "bash"))
                    {
                        calls[call.Id] = CommandIn(call) ?? "";
                    }
                    break;
                case ToolCallEnded ended when calls.TryGetValue(ended.CallId, out var run) && run == command.Trim():
                    seen = ended.Outcome;
                    break;
                default:
                    break;
            }
        }
        return seen;
    }

    /// <summary>Its program is not there, or is none.</summary>
    public static bool CouldNotRun(ToolOutcome outcome) =>
        outcome.Text.StartsWith("exit code 127", StringComparison.Ordinal)
        || outcome.Text.StartsWith("exit code 126", StringComparison.Ordinal);

    /// <summary>The last command that failed in the phase that is open; null where none did.</summary>
    public static string? LastFailed(IEnumerable<JournalEntry> entries)
    {
        var facts = entries.Select(static entry => entry.Event).ToList();
        var begun = facts.FindLastIndex(static fact => fact is PhaseStarted);
        var failed = facts
            .Skip(begun + 1)
            .OfType<ToolCallEnded>()
            .LastOrDefault(static ended =>
                ended is { Tool: "bash", Outcome: { Result: ToolResult.Failed } outcome } && !CouldNotRun(outcome)
            );
        var call = facts
            .OfType<ModelReplied>()
            .SelectMany(static replied => replied.Reply.Calls)
            .LastOrDefault(call => call.Id == failed?.CallId);
        return call is null ? null : CommandIn(call);
    }

    /// <summary>The command that the job's reproduce phase handed on; null where there was none.</summary>
    public static string? CommandOf(IEnumerable<JournalEntry> entries) =>
        entries
            .Select(static entry => entry.Event)
            .OfType<PhaseEnded>()
            .LastOrDefault(static ended => ended.Phase == Phase)
            is { Result: { ValueKind: JsonValueKind.Object } result }
        && result.TryGetProperty("command", out var command)
            ? command.GetString()?.Trim()
            : null;

    private static string? CommandIn(ToolCall call)
    {
        try
        {
            using var arguments = JsonDocument.Parse(call.Arguments);
            return
                arguments.RootElement.ValueKind == JsonValueKind.Object
                && arguments.RootElement.TryGetProperty("command", out var command)
                && command.ValueKind == JsonValueKind.String
                ? command.GetString()!.Trim()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
