using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class CallAssemblySpecs
{
    [Fact]
    public async Task Calls_without_ids_get_ids_of_nine_letters_and_digits()
    {
        var reply = await Asking.HearAsync(Calls("a", "b"), new Fault { Kind = FaultKind.NoCallId });

        reply.Calls.Select(call => call.Id).ShouldBe(["call00001", "call00002"]);
    }

    [Fact]
    public async Task Of_two_calls_with_one_id_the_second_gets_another()
    {
        var reply = await Asking.HearAsync(Calls("a", "b"), new Fault { Kind = FaultKind.SameCallId });

        reply.Calls.Select(call => call.Id).ShouldBe(["call_same", "call00002"]);
    }

    [Fact]
    public async Task An_id_that_an_earlier_reply_used_is_not_used_again()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Reply = new FakeReply { Calls = [new FakeCall("bash", "{}", "call_0")] } }
        );
        using var asking = Asking.Of(model);

        var reply = await asking.AskAsync(
            new UserMessage("task"),
            new AssistantMessage("", [new ToolCall("call_0", "bash", "{}")]),
            new ToolMessage("call_0", "bash", "ok")
        );

        reply.Calls.ShouldHaveSingleItem().Id.ShouldNotBe("call_0");
    }

    [Fact]
    public async Task Arguments_are_kept_as_they_came_broken_or_not()
    {
        var reply = await Asking.HearAsync(Calls("{ \"command\" :  1.50 }", "{'command': True,", ""));

        reply.Calls.Select(call => call.Arguments).ShouldBe(["{ \"command\" :  1.50 }", "{'command': True,", ""]);
    }

    [Fact]
    public async Task Arguments_sent_as_an_object_are_written_back_compact_in_the_models_own_order_and_numbers()
    {
        var reply = await HearAsync(
            """{"tool_calls":[{"id":"x","function":{"name":"bash","arguments":{ "z": 1.50, "a": [ "x \" y", null ] }}}]}"""
        );

        reply.Calls.ShouldHaveSingleItem().Arguments.ShouldBe("""{"z":1.50,"a":["x \" y",null]}""");
    }

    [Fact]
    public async Task Two_calls_under_one_index_without_ids_stay_two()
    {
        var reply = await HearAsync(
            """{"tool_calls":[{"index":0,"function":{"name":"bash","arguments":"{\"command\":\"a\"}"}}]}""",
            """{"tool_calls":[{"index":0,"function":{"name":"bash","arguments":"{\"command\":\"b\"}"}}]}"""
        );

        reply.Calls.Select(call => call.Arguments).ShouldBe(["""{"command":"a"}""", """{"command":"b"}"""]);
    }

    [Fact]
    public async Task Another_name_under_the_same_index_is_another_call_though_the_first_is_broken()
    {
        var reply = await HearAsync(
            """{"tool_calls":[{"index":0,"function":{"name":"one","arguments":"{a"}}]}""",
            """{"tool_calls":[{"index":0,"function":{"name":"two","arguments":"{b"}}]}"""
        );

        reply.Calls.Select(call => (call.Name, call.Arguments)).ShouldBe([("one", "{a"), ("two", "{b")]);
    }

    [Fact]
    public async Task Two_calls_in_one_list_without_index_stay_two_though_the_first_is_broken()
    {
        var reply = await HearAsync(
            """{"tool_calls":[{"function":{"name":"bash","arguments":"{a"}},{"function":{"name":"bash","arguments":"{b"}}]}"""
        );

        reply.Calls.Select(call => call.Arguments).ShouldBe(["{a", "{b"]);
    }

    [Fact]
    public async Task A_new_id_in_every_piece_does_not_tear_a_call_apart()
    {
        var reply = await HearAsync(
            """{"tool_calls":[{"index":0,"id":"x1","function":{"name":"bash","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"id":"x2","function":{"arguments":"{\"command\":"}}]}""",
            """{"tool_calls":[{"index":0,"id":"x3","function":{"arguments":"\"a\"}"}}]}"""
        );

        reply.Calls.ShouldBe([new ToolCall("x1", "bash", """{"command":"a"}""")]);
    }

    [Fact]
    public async Task Pieces_of_two_calls_may_alternate()
    {
        var reply = await HearAsync(
            """{"tool_calls":[{"index":0,"id":"a","function":{"name":"one","arguments":"{"}},{"index":7,"id":"b","function":{"name":"two","arguments":"{"}}]}""",
            """{"tool_calls":[{"index":7,"function":{"arguments":"}"}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"""
        );

        reply.Calls.ShouldBe([new ToolCall("a", "one", "{}"), new ToolCall("b", "two", "{}")]);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("1e300")]
    [InlineData("-1")]
    [InlineData("\"7\"")]
    [InlineData("null")]
    public async Task An_index_that_is_huge_or_none_costs_nothing_and_loses_no_call(string index)
    {
        var reply = await HearAsync(
            $$$"""{"tool_calls":[{"index":{{{index}}},"id":"a","function":{"name":"bash","arguments":"{\"command\":"}}]}""",
            $$$"""{"tool_calls":[{"index":{{{index}}},"function":{"arguments":"1}"}}]}"""
        );

        reply.Calls.ShouldBe([new ToolCall("a", "bash", """{"command":1}""")]);
    }

    [Fact]
    public async Task The_older_function_call_is_a_call()
    {
        var reply = await HearAsync(
            """{"function_call":{"name":"bash","arguments":"{\"comm"}}""",
            """{"function_call":{"arguments":"and\":1}"}}"""
        );

        reply.Calls.ShouldHaveSingleItem().Arguments.ShouldBe("""{"command":1}""");
    }

    [Fact]
    public async Task Five_hundred_calls_are_read_and_more_than_a_thousand_refused()
    {
        string Many(int count) =>
            $$"""{"tool_calls":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$$"""{"index":{{{i}}},"function":{"name":"bash","arguments":"{}"}}"""))}}]}""";

        (await HearAsync(Many(500))).Calls.Length.ShouldBe(500);
        var failure = await Asking.FailAsync(Fault.Stream($$"""data: {"choices":[{"delta":{{Many(1001)}}}]}"""));
        failure.Fault.ShouldBe(ModelFault.NotUnderstood);
    }

    [Fact]
    public async Task Arguments_nested_a_hundred_thousand_deep_are_only_text()
    {
        var deep = new string('[', 100_000);

        var reply = await Asking.HearAsync(Calls(deep));

        reply.Calls.ShouldHaveSingleItem().Arguments.ShouldBe(deep);
    }

    private static FakeReply Calls(params string[] arguments) =>
        new() { TokenChars = 4096, Calls = [.. arguments.Select(one => new FakeCall("bash", one))] };

    private static Task<ModelReply> HearAsync(params string[] deltas) =>
        Asking.HearAsync(
            FakeReply.Say(""),
            Fault.Stream(
                string.Concat(
                    deltas.Select(delta => $$"""data: {"choices":[{"index":0,"delta":{{delta}} }]}""" + "\n\n")
                ) + "data: [DONE]\n\n"
            )
        );
}
