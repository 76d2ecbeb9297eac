using System.Net.ServerSentEvents;
using System.Text;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Cli.Views.Markdown;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Anthropic;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Rescue;
using Pedrocode.Core.Models.Wires;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Bench.Parsers;

/// <summary>One reader of what models, servers and commands write.</summary>
/// <param name="Read">Reads one text whole.</param>
internal sealed record Parser(string Name, Action<string> Read)
{
    private const string Tools =
        """{"type":"object","properties":{"command":{"type":"string"},"lines":{"type":"array","items":{"type":"string"}}},"required":["command"]}""";

    private static readonly ToolDefinition[] Offered =
    [
        new("bash", "", Tools),
        new("read_file", "", """{"type":"object","properties":{"file":{"type":"string"}}}"""),
    ];

    private static readonly Style Coloured = new(Colour: true, Unicode: true, Width: 80);

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("rescue", static text => ToolCallRescue.Find(text, Offered, reasoningOpen: false)),
        new("rescue, in reasoning", static text => ToolCallRescue.Find(text, Offered, reasoningOpen: true)),
        new("rescue, streamed", static text => Stream(text)),
        new("search/replace", static text => SearchReplaceBlocks.Read(text)),
        new("patch, read", static text => Patch.Read(text)),
        new("patch, applied", static text => ApplyPatch(text)),
        new("patch, many hunks", static text => ApplyHunks(text)),
        new("edit, whole file", static text => new TextEdit(text, "y").Apply(text)),
        new(
            "edit, last line differs",
            static text => new TextEdit(text[..(text.Length / 2)] + "\nno such line", "y").Apply(text)
        ),
        new(
            "edit, first line differs",
            static text => new TextEdit("no such line\n" + text[..(text.Length / 2)], "y").Apply(text)
        ),
        new(
            "edit, other spaces",
            static text =>
                new TextEdit(
                    "  " + text[..(text.Length / 2)].Replace("\n", " \n  ", StringComparison.Ordinal),
                    "y"
                ).Apply(text)
        ),
        new(
            "edit, a few lines",
            static text => new TextEdit(text[..Math.Min(text.Length, 2_000)] + "\nx", "y") { All = true }.Apply(text)
        ),
        new("json repair", static text => JsonRepair.Read(text)),
        new("arguments", static text => ArgumentCoercion.Coerce("bash", text, Tools)),
        new(
            "openai, one event",
            static text =>
                OneEvent(
                    new OpenAiReply("m", null),
                    """{"choices":[{"delta":{"content":""" + Quoted(text) + """},"finish_reason":"stop"}]}"""
                )
        ),
        new(
            "openai, text",
            static text => Events(new OpenAiReply("m", null), text, """{"choices":[{"delta":{"content":""", """}}]}""")
        ),
        new(
            "openai, arguments",
            static text =>
                Events(
                    new OpenAiReply("m", null),
                    text,
                    """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"bash","arguments":""",
                    """}}]}}]}"""
                )
        ),
        new(
            "ollama, text",
            static text =>
                Events(new OllamaReply("m", null), text, """{"message":{"role":"assistant","content":""", """}}""")
        ),
        new(
            "anthropic, text",
            static text =>
                Events(
                    new AnthropicReply("m", null),
                    text,
                    """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""",
                    """}}""",
                    """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""
                )
        ),
        new(
            "anthropic, arguments",
            static text =>
                Events(
                    new AnthropicReply("m", null),
                    text,
                    """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""",
                    """}}""",
                    """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c","name":"bash","input":{}}}"""
                )
        ),
        new("wire, events", static text => WireEventsAsync(text).GetAwaiter().GetResult()),
        new("wire, lines", static text => WireLinesAsync(text).GetAwaiter().GetResult()),
        new(
            "wire, error",
            static text => ServerError.OfStatus(500, ServerWords.Of(Encoding.UTF8.GetBytes(text), null), "m", null)
        ),
        new("shell", static text => Judge(text)),
        new("visible text", static text => VisibleText.Clean(text)),
        new("visible line", static text => VisibleText.CleanLine(text)),
        new("command output", static text => Screen(text)),
        new("markdown", static text => MarkdownText.Of(text, Coloured)),
    ];

    private static void Stream(string text)
    {
        const int size = 4;
        var stream = new StreamedText(Offered, reasoningOpen: false);
        for (var at = 0; at < text.Length; at += size)
        {
            stream.Feed(text.Substring(at, Math.Min(size, text.Length - at)));
        }
        stream.Complete();
    }

    /// <summary>Of the text itself, a file of the same text, each of its lines to be replaced, the last one not there.</summary>
    private static void ApplyPatch(string text)
    {
        var half = text[..(text.Length / 2)];
        var lines = string.Concat(half.Split('\n').Select(static line => $"-{line}\n"));
        if (
            Patch.Read($"*** Begin Patch\n*** Update File: a\n@@\n{lines}-no such line\n+y\n*** End Patch\n")
            is Patch patch
        )
        {
            PatchPlan.For(patch, _ => text);
        }
        if (Patch.Read(text) is Patch own)
        {
            PatchPlan.For(own, _ => text);
        }
    }

    /// <summary>A file of as many lines, all different, and a hunk for each.</summary>
    private static void ApplyHunks(string text)
    {
        var count = text.Length / 40;
        var file = string.Concat(Enumerable.Range(0, count).Select(static i => $"line {i}\n"));
        var hunks = string.Concat(Enumerable.Range(0, count).Select(static i => $"@@\n-line {i}\n+line {i} changed\n"));
        if (Patch.Read($"*** Begin Patch\n*** Update File: a\n{hunks}*** End Patch\n") is Patch patch)
        {
            PatchPlan.For(patch, _ => file);
        }
    }

    private static void Judge(string text)
    {
        if (ShellReader.Read(text) is { } commands)
        {
            ReadOnlyCommands.JudgeAll(commands);
        }
    }

    private static void Screen(string text)
    {
        var screen = new BashScreen(static _ => { });
        screen.Write(Encoding.UTF8.GetBytes(text));
        screen.End();
    }

    private static string Quoted(string text) =>
        $"\"{System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static void OneEvent(IWireReply reply, string json)
    {
        reply.AddEvent("message", Encoding.UTF8.GetBytes(json));
        reply.TakeParts();
        reply.ToReply(CallIds.After([]));
    }

    private static void Events(IWireReply reply, string text, string before, string after, string? first = null)
    {
        const int size = 16;
        // So that all events together are as long as the text.
        text = text[..Math.Min(text.Length, text.Length * size / (size + before.Length + after.Length + 2))];
        if (first is not null)
        {
            reply.AddEvent("message", Encoding.UTF8.GetBytes(first));
        }
        for (var at = 0; at < text.Length; at += size)
        {
            reply.AddEvent(
                "message",
                Encoding.UTF8.GetBytes(before + Quoted(text.Substring(at, Math.Min(size, text.Length - at))) + after)
            );
            reply.TakeParts();
        }
        reply.ToReply(CallIds.After([]));
    }

    /// <summary>As the bytes come from a socket, in an order that no server should send.</summary>
    private static async Task WireEventsAsync(string text)
    {
        await using var stream = new EventStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), EventLimits.Default);
        await foreach (var _ in SseParser.Create(stream, static (_, data) => data.Length).EnumerateAsync()) { }
    }

    private static async Task WireLinesAsync(string text)
    {
        await using var stream = new EventStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), EventLimits.Default);
        var lines = new LineReader(stream);
        while (await lines.NextAsync(CancellationToken.None) is not null) { }
    }
}
