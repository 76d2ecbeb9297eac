using System.IO.Compression;
using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>Sends one reply, whole or broken.</summary>
internal sealed class Delivery(
    HttpConnection http,
    FakeWire wire,
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
        http.Drip = reply.Pace?.Drip ?? Drip.None;
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
                fault.Body ?? wire.Error(fault.Status, "the model crashed"),
                headers: fault.Headers
            ),
            FaultKind.Reset => ResetAsync(),
            FaultKind.Stall => Task.Delay(Timeout.Infinite, http.Gone),
            FaultKind.StallAfterHead => StallAfterHeadAsync(),
            FaultKind.Body => http.RespondAsync(200, fault.Body ?? ""),
            FaultKind.Stream => StreamAsync(fault.Bytes ?? Encoding.UTF8.GetBytes(fault.Body ?? "")),
            FaultKind.Html => http.RespondAsync(
                200,
                "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on</body></html>",
                "text/html"
            ),
            FaultKind.JsonError => http.RespondAsync(200, fault.Body ?? wire.Error(500, "the model crashed")),
            FaultKind.Empty => http.RespondAsync(200, "", wire.ContentType),
            FaultKind.NoChoices => http.RespondAsync(200, """{"status":"ok"}"""),
            FaultKind.WholeJson => http.RespondAsync(200, wire.Whole(chat, reply, newCallId)),
            FaultKind.GzipBomb => GzipBombAsync(),
            FaultKind.Gzip => GzipAsync(),
            _ => ReplyAsync(fault.Kind),
        };

    private async Task ReplyAsync(FaultKind? shape)
    {
        if (!chat.Streams)
        {
            await http.RespondAsync(200, wire.Whole(chat, reply, newCallId));
            return;
        }
        await http.BeginChunksAsync(wire.ContentType);
        var sent = 0;
        foreach (var frame in wire.Frames(chat, reply, shape, newCallId))
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
            await SendAsync(frame, shape);
            if (reply.Pace is { } pace && frame.Part == FramePart.Token && sent % pace.Tokens == 0)
                await PauseAsync(pace);
            if (frame.Part == FramePart.Finish && shape == FaultKind.StallAfterFinish)
            {
                await http.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.Gone);
            }
        }
        if (shape != FaultKind.MissingDone && wire.Done is { } done)
            await SendAsync(done, shape);
        await http.EndChunksAsync();
    }

    private async Task PauseAsync(Pace pace)
    {
        await http.FlushAsync();
        if (pace.DelayMs > 0)
            await Task.Delay(pace.DelayMs, http.Gone);
    }

    private async Task SendAsync(Frame frame, FaultKind? shape)
    {
        if (
            shape == FaultKind.SplitUtf8
            && frame.Json.AsSpan().IndexOfAnyInRange((byte)0xC0, (byte)0xFF) is >= 0 and var inside
        )
        {
            wire.Add(http, frame with { Json = frame.Json[..(inside + 1)] }, shape, FramePiece.Start);
            await http.FlushAsync();
            wire.Add(http, frame with { Json = frame.Json[(inside + 1)..] }, shape, FramePiece.End);
            await http.FlushAsync();
        }
        else
        {
            wire.Add(http, frame, shape, FramePiece.Whole);
        }
        if (http.Waiting > Packet)
            await http.FlushAsync();
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
            case FaultKind.BadJson:
            case FaultKind.ErrorObject:
            case FaultKind.ErrorLine:
            case FaultKind.ErrorEvent:
                return await EndWithAsync(Encoding.UTF8.GetBytes(wire.Broken(fault.Kind, fault.Body)));
            case FaultKind.EndlessStream:
                return await RepeatAsync(
                    Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(wire.Saying("and so on "), 100)))
                );
            case FaultKind.EndlessLine:
                http.Add(Encoding.UTF8.GetBytes(wire.Saying("x")[..^wire.AfterText]));
                return await RepeatAsync([.. Enumerable.Repeat((byte)'x', Packet)]);
            case FaultKind.EndlessComments:
                return await RepeatAsync(": still here\n\n"u8.ToArray());
            case FaultKind.LongLine:
                http.Add(Encoding.UTF8.GetBytes(wire.Saying(new string('x', 10_000_000))));
                await http.FlushAsync();
                return false;
            default:
                return false;
        }
    }

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
        await http.BeginChunksAsync(wire.ContentType);
        await Task.Delay(Timeout.Infinite, http.Gone);
    }

    private async Task StreamAsync(byte[] body)
    {
        await http.BeginChunksAsync(wire.ContentType);
        http.Add(body);
        await http.EndChunksAsync();
    }

    private static readonly Dictionary<string, string> Gzipped = new() { ["Content-Encoding"] = "gzip" };

    private async Task GzipAsync()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            foreach (var frame in wire.Frames(chat, reply, shape: null, newCallId))
                gzip.Write(Encoding.UTF8.GetBytes(wire.Text(frame)));
            if (wire.Done is { } done)
                gzip.Write(Encoding.UTF8.GetBytes(wire.Text(done)));
        }
        await http.BeginChunksAsync(wire.ContentType, Gzipped);
        http.Add(packed.ToArray());
        await http.EndChunksAsync();
    }

    private async Task GzipBombAsync()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(wire.Saying("x")[..^wire.AfterText]));
            byte[] letters = [.. Enumerable.Repeat((byte)'a', 1_000_000)];
            for (var megabyte = 0; megabyte < 300; megabyte++)
                gzip.Write(letters);
        }
        await http.BeginChunksAsync(wire.ContentType, Gzipped);
        http.Add(packed.ToArray());
        await http.EndChunksAsync();
    }
}
