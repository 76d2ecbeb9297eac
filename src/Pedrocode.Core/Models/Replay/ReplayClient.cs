using System.Runtime.CompilerServices;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Replay;

/// <summary>Plays a <see cref="Recording"/> in place of a model, at its recorded pace. Keeps nothing between requests.</summary>
public sealed class ReplayClient(Recording recording, TimeProvider? time = null) : IModelClient
{
    private const int TokenChars = 5;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>How many times as fast as recorded; infinite: at once.</summary>
    public double Speed { get; init; } = 1;

    public async IAsyncEnumerable<ReplyPart> StreamAsync(
        ModelRequest request,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        var recorded =
            recording.For(request)
            ?? throw new ModelException(
                ModelFault.Refused,
                $"{recording.Name} holds no reply for this conversation. Record it, or use a model server."
            );
        var reply = recorded.Reply;
        await WaitAsync(recorded.BeforeFirst, stop);
        foreach (var part in Parts(reply))
        {
            yield return part;
            await WaitAsync(recorded.PerToken, stop);
        }
        var ids = CallIds.After(request.Messages);
        yield return new ReplyPart.Completed(
            reply with
            {
                Calls = [.. reply.Calls.Select(call => call with { Id = ids.Take(call.Id) })],
            }
        );
    }

    private Task WaitAsync(TimeSpan recorded, CancellationToken stop)
    {
        var wait = recorded / Speed;
        return wait > TimeSpan.Zero ? Task.Delay(wait, _time, stop) : Task.CompletedTask;
    }

    private static IEnumerable<ReplyPart> Parts(ModelReply reply)
    {
        foreach (var token in Tokens(reply.Reasoning ?? ""))
            yield return new ReplyPart.Reasoning(token);
        foreach (var token in Tokens(reply.Text))
            yield return new ReplyPart.Text(token);
        for (var index = 0; index < reply.Calls.Length; index++)
        {
            var call = reply.Calls[index];
            yield return new ReplyPart.CallText(index, call.Name, "");
            foreach (var token in Tokens(call.Arguments))
                yield return new ReplyPart.CallText(index, call.Name, token);
        }
    }

    private static IEnumerable<string> Tokens(string text)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = Math.Min(start + TokenChars, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end++;
            yield return text[start..end];
            start = end;
        }
    }
}
