using System.Net;
using System.Text.Json;
using Pedrocode.FakeModel;
using static Pedrocode.Tests.FakeModel.FakeModelClient;

namespace Pedrocode.Tests.FakeModel;

public class ScriptSpecs
{
    [Fact]
    public async Task The_first_rule_whose_conditions_all_hold_answers()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                When = new When { Task = "cats", Rounds = 0 },
                Reply = FakeReply.Say("first of cats"),
            },
            new Rule
            {
                When = new When { Task = "cats", ToolResults = 1.. },
                Reply = FakeReply.Say("cats, after a tool"),
            },
            new Rule
            {
                When = new When { Last = "dogs", Offers = ["bash"] },
                Reply = FakeReply.Say("dogs"),
            }
        );

        (await model.PostAsync(Request(User("cats")))).Body.ShouldContain("first of cats");
        (await model.PostAsync(Request($"{User("cats")},{Call("a")},{Result("a")}"))).Body.ShouldContain(
            "after a tool"
        );
        (await model.PostAsync(Request($"{User("dogs")}"))).Body.ShouldContain("dogs");
        (await model.PostAsync(Request($"{User("mice")}"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        model.Refusals.ShouldHaveSingleItem().ShouldContain("no rule of the script fits");
    }

    [Fact]
    public async Task Rules_see_the_rounds_since_the_user_spoke_and_the_tool_that_answered()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                When = new When
                {
                    LastUser = "phase two",
                    RoundsSinceUser = 1,
                    LastTool = "bash",
                },
                Reply = FakeReply.Say("yes"),
            },
            new Rule { Reply = FakeReply.Say("no") }
        );

        var (_, body) = await model.PostAsync(
            Request($"{User("t")},{Call("a")},{Result("a")},{User("phase two")},{Call("b")},{Result("b")}")
        );

        body.ShouldContain("yes");
    }

    [Fact]
    public async Task A_fault_for_the_first_two_requests_passes_at_the_third()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Reply = FakeReply.Say("well"), Fault = Fault.Http(503, times: 2) }
        );

        (await model.PostAsync(Request(User("t")))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await model.PostAsync(Request(User("t")))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await model.PostAsync(Request(User("t")))).Body.ShouldContain("well");
    }

    [Fact]
    public async Task Templates_are_filled_from_the_conversation_and_stay_valid_inside_arguments()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Reply = FakeReply.Call("bash", """{"command":"echo {{round}} {{last}}"}""") }
        );

        var (_, body) = await model.PostAsync(Request($"{User("t")},{Call("a")},{Result("a", "a \\\"quote\\\"")}"));

        using var reply = JsonDocument.Parse(body);
        var message = reply.RootElement.GetProperty("choices")[0].GetProperty("message");
        var arguments = message
            .GetProperty("tool_calls")[0]
            .GetProperty("function")
            .GetProperty("arguments")
            .GetString()!;
        JsonDocument.Parse(arguments).RootElement.GetProperty("command").GetString().ShouldBe("echo 2 a \"quote\"");
    }

    [Fact]
    public void A_script_file_says_the_same_as_the_records()
    {
        var script = ScriptFile.Parse(
            """
            {
              "models": ["small"], // comments are fine
              "rules": [
                { "when": { "last_user": "go", "rounds": "2..", "tool_results": 3, "offers": ["bash"] },
                  "reply": { "text": "t", "calls": [ { "name": "bash", "arguments": { "command": "true" } },
                                                     { "name": "bash", "arguments": "{broken" } ],
                             "pace": { "delay_ms": 5 } },
                  "fault": { "kind": "drop_in_call", "times": 1 } },
              ]
            }
            """
        );

        var rule = script.Rules.ShouldHaveSingleItem();
        script.Models.ShouldBe(["small"]);
        rule.When.LastUser.ShouldBe("go");
        rule.When.Rounds.ShouldBe(new Count(2, int.MaxValue));
        rule.When.ToolResults.ShouldBe(3);
        rule.Reply.Calls.Select(call => call.Arguments).ShouldBe(["""{ "command": "true" }""", "{broken"]);
        rule.Reply.Pace!.DelayMs.ShouldBe(5);
        rule.Fault!.Kind.ShouldBe(FaultKind.DropInCall);
    }

    [Fact]
    public void A_misspelt_word_in_a_script_file_is_refused() =>
        Should.Throw<JsonException>(() => ScriptFile.Parse("""{"rules":[{"wen":{}}]}"""));
}
