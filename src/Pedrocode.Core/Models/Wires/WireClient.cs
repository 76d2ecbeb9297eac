using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;

namespace Pedrocode.Core.Models.Wires;

/// <summary>
/// What all wires have in common: one POST that streams its answer, retried where that may help, with limits for silence and size.
/// One for all jobs of a process.
/// </summary>
public abstract class WireClient : IModelClient, IDisposable
{
    private readonly ModelServer _server;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly Attempts _attempts;

    private protected WireClient(ModelServer server, TimeProvider? time, Random? random)
    {
        _server = server;
        _time = time ?? TimeProvider.System;
        _http = ModelHttp.Create(server.IsLoopback);
        _attempts = new Attempts(server, _time, random ?? Random.Shared);
    }

    public IAsyncEnumerable<ReplyPart> StreamAsync(ModelRequest request, CancellationToken stop)
    {
        if (request.DescribesTools)
            request = DescribedTools.In(request);
        var body = Body(request);
        return _attempts.RunAsync(patience => AttemptAsync(request, body, patience), stop);
    }

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where requests go, below the server's address.</summary>
    internal abstract string Path { get; }

    internal abstract ReadOnlyMemory<byte> Body(ModelRequest request);

    internal abstract IWireReply Reply(ModelRequest request);

    /// <summary>One JSON object a line in place of events.</summary>
    internal virtual bool SendsLines => false;

    private protected ModelServer Server => _server;

    private async IAsyncEnumerable<ReplyPart> AttemptAsync(
        ModelRequest request,
        ReadOnlyMemory<byte> body,
        Patience patience
    )
    {
        using var message = ModelHttp.Request(HttpMethod.Post, _server, Path);
        message.Content = new ReadOnlyMemoryContent(body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(message, patience.Token);
        await ThrowUnlessOkAsync(response, request.Model, patience);

        var reply = Reply(request);
        await using var stream = new EventStream(
            await ModelHttp.BodyAsync(response, patience.Token),
            EventLimits.Default
        );
        var events = await stream.PeekAsync(patience.Token) switch
        {
            (byte)'{' when SendsLines => LinesAsync(stream, reply, patience),
            (byte)'{' or (byte)'[' => WholeAsync(stream, reply, patience),
            null => throw WireFailure.Passing("sent an empty reply"),
            (byte)'<' => throw await WebPageAsync(stream, patience),
            _ => EventsAsync(stream, reply, patience),
        };
        await foreach (var part in events)
            yield return part;
        yield return new ReplyPart.Completed(
            reply.ToReply(CallIds.After(request.Messages)) ?? throw WireFailure.Passing("sent an empty reply")
        );
    }

    private static async IAsyncEnumerable<ReplyPart> EventsAsync(
        EventStream stream,
        IWireReply reply,
        Patience patience
    )
    {
        var parser = SseParser.Create(
            stream,
            (type, data) =>
            {
                reply.AddEvent(type, data);
                return true;
            }
        );
        await using var events = parser.EnumerateAsync(patience.Token).GetAsyncEnumerator(CancellationToken.None);
        while (!reply.IsDone && await NextAsync(events, reply, patience))
        {
            if (!reply.HasParts && !reply.IsWhole)
                continue;
            if (reply.IsWhole)
                patience.Finished();
            else
                patience.TokenCame();
            foreach (var part in reply.TakeParts())
                yield return part;
        }
        if (!reply.IsWhole)
            throw WireFailure.Passing("the reply broke off before its end");
    }

    private static async IAsyncEnumerable<ReplyPart> LinesAsync(EventStream stream, IWireReply reply, Patience patience)
    {
        var lines = new LineReader(stream);
        while (!reply.IsDone && await lines.NextAsync(patience.Token) is { } line)
        {
            reply.AddEvent("message", line.Span);
            if (reply.HasParts)
                patience.TokenCame();
            foreach (var part in reply.TakeParts())
                yield return part;
        }
        if (!reply.IsWhole)
            throw WireFailure.Passing("the reply broke off before its end");
    }

    /// <summary>The next event. What breaks after the end of the reply, where only usage was to come, is no failure.</summary>
    private static async ValueTask<bool> NextAsync(
        IAsyncEnumerator<SseItem<bool>> events,
        IWireReply reply,
        Patience patience
    )
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e)
            when (reply.IsWhole && e is not WireFailure && patience.Failure(e) is not null && !patience.IsStopped)
        {
            return false;
        }
    }

    private static async IAsyncEnumerable<ReplyPart> WholeAsync(EventStream stream, IWireReply reply, Patience patience)
    {
        const int Most = 16 << 20;
        var json = await ModelHttp.ReadAsync(stream, Most, patience.Token);
        reply.AddWhole(json);
        foreach (var part in reply.TakeParts())
            yield return part;
    }

    private async Task<WireFailure> WebPageAsync(EventStream stream, Patience patience)
    {
        var page = await ModelHttp.ReadAsync(stream, 64 << 10, patience.Token);
        return WireFailure.NotUnderstood($"sent a web page {ServerWords.Of(page, _server.ApiKey)} instead of a reply");
    }

    private async Task ThrowUnlessOkAsync(HttpResponseMessage response, string model, Patience patience)
    {
        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300)
            return;
        if (status is >= 300 and < 400)
            throw ServerError.Redirect(response.Headers.Location);
        patience.TokenCame();
        var body = await ModelHttp.ReadAsync(
            await ModelHttp.BodyAsync(response, patience.Token),
            64 << 10,
            patience.Token
        );
        throw ServerError.OfStatus(
            status,
            ServerWords.Of(body, _server.ApiKey),
            model,
            ServerError.RetryAfter(response, _time.GetUtcNow())
        );
    }
}
