using System.IO.Compression;
using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>Sends one reply, whole or broken.</summary>
internal sealed class Delivery(
    HttpConnection http,
    Chat chat,
    FakeReply reply,
    Fault? fault,
    Hold? hold,
    Func<string> newCallId
)
{
    private const int Packet = 16 * 1024;

    public async Task RunAsync()
    {
        http.ByteByByte = reply.Pace?.ByteByByte ?? false;
        if (hold is { AfterTokens: null })
            await hold.WaitAsync(http.Gone);
        if (reply.Pace is { FirstMs: > 0 } pace)
            await Task.Delay(pace.FirstMs, http.Gone);
        await (fault is null ? ReplyAsync(shape: null) : FaultAsync(fault));
    }

    private Task FaultAsync(Fault fault) =>
        fault.Kind switch
        {
            FaultKind.Status => http.RespondAsync(
                fault.Status,
                fault.Body ?? ErrorBody(fault.Status),
                headers: fault.Headers
            ),
            FaultKind.Reset => ResetAsync(),
            FaultKind.Stall => Task.Delay(Timeout.Infinite, http.Gone),
            FaultKind.StallAfterHead => StallAfterHeadAsync(),
            FaultKind.Body => http.RespondAsync(200, fault.Body ?? ""),
            FaultKind.Stream => StreamAsync(Encoding.UTF8.GetBytes(fault.Body ?? "")),
            FaultKind.Html => http.RespondAsync(
                200,
                "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on</body></html>",
                "text/html"
            ),
            FaultKind.JsonError => http.RespondAsync(200, fault.Body ?? ErrorBody(500)),
            FaultKind.Empty => http.RespondAsync(200, "", "text/event-stream"),
            FaultKind.NoChoices => http.RespondAsync(200, """{"status":"ok"}"""),
            FaultKind.WholeJson => http.RespondAsync(200, WholeCompletion.Of(chat, reply, newCallId)),
            FaultKind.GzipBomb => GzipBombAsync(),
            FaultKind.Gzip => GzipAsync(),
            _ => ReplyAsync(fault.Kind),
        };

    private async Task ReplyAsync(FaultKind? shape)
    {
        if (!chat.Streams)
        {
            await http.RespondAsync(200, WholeCompletion.Of(chat, reply, newCallId));
            return;
        }
        await http.BeginChunksAsync("text/event-stream");
        var sent = 0;
        foreach (var frame in OpenAiFrames.Of(chat, reply, shape, newCallId))
        {
            if (frame.Part is FramePart.Token or FramePart.Finish)
            {
                if (hold?.AfterTokens is { } held && (sent == held || (sent < held && frame.Part == FramePart.Finish)))
                {
                    await http.FlushAsync();
                    await hold.WaitAsync(http.Gone);
                }
                if (
                    fault is not null
                    && (sent == fault.After || frame.Part == FramePart.Finish)
                    && await BrokenAsync(fault)
                )
                    return;
                sent++;
            }
            if (frame.Part == FramePart.Break)
            {
                await (shape == FaultKind.DropInCall ? DropAsync() : http.EndChunksAsync());
                return;
            }
            await SendAsync(frame.Json, shape);
            if (reply.Pace is { } pace && frame.Part == FramePart.Token && sent % pace.Tokens == 0)
                await PauseAsync(pace);
            if (frame.Part == FramePart.Finish && shape == FaultKind.StallAfterFinish)
            {
                await http.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.Gone);
            }
        }
        if (shape != FaultKind.MissingDone)
            await SendAsync("[DONE]"u8.ToArray(), shape);
        await http.EndChunksAsync();
    }

    private async Task PauseAsync(Pace pace)
    {
        await http.FlushAsync();
        if (pace.DelayMs > 0)
            await Task.Delay(pace.DelayMs, http.Gone);
    }

    private async Task SendAsync(byte[] json, FaultKind? shape)
    {
        switch (shape)
        {
            case FaultKind.Crlf:
                Add("data: "u8, json, "\r\n\r\n"u8);
                break;
            case FaultKind.MultiLineData when json.AsSpan().IndexOf(",\"choices\""u8) is > 0 and var comma:
                Add("data: "u8, json.AsSpan(0, comma + 1), "\n"u8);
                Add("data: "u8, json.AsSpan(comma + 1), "\n\n"u8);
                break;
            case FaultKind.Comments:
                Add(": keep-alive\n\nid: 7\nretry: 10\ndata:"u8, json, "\n\n"u8);
                break;
            case FaultKind.SplitUtf8
                when json.AsSpan().IndexOfAnyInRange((byte)0xC0, (byte)0xFF) is >= 0 and var inside:
                Add("data: "u8, json.AsSpan(0, inside + 1), default);
                await http.FlushAsync();
                Add(json.AsSpan(inside + 1), "\n\n"u8, default);
                await http.FlushAsync();
                break;
            default:
                Add("data: "u8, json, "\n\n"u8);
                break;
        }
        if (http.Waiting > Packet)
            await http.FlushAsync();
    }

    private void Add(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        http.Add(first);
        http.Add(second);
        http.Add(third);
    }

    /// <summary>True where the fault ended the reply here.</summary>
    private async Task<bool> BrokenAsync(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.StallBetween:
                await http.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.Gone);
                return true;
            case FaultKind.DropInText:
                await DropAsync();
                return true;
            case FaultKind.ResetInText:
                await http.FlushAsync();
                http.Reset();
                return true;
            case FaultKind.MissingEnd:
                await http.EndChunksAsync();
                return true;
            case FaultKind.CutLine:
                return await EndWithAsync("data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"del"u8.ToArray());
            case FaultKind.BadJson:
                return await EndWithAsync(
                    "data: {\"choices\":[{\"delta\":{\"content\":}]\n\ndata: [DONE]\n\n"u8.ToArray()
                );
            case FaultKind.ErrorObject:
                return await EndWithAsync(Encoding.UTF8.GetBytes($"data: {fault.Body ?? ErrorBody(500)}\n\n"));
            case FaultKind.ErrorLine:
                return await EndWithAsync(
                    Encoding.UTF8.GetBytes(
                        $"error: {fault.Body ?? """{"code":500,"message":"the model crashed","type":"server_error"}"""}\n\n"
                    )
                );
            case FaultKind.ErrorEvent:
                return await EndWithAsync(
                    Encoding.UTF8.GetBytes(
                        $"event: error\ndata: {fault.Body ?? """{"message":"the model crashed"}"""}\n\n"
                    )
                );
            case FaultKind.EndlessStream:
                return await RepeatAsync(Encoding.UTF8.GetBytes(Endless));
            case FaultKind.EndlessLine:
                http.Add("data: "u8);
                return await RepeatAsync([.. Enumerable.Repeat((byte)'x', Packet)]);
            case FaultKind.EndlessComments:
                return await RepeatAsync(": still here\n\n"u8.ToArray());
            case FaultKind.LongLine:
                await SendAsync(Encoding.UTF8.GetBytes(Data(new string('x', 10_000_000))), shape: null);
                return false;
            default:
                return false;
        }
    }

    private static string Endless => string.Concat(Enumerable.Repeat($"data: {Data("and so on ")}\n\n", 100));

    private static string Data(string text) =>
        $$"""{"choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""";

    private async Task<bool> EndWithAsync(byte[] bytes)
    {
        http.Add(bytes);
        await http.EndChunksAsync();
        return true;
    }

    private async Task<bool> RepeatAsync(byte[] bytes)
    {
        while (true)
        {
            http.Gone.ThrowIfCancellationRequested();
            http.Add(bytes);
            await http.FlushAsync();
        }
    }

    private async Task DropAsync()
    {
        await http.FlushAsync();
        http.Dispose();
    }

    private Task ResetAsync()
    {
        http.Reset();
        return Task.CompletedTask;
    }

    private async Task StallAfterHeadAsync()
    {
        await http.BeginChunksAsync("text/event-stream");
        await Task.Delay(Timeout.Infinite, http.Gone);
    }

    private async Task StreamAsync(byte[] body)
    {
        await http.BeginChunksAsync("text/event-stream");
        http.Add(body);
        await http.EndChunksAsync();
    }

    private static readonly Dictionary<string, string> Gzipped = new() { ["Content-Encoding"] = "gzip" };

    private async Task GzipAsync()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            foreach (var frame in OpenAiFrames.Of(chat, reply, shape: null, newCallId))
                gzip.Write([.. "data: "u8, .. frame.Json, .. "\n\n"u8]);
            gzip.Write("data: [DONE]\n\n"u8);
        }
        await http.BeginChunksAsync("text/event-stream", Gzipped);
        http.Add(packed.ToArray());
        await http.EndChunksAsync();
    }

    private async Task GzipBombAsync()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write("data: "u8);
            byte[] letters = [.. Enumerable.Repeat((byte)'a', 1_000_000)];
            for (var megabyte = 0; megabyte < 300; megabyte++)
                gzip.Write(letters);
        }
        await http.BeginChunksAsync("text/event-stream", Gzipped);
        http.Add(packed.ToArray());
        await http.EndChunksAsync();
    }

    private static string ErrorBody(int status) =>
        $$$"""{"error":{"message":"the model crashed","type":"server_error","code":{{{status}}}}}""";
}
