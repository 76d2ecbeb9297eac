using System.Collections.Immutable;
using Pedrocode.Core.Agents;

namespace Pedrocode.Core.Models;

/// <summary>Some ten short requests that show what a model on its server can do.</summary>
public sealed class ModelProbe(IModelClient client, TimeProvider time)
{
    private static readonly TimeSpan ForOne = TimeSpan.FromSeconds(90);

    private static readonly ImmutableArray<ToolDefinition> Tools =
    [
        new(
            "read_file",
            "Shows a file.",
            """{"type":"object","properties":{"file":{"type":"string"},"start":{"type":"integer"}},"required":["file"]}"""
        ),
        new(
            "code_edit",
            "Replaces text in a file.",
            """{"type":"object","properties":{"file":{"type":"string"},"old":{"type":"string"},"new":{"type":"string"}},"required":["file","old","new"]}"""
        ),
        new(
            "plan",
            "Notes the steps of the work.",
            """{"type":"object","properties":{"steps":{"type":"array","items":{"type":"string"}}},"required":["steps"]}"""
        ),
    ];

    private static readonly ImmutableArray<(string Task, string Tool, string Holds)> Wanted =
    [
        ("Call read_file for the file notes.txt.", "read_file", "notes.txt"),
        ("Call read_file for src/main.c, starting at line 40.", "read_file", "40"),
        ("Call code_edit: in a.py replace the text x = 1 with x = 2.", "code_edit", "x = 2"),
        ("Call code_edit: in b.js replace say(\"hi\") with say(\"bye\").", "code_edit", "bye"),
        ("Call plan with two steps: test, then write.", "plan", "test"),
        ("Which lines does notes.txt have? Look with the tools you have.", "read_file", "notes.txt"),
    ];

    private int probes;

    /// <param name="progress">Told before each request: which, of how many.</param>
    public async Task<ModelProfile> RunAsync(
        string server,
        string model,
        Action<int, int> progress,
        CancellationToken stop
    )
    {
        var all = Wanted.Length + 3;
        var styles = new List<CallStyle>();
        foreach (var (task, tool, holds) in Wanted)
        {
            progress(++probes, all);
            styles.Add(await StyleAsync(model, task, tool, holds, stop));
        }
        progress(++probes, all);
        var text = string.Concat(
            Enumerable.Range(1, 400).Select(static line => $"{line}. A line that is only here to be read.\n")
        );
        var read = await AskAsync(model, $"{text}Answer with the one word: ready", [], stop);
        progress(++probes, all);
        var again = await AskAsync(model, $"{text}Answer with the one word: ready", [], stop);
        progress(++probes, all);
        var written = await AskAsync(model, "Count from 1 to 60 in digits, separated by spaces.", [], stop);
        return new ModelProfile(
            server,
            model,
            time.GetUtcNow(),
            StyleOf(styles),
            probes,
            styles.Count(static style => style != CallStyle.None),
            Rate(read?.Reply.Usage?.Prompt, read?.First),
            Rate(written?.Reply.Usage?.Completion, written?.Rest),
            read is null || again is null ? null : again.Reply.Usage?.Cached > 0 || again.First < read.First / 2
        );
    }

    private static CallStyle StyleOf(List<CallStyle> styles) =>
        styles.Count(static style => style == CallStyle.Native) * 2 >= styles.Count ? CallStyle.Native
        : styles.Exists(static style => style != CallStyle.None) ? CallStyle.Text
        : CallStyle.None;

    private static double? Rate(int? tokens, TimeSpan? took) =>
        tokens > 0 && took is { TotalSeconds: > 0.001 } time ? tokens / time.TotalSeconds : null;

    private async Task<CallStyle> StyleAsync(
        string model,
        string task,
        string tool,
        string holds,
        CancellationToken stop
    )
    {
        if ((await AskAsync(model, task, Tools, stop))?.Reply is not { } reply)
        {
            return CallStyle.None;
        }
        var rescued = LeakedCalls.Rescue(reply, Tools);
        return rescued.Calls.Any(call => call.Name == tool && call.Arguments.Contains(holds, StringComparison.Ordinal))
            ? reply.Calls.IsEmpty
                ? CallStyle.Text
                : CallStyle.Native
            : CallStyle.None;
    }

    /// <summary>Null where nothing came that could be understood, in time.</summary>
    private async Task<Timed?> AskAsync(
        string model,
        string task,
        ImmutableArray<ToolDefinition> tools,
        CancellationToken stop
    )
    {
        using var limit = new CancellationTokenSource(ForOne, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var request = new ModelRequest
        {
            Model = model,
            Tools = tools,
            Messages = [new SystemMessage("You work on files with the tools given."), new UserMessage(task)],
            Temperature = 0,
        };
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        try
        {
            await foreach (var part in client.StreamAsync(request, both.Token))
            {
                first ??= time.GetElapsedTime(started);
                if (part is ReplyPart.Completed(var reply))
                {
                    return new Timed(reply, first.Value, time.GetElapsedTime(started) - first.Value);
                }
            }
            return null;
        }
        catch (ModelException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record Timed(ModelReply Reply, TimeSpan First, TimeSpan Rest);
}
