using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Models;

/// <summary>Some ten short requests that show what a model on its server can do.</summary>
public sealed class ModelProbe(IModelClient client, TimeProvider time)
{
    private const int AtOnce = 3;

    /// <summary>So many that nobody answers one after the other before the next has begun.</summary>
    private const int LastNumber = 40;

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
            "apply_patch",
            "Changes files: a patch from *** Begin Patch to *** End Patch, or a unified diff.",
            """{"type":"object","properties":{"patch":{"type":"string"}},"required":["patch"]}"""
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
        ("Call apply_patch: in b.js, which is the one line say(1), replace it with say(2).", "apply_patch", "+say(2)"),
        ("Call plan with two steps: test, then write.", "plan", "test"),
        ("Which lines does notes.txt have? Look with the tools you have.", "read_file", "notes.txt"),
    ];

    private const string ForBlocks = """
        In d.txt the line one is to become two. Answer with nothing but a block of this form:
        path/of/file
        <<<<<<< SEARCH
        lines as they stand
        =======
        lines as they shall be
        >>>>>>> REPLACE
        """;

    private readonly List<(string Tool, CallStyle Style)> answers = [];
    private bool describesTools;
    private int replies;
    private ModelException? failure;
    private int probes;
    private int all;

    /// <summary>Of how many questions asked so far that wanted a call the right one came.</summary>
    public (int Right, int Asked) SoFar => (Called, answers.Count);

    /// <summary>How many questions ask for a call.</summary>
    public static int Calls => Wanted.Length;

    /// <summary>Whether to find out how many requests the server answers at once: it does not say.</summary>
    public bool CountsSlots { get; init; }

    private int Called => answers.Count(static answer => answer.Style != CallStyle.None);

    /// <summary>Throws <see cref="ModelException"/> where not even the first questions are answered: that says nothing of the model.</summary>
    /// <param name="progress">Told before each request: which, of how many.</param>
    public async Task<ModelProfile> RunAsync(
        string server,
        string model,
        Action<int, int> progress,
        CancellationToken stop
    )
    {
        all = Wanted.Length + 3 + (CountsSlots ? AtOnce : 0);
        await AskForCallsAsync(model, progress, stop);
        var edits = await EditsAsync(model, progress, stop);
        var text = string.Concat(
            Enumerable.Range(1, 400).Select(static line => $"{line}. A line that is only here to be read.\n")
        );
        progress(++probes, all);
        var read = await AskAsync(model, $"{text}Answer with the one word: ready", [], stop);
        progress(++probes, all);
        var again = await AskAsync(model, $"{text}Answer with the one word: ready", [], stop);
        progress(++probes, all);
        var written = await AskAsync(model, Counting, [], stop);
        var slots = CountsSlots ? await SlotsAsync(model, progress, stop) : null;
        return new ModelProfile(
            server,
            model,
            time.GetUtcNow(),
            Style(),
            probes,
            Called,
            Rate(read?.Reply.Usage?.Prompt, read?.First - read?.Started),
            Rate(written?.Reply.Usage?.Completion, written?.Last - written?.First),
            read is null || again is null
                ? null
                : again.Reply.Usage?.Cached > 0 || again.First - again.Started < (read.First - read.Started) / 2
        )
        {
            Edits = edits,
            Slots = slots,
        };
    }

    private static string Counting =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Count from 1 to {LastNumber} in digits, separated by spaces."
        );

    private async Task AskForCallsAsync(string model, Action<int, int> progress, CancellationToken stop)
    {
        for (var at = 0; at < Wanted.Length; at++)
        {
            progress(++probes, all);
            answers.Add((Wanted[at].Tool, await StyleAsync(model, Wanted[at], stop)));
            if (at == 1 && replies == 0 && (describesTools || failure?.Fault != ModelFault.NoTools))
            {
                throw failure
                    ?? new ModelException(
                        ModelFault.Failed,
                        $"the model answers no question in {ForOne.TotalSeconds:0} s. See whether the server is busy, or take a smaller model."
                    );
            }
            if (!describesTools && at == 1 && Called == 0)
            {
                // The server may refuse tools, or leave them out of what the model sees: once more, with the tools in the prompt.
                describesTools = true;
                all += answers.Count;
                answers.Clear();
                at = -1;
            }
        }
    }

    private CallStyle Style() =>
        Called == 0 ? CallStyle.None
        : describesTools ? CallStyle.Described
        : answers.Count(static answer => answer.Style == CallStyle.Native) * 2 >= answers.Count ? CallStyle.Native
        : CallStyle.Text;

    /// <summary>The first way to write a change that the model gets right; models made for patches write those first.</summary>
    private async Task<EditFormat> EditsAsync(string model, Action<int, int> progress, CancellationToken stop)
    {
        var edits = Can("code_edit");
        var patches = Can("apply_patch");
        if (patches && (!edits || model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase)))
        {
            return EditFormat.Patch;
        }
        if (edits)
        {
            return EditFormat.CodeEdit;
        }
        all++;
        progress(++probes, all);
        return
            (await AskAsync(model, ForBlocks, [], stop))?.Reply.Text is { } text
            && SearchReplaceBlocks.Read(text) is BlocksFound { Blocks: [var block, ..] }
            && block.Search.Trim() == "one"
            && block.Replace.Trim() == "two"
            ? EditFormat.Blocks
            : EditFormat.CodeEdit;

        bool Can(string tool) => answers.Exists(answer => answer.Tool == tool && answer.Style != CallStyle.None);
    }

    /// <summary>How many of some requests sent together were being answered at the same time; null where not all were.</summary>
    private async Task<int?> SlotsAsync(string model, Action<int, int> progress, CancellationToken stop)
    {
        for (var number = 0; number < AtOnce; number++)
        {
            progress(++probes, all);
        }
        var replies = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => AskAsync(model, Counting, [], stop)));
        return Array.Exists(replies, static reply => reply is null)
            ? null
            : replies.Max(one => replies.Count(other => other!.First <= one!.First && one.First < other.MostlyDone));
    }

    private static double? Rate(int? tokens, TimeSpan? took) =>
        tokens > 0 && took is { TotalSeconds: > 0.001 } time ? tokens / time.TotalSeconds : null;

    private async Task<CallStyle> StyleAsync(
        string model,
        (string Task, string Tool, string Holds) wanted,
        CancellationToken stop
    )
    {
        if ((await AskAsync(model, wanted.Task, Tools, stop))?.Reply is not { } reply)
        {
            return CallStyle.None;
        }
        var rescued = LeakedCalls.Rescue(reply, Tools);
        return rescued.Calls.Any(call => call.Name == wanted.Tool && IsRight(call, wanted.Holds))
            ? reply.Calls.IsEmpty
                ? CallStyle.Text
                : CallStyle.Native
            : CallStyle.None;
    }

    private static bool IsRight(ToolCall call, string holds) =>
        call.Arguments.Contains(holds, StringComparison.Ordinal)
        && ArgumentCoercion.Coerce(call.Name, call.Arguments, Tools.First(tool => tool.Name == call.Name).Parameters)
            is CoercedArguments.Fitting { Arguments: var arguments }
        && (
            !arguments.TryGetProperty("patch", out var patch)
            || (patch.ValueKind == JsonValueKind.String && Patch.Read(patch.GetString()!) is Patch)
        );

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
            DescribesTools = describesTools,
            Messages = [new SystemMessage("You work on files with the tools given."), new UserMessage(task)],
            Temperature = 0,
        };
        var started = Now;
        TimeSpan? first = null;
        try
        {
            await foreach (var part in client.StreamAsync(request, both.Token))
            {
                first ??= Now;
                if (part is ReplyPart.Completed(var reply))
                {
                    replies++;
                    return new Timed(reply, started, first.Value, Now);
                }
            }
            return null;
        }
        catch (ModelException e)
        {
            failure = e;
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>A reply, and when it was asked for, began and ended.</summary>
    private sealed record Timed(ModelReply Reply, TimeSpan Started, TimeSpan First, TimeSpan Last)
    {
        /// <summary>What begins later may have waited for the end, which is heard of somewhat late.</summary>
        public TimeSpan MostlyDone => First + ((Last - First) * 0.8);
    }
}
