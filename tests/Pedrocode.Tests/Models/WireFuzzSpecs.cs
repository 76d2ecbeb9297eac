using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Anthropic;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Models.Wires;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

/// <summary>Streams that are sound but for some bytes, cut anywhere: each wire replies or says what is wrong, and nothing else.</summary>
public class WireFuzzSpecs
{
    private const int Samples = 150;
    private const long MostMemory = 150L << 20;

    private const string OpenAi = """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"h\u00e9 \ud83e\udd16","reasoning_content":"x"},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"bash","arguments":"{\"command\":"}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"ls\"}"}}]},"finish_reason":"tool_calls"}]}

        data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}

        data: [DONE]


        """;

    private const string Ollama = """
        {"model":"m","created_at":"2026-11-23T12:00:00Z","message":{"role":"assistant","content":"h\u00e9 \ud83e\udd16","thinking":"x"},"done":false}
        {"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"id":"a","function":{"index":0,"name":"bash","arguments":{"command":"ls"}}}]},"done":false}
        {"model":"m","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,"prompt_eval_count":9,"eval_count":2}

        """;

    private const string Anthropic = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"h\u00e9 \ud83e\udd16"}}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"a","name":"bash","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"command\":\"ls\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    public static TheoryData<ServerKind, string> Streams =>
        new()
        {
            { ServerKind.OpenAi, OpenAi },
            { ServerKind.Ollama, Ollama },
            { ServerKind.Anthropic, Anthropic },
        };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_sound_stream_is_a_reply(ServerKind kind, string stream)
    {
        var reply = await AskAsync(kind, Encoding.UTF8.GetBytes(stream));

        reply.ShouldNotBeNull().Text.ShouldBe("h\u00e9 \ud83e\udd16");
        reply.Calls.ShouldHaveSingleItem().ShouldBe(new ToolCall("a", "bash", """{"command":"ls"}"""));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Whatever_the_bytes_a_reply_or_a_failure_comes_of_them_and_no_call_nobody_made(
        ServerKind kind,
        string stream
    )
    {
        var sound = Encoding.UTF8.GetBytes(stream);
        var random = new Random(20261125 + (int)kind);
        for (var sample = 0; sample < Samples; sample++)
        {
            var bytes = Changed(sound, random);
            try
            {
                await AskAsync(kind, bytes);
            }
            catch (Exception e) when (e is not ModelException)
            {
                throw new InvalidOperationException(Convert.ToBase64String(bytes), e);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_cut_before_its_last_call_is_whole_makes_no_call(ServerKind kind, string stream)
    {
        var end = stream.IndexOf("\"ls", StringComparison.Ordinal);
        end = end < 0 ? stream.IndexOf("ls", StringComparison.Ordinal) : end;
        var random = new Random(20261126);
        for (var sample = 0; sample < 20; sample++)
        {
            (await AskAsync(kind, Encoding.UTF8.GetBytes(stream[..random.Next(1, end)]))).ShouldBeNull();
        }
    }

    public static MatrixTheoryData<ServerKind, string> IllWill =>
        new([ServerKind.Ollama, ServerKind.Anthropic], ["text", "calls", "deep", "escapes", "lines"]);

    [Theory]
    [MemberData(nameof(IllWill))]
    public void A_megabyte_of_ill_will_takes_a_moment_and_no_more_memory_than_it_is_worth(ServerKind kind, string what)
    {
        IWireReply reply =
            kind == ServerKind.Ollama ? new OllamaReply("m", key: null) : new AnthropicReply("m", key: null);
        var events = Hostile(kind, what);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        try
        {
            foreach (var data in events)
            {
                reply.AddEvent("message", data);
                reply.TakeParts();
            }
            reply.ToReply(CallIds.After([]));
        }
        catch (Exception e) when (e is WireFailure or JsonException) { }

        // Slow machines included; what grows with the square takes minutes.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(MostMemory);
        GC.KeepAlive(reply);
    }

    private static List<byte[]> Hostile(ServerKind kind, string what)
    {
        var ollama = kind == ServerKind.Ollama;
        var piece = what switch
        {
            "text" => ollama
                ? """{"message":{"content":"ab"},"done":false}"""
                : """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ab"}}""",
            "calls" => ollama
                ? """{"message":{"tool_calls":[{"function":{"name":"bash","arguments":{"a":1}}}]},"done":false}"""
                : """{"type":"content_block_delta","index":7,"delta":{"type":"input_json_delta","partial_json":"{\"a\":["}}""",
            "deep" => new string('[', 400_000) + new string('{', 400_000),
            "escapes" => ollama
                ? $"{{\"message\":{{\"content\":\"{string.Concat(Enumerable.Repeat("\\ud83d", 150_000))}\"}}}}"
                : $"{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{string.Concat(Enumerable.Repeat("\\ud83d", 150_000))}\"}}}}",
            _ => "{}",
        };
        return [.. Enumerable.Repeat(Encoding.UTF8.GetBytes(piece), Math.Clamp(1_000_000 / piece.Length, 1, 100_000))];
    }

    private static byte[] Changed(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, sound.Skip(random.Next(sound.Length)).Take(random.Next(1, 200)));
                    break;
                default:
                    bytes.Insert(at, (byte)"{}[]\"\\,:\n\r\0\u00ff"[random.Next(12)]);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Null where the user is told of a failure.</summary>
    private static async Task<ModelReply?> AskAsync(ServerKind kind, byte[] stream)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Stream(stream) });
        using var asking = Asking.Of(model, kind);
        try
        {
            return await asking.AskAsync();
        }
        catch (ModelException)
        {
            return null;
        }
    }
}
