using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pedrocode.Core.Models;

namespace Pedrocode.Tests.Testing;

/// <summary>A model whose replies a test writes down: the next one is chosen by what the conversation holds.</summary>
internal sealed class ScriptedModel(Func<ModelRequest, ModelReply> answer) : IModelClient
{
    public ConcurrentQueue<ModelRequest> Requests { get; } = new();

    /// <summary>Where set, a reply comes only after this.</summary>
    public Func<CancellationToken, Task>? Hold { get; init; }

    /// <summary>Why each reply is asked for again, before it comes.</summary>
    public ImmutableArray<string> Failures { get; init; } = [];

    /// <summary>The replies in their order, for a job that is alone.</summary>
    public static ScriptedModel Of(params ModelReply[] replies) =>
        new(request => replies[request.Messages.Count(static message => message is AssistantMessage)]);

    public static ModelReply Says(string text) => new(text, [], FinishReason.Stop);

    public static ModelReply Calls(params (string Tool, string Arguments)[] calls) =>
        new(
            "",
            [.. calls.Select(static (call, i) => new ToolCall($"call_{i}", call.Tool, call.Arguments))],
            FinishReason.ToolCalls
        );

    public static ModelReply Finish(string summary = "done") => Calls(("finish", $$"""{"summary":"{{summary}}"}"""));

    public async IAsyncEnumerable<ReplyPart> StreamAsync(
        ModelRequest request,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        Requests.Enqueue(request);
        if (Hold is not null)
        {
            await Hold(stop);
        }
        foreach (var why in Failures)
        {
            yield return new ReplyPart.Retrying(why, TimeSpan.FromSeconds(2));
        }
        stop.ThrowIfCancellationRequested();
        yield return new ReplyPart.Completed(answer(request));
    }
}
