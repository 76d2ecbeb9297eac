using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Pedrocode.FakeModel;

/// <summary>A model server on 127.0.0.1 that answers by a script, strictly, and misbehaves on request.</summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private ModelScript _script;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly HashSet<HttpConnection> _connections = [];
    private readonly Dictionary<Rule, int> _faults = new(ReferenceEqualityComparer.Instance);
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _slots;
    private int _calls;
    private int _turnedAway;
    private int _overflows;
    private readonly Task _accepting;

    private FakeModelServer(ModelScript script, int port)
    {
        _script = script;
        _slots = new SemaphoreSlim(script.Slots ?? int.MaxValue);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What a client is configured with: <c>http://127.0.0.1:PORT/v1</c>.</summary>
    public Uri BaseUrl => new($"http://127.0.0.1:{Port}/v1");

    /// <summary>The same without <c>/v1</c>, for Ollama.</summary>
    public Uri Root => new($"http://127.0.0.1:{Port}");

    public Timings Timings { get; } = new();

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>The conversations of the sound chat requests so far.</summary>
    public IReadOnlyList<Chat> Chats => [.. Requests.Where(request => request.Chat is not null).Select(r => r.Chat!)];

    /// <summary>How many prompts were longer than the window.</summary>
    public int Overflows => Volatile.Read(ref _overflows);

    /// <summary>How many requests came beyond the slots and got a 503.</summary>
    public int TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Why requests got a 400: a test of a sound client ends with none.</summary>
    public IReadOnlyList<string> Refusals =>
        [.. Requests.Where(request => request.Refusal is not null).Select(r => r.Refusal!)];

    public static Task<FakeModelServer> StartAsync(ModelScript script, int port = 0) =>
        Task.FromResult(new FakeModelServer(script, port));

    public static Task<FakeModelServer> StartAsync(params IReadOnlyList<Rule> rules) =>
        StartAsync(new ModelScript { Rules = rules });

    /// <summary>The first request, past or to come, that fits; gives up after 30 s.</summary>
    public async Task<RecordedRequest> RequestAsync(Func<RecordedRequest, bool> fits)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_requests.Find(request => fits(request)) is { } request)
                    return request;
                next = _arrival.Task;
            }
            await next.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _slots.Dispose();
        lock (_lock)
            foreach (var connection in _connections)
                connection.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(new HttpConnection(socket)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
            // Stopped between the look and the call.
            catch (InvalidOperationException) when (_stop.IsCancellationRequested) { }
        }
        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(HttpConnection http)
    {
        lock (_lock)
            _connections.Add(http);
        try
        {
            while (http.IsOpen && !_stop.IsCancellationRequested && await http.ReadAsync() is { } request)
                await AnswerAsync(http, request, Stopwatch.GetTimestamp());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException) { }
        finally
        {
            http.Dispose();
            lock (_lock)
                _connections.Remove(http);
        }
    }

    private Task AnswerAsync(HttpConnection http, HttpRequest request, long arrived) =>
        (request.Method, request.Path) switch
        {
            ("GET", "/fake/timings") => http.RespondAsync(200, Timings.ToJson()),
            ("GET", "/fake/requests") => http.RespondAsync(200, RequestList()),
            ("POST", "/v1/chat/completions") => ChatAsync(http, request, arrived, new OpenAiWire()),
            ("POST", "/api/chat") => ChatAsync(http, request, arrived, new OllamaWire()),
            ("POST", "/v1/messages") => ChatAsync(http, request, arrived, new AnthropicWire()),
            _ when FakeServerFacts.Answer(_script, request) is { } body => AnswerRecordedAsync(http, request, body),
            _ => AnswerRecordedAsync(http, request, body: null),
        };

    private async Task AnswerRecordedAsync(HttpConnection http, HttpRequest request, string? body)
    {
        Record(request, refusal: null, chat: null);
        if (body is not null && request.Path == "/api/pull")
            Take(request);
        if (!KeyFits(request))
            await http.RespondAsync(401, Error(401, "the key is wrong"));
        else
            await (body is null ? http.RespondAsync(404, Error(404, "not found")) : http.RespondAsync(200, body));
    }

    /// <summary>A model that was pulled is there from then on.</summary>
    private void Take(HttpRequest request)
    {
        using var asked = JsonDocument.Parse(request.Body);
        if (asked.RootElement.Text("model") is { } name)
            _script = _script with { Models = [.. _script.Models, name] };
    }

    private async Task ChatAsync(HttpConnection http, HttpRequest request, long arrived, FakeWire wire)
    {
        if (!KeyFits(request))
        {
            Record(request, refusal: null, chat: null);
            await http.RespondAsync(401, wire.Error(401, "the key is wrong"));
            return;
        }
        var (chat, refusal) = Judge(request, wire);
        var rule = chat is null ? null : _script.Rules.FirstOrDefault(one => one.When.Fits(chat));
        if (chat is not null && rule is null)
            refusal = $"no rule of the script fits; last message: {chat.Last.Role}: {chat.Last.Text}";
        if (chat is not null)
            Timings.Arrived(chat, arrived);
        var recorded = Record(request, refusal, chat);
        if (refusal is not null)
        {
            await http.RespondAsync(400, wire.Error(400, refusal));
            return;
        }
        if (!_script.Models.Contains(chat!.Model))
        {
            await http.RespondAsync(404, wire.Error(404, $"model '{chat.Model}' not found"));
            return;
        }
        if (_script.Overflow != Overflow.Reads)
        {
            var tokens = Tokens(chat);
            if (tokens > _script.ContextSize)
            {
                Interlocked.Increment(ref _overflows);
                if (_script.Overflow == Overflow.Refuses)
                {
                    var said =
                        $"the request exceeds the available context size ({_script.ContextSize} tokens), try increasing it";
                    await http.RespondAsync(
                        400,
                        $$$"""{"error":{"code":400,"message":"{{{said}}}","type":"exceed_context_size_error","n_prompt_tokens":{{{tokens}}},"n_ctx":{{{_script.ContextSize}}}}}"""
                    );
                    return;
                }
                chat = Truncated(chat);
                rule = _script.Rules.FirstOrDefault(one => one.When.Fits(chat)) ?? rule;
            }
            // What the wire reports is a quarter of the bytes.
            chat = chat with
            {
                Bytes = Math.Min(tokens, _script.ContextSize) * 4,
            };
        }
        if (_script.Beyond == Beyond.Answers)
        {
            await DeliverAsync(http, wire, rule!, chat, recorded);
            return;
        }
        // The last byte of a reply may be read before its slot is free again.
        if (!await _slots.WaitAsync(_script.Beyond == Beyond.Queues ? Timeout.Infinite : 200, _stop.Token))
        {
            Interlocked.Increment(ref _turnedAway);
            await http.RespondAsync(503, wire.Error(503, "no slot is free"));
            return;
        }
        try
        {
            await DeliverAsync(http, wire, rule!, chat, recorded);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task DeliverAsync(HttpConnection http, FakeWire wire, Rule rule, Chat chat, RecordedRequest recorded)
    {
        var reply = rule.Answer?.Invoke(chat) ?? rule.Reply;
        try
        {
            await new Delivery(http, wire, chat, reply, FaultOf(rule), rule.Hold, NewCallId).RunAsync();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            http.Dispose();
            recorded.Abandon();
        }
        Timings.Ended(chat);
    }

    private int Tokens(Chat chat) => chat.Bytes / _script.BytesPerToken;

    private Chat Truncated(Chat chat)
    {
        while (Tokens(chat) > _script.ContextSize && chat.Messages.Count > 2)
        {
            var gone = chat.Messages[1];
            chat = chat with
            {
                Messages = [chat.Messages[0], .. chat.Messages.Skip(2)],
                Bytes = chat.Bytes - gone.Text.Length - gone.Calls.Sum(static call => call.Arguments.Length),
            };
        }
        return chat;
    }

    private Fault? FaultOf(Rule rule)
    {
        lock (_lock)
        {
            var met = _faults.GetValueOrDefault(rule);
            if (rule.Fault is not { } fault || met >= (fault.Times ?? int.MaxValue))
                return null;
            _faults[rule] = met + 1;
            return fault;
        }
    }

    private (Chat? Chat, string? Refusal) Judge(HttpRequest request, FakeWire wire)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            var root = document.RootElement;
            var bytes = request.Body.Length;
            switch (wire)
            {
                case OllamaWire:
                    return StrictOllama.Refusal(root) is { } unsound
                        ? (null, unsound)
                        : (StrictOllama.Read(root, bytes), null);
                case AnthropicWire when !request.Headers.ContainsKey("anthropic-version"):
                    return (null, "anthropic-version: header is required");
                case AnthropicWire:
                    return StrictAnthropic.Refusal(root) is { } wrong
                        ? (null, wrong)
                        : (StrictAnthropic.Read(root, bytes), null);
                default:
                    return StrictOpenAi.Refusal(root, _script.Alternate) is { } refusal
                        ? (null, refusal)
                        : (Chat.Read(root, bytes), null);
            }
        }
        catch (JsonException e)
        {
            return (null, $"the request is no JSON: {e.Message}");
        }
    }

    private RecordedRequest Record(HttpRequest request, string? refusal, Chat? chat)
    {
        var recorded = new RecordedRequest
        {
            Method = request.Method,
            Path = request.Path,
            Headers = request.Headers,
            Body = request.Body,
            Chat = chat,
            Refusal = refusal,
        };
        lock (_lock)
        {
            _requests.Add(recorded);
            _arrival.SetResult();
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return recorded;
    }

    private bool KeyFits(HttpRequest request) =>
        _script.Key is null
        || request.Headers.GetValueOrDefault("Authorization") == $"Bearer {_script.Key}"
        || request.Headers.GetValueOrDefault("x-api-key") == _script.Key;

    private string NewCallId() => $"call_{Interlocked.Increment(ref _calls)}";

    private string RequestList() =>
        $"[{string.Join(",\n", Requests.Where(request => request.Chat is not null).Select(request => Encoding.UTF8.GetString(request.Body)))}]\n";

    private static string Error(int status, string message) =>
        $$$"""{"error":{"message":{{{OpenAiFrames.Quoted(message)}}},"type":"invalid_request_error","code":{{{status}}}}}""";
}
