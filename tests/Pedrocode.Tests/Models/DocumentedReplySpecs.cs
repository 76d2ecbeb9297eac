using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

/// <summary>Replies in the forms that the servers' own documents show.</summary>
public class DocumentedReplySpecs
{
    [Fact]
    public async Task Ollama_streams_a_call_as_one_line_without_an_id()
    {
        var reply = await HearAsync(
            ServerKind.Ollama,
            """
            {"model":"llama3.2","created_at":"2025-07-07T20:22:19.184789Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"bash","arguments":{"command":"ls"}}}]},"done":false}
            {"model":"llama3.2","created_at":"2025-07-07T20:22:19.19314Z","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,"total_duration":182242375,"load_duration":41295167,"prompt_eval_count":169,"prompt_eval_duration":24573166,"eval_count":15,"eval_duration":115959084}

            """
        );

        IsCall(reply);
        reply.Usage.ShouldBe(new TokenUsage(169, 15));
    }

    [Fact]
    public async Task Ollama_streams_thinking_before_the_answer()
    {
        var reply = await HearAsync(
            ServerKind.Ollama,
            """
            {"model":"qwen3","created_at":"2025-07-07T20:22:19Z","message":{"role":"assistant","content":"","thinking":"First, "},"done":false}
            {"model":"qwen3","created_at":"2025-07-07T20:22:19Z","message":{"role":"assistant","content":"","thinking":"look."},"done":false}
            {"model":"qwen3","created_at":"2025-07-07T20:22:19Z","message":{"role":"assistant","content":"There are three."},"done":false}
            {"model":"qwen3","created_at":"2025-07-07T20:22:20Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":282}

            """
        );

        (reply.Reasoning, reply.Text).ShouldBe(("First, look.", "There are three."));
    }

    [Fact]
    public async Task Llama_cpp_answers_whole_with_a_flat_call_and_a_reason_of_its_own()
    {
        var reply = await HearAsync(
            ServerKind.LlamaCpp,
            """
            {"choices":[{"finish_reason":"tool","index":0,"message":{"content":null,"tool_calls":[{"name":"bash","arguments":"{\"command\":\"ls\"}"}],"role":"assistant"}}],"created":1727287211,"model":"gpt-3.5-turbo","object":"chat.completion","usage":{"completion_tokens":16,"prompt_tokens":44,"total_tokens":60},"id":"chatcmpl-Htbgh9feMmGM0LEH2hmQvwsCxq3c6Ni8"}
            """
        );

        IsCall(reply);
    }

    [Fact]
    public async Task Llama_cpp_streams_a_call_in_pieces_and_its_timings_at_the_end()
    {
        var reply = await HearAsync(
            ServerKind.LlamaCpp,
            """
            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1750000000,"id":"chatcmpl-a","model":"m","system_fingerprint":"b6700","object":"chat.completion.chunk"}

            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"tool_calls":[{"index":0,"id":"k3Xb1","type":"function","function":{"name":"bash","arguments":"{\"comm"}}]}}],"created":1750000000,"id":"chatcmpl-a","model":"m","object":"chat.completion.chunk"}

            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"and\":\"ls\"}"}}]}}],"created":1750000000,"id":"chatcmpl-a","model":"m","object":"chat.completion.chunk"}

            data: {"choices":[{"finish_reason":"tool_calls","index":0,"delta":{}}],"created":1750000000,"id":"chatcmpl-a","model":"m","object":"chat.completion.chunk"}

            data: {"choices":[],"created":1750000000,"id":"chatcmpl-a","model":"m","object":"chat.completion.chunk","usage":{"completion_tokens":16,"prompt_tokens":700,"total_tokens":716},"timings":{"cache_n":690,"prompt_n":10,"prompt_ms":20.5,"predicted_n":16,"predicted_ms":300.1}}

            data: [DONE]


            """
        );

        IsCall(reply);
        reply.Usage.ShouldBe(new TokenUsage(700, 16, 690));
    }

    [Fact]
    public async Task Vllm_streams_the_name_first_and_its_reasoning_apart()
    {
        var reply = await HearAsync(
            ServerKind.Vllm,
            """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[{"index":0,"delta":{"reasoning_content":"Look."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"id":"chatcmpl-tool-0a1b","type":"function","index":0,"function":{"name":"bash"}}]},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"command\": "}}]},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"ls\"}"}}]},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"tool_calls","stop_reason":null}]}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[],"usage":{"prompt_tokens":217,"total_tokens":243,"completion_tokens":26}}

            data: [DONE]


            """
        );

        reply.Calls.ShouldHaveSingleItem().Arguments.ShouldBe("""{"command": "ls"}""");
        reply.Reasoning.ShouldBe("Look.");
        reply.Finish.ShouldBe(FinishReason.ToolCalls);
    }

    [Fact]
    public async Task Nulls_for_whatever_may_be_left_out_are_nothing_on_any_wire()
    {
        (
            await HearAsync(
                ServerKind.Ollama,
                """
                {"model":null,"created_at":null,"message":{"role":null,"content":null,"thinking":null,"tool_calls":null},"done":false,"done_reason":null}
                {"model":"m","message":{"role":"assistant","content":"ok"},"done":false}
                {"model":"m","message":null,"done_reason":null,"done":true,"prompt_eval_count":null,"eval_count":null}

                """
            )
        ).Text.ShouldBe("ok");
        (
            await HearAsync(
                ServerKind.Anthropic,
                """
                data: {"type":"message_start","message":{"id":null,"content":null,"usage":null}}

                data: {"type":"content_block_start","index":null,"content_block":{"type":"text","text":null}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":null}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ok"}}

                data: {"type":"message_delta","delta":{"stop_reason":null},"usage":null}

                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":null}}

                data: {"type":"message_stop"}


                """
            )
        ).Text.ShouldBe("ok");
    }

    private static void IsCall(ModelReply reply)
    {
        var call = reply.Calls.ShouldHaveSingleItem();
        (call.Name, call.Arguments).ShouldBe(("bash", """{"command":"ls"}"""));
        call.Id.ShouldNotBeEmpty();
        reply.Finish.ShouldBe(FinishReason.ToolCalls);
    }

    private static async Task<ModelReply> HearAsync(ServerKind kind, string stream)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Stream(stream) });
        using var asking = Asking.Of(model, kind);
        return await asking.AskAsync();
    }
}
