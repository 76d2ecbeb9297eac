using System.Net;
using Pedrocode.FakeModel;
using static Pedrocode.Tests.FakeModel.FakeModelClient;

namespace Pedrocode.Tests.FakeModel;

public class StrictnessSpecs
{
    private const string Task = """{"role":"user","content":"t"}""";

    public static TheoryData<string, string> Unsound =>
        new()
        {
            { "{", "no JSON" },
            { "[]", "not an object" },
            { """{"model":"fake-model","messages":[]}""", "missing or empty" },
            { """{"model":"fake-model"}""", "missing or empty" },
            { $$"""{"messages":[{{Task}}]}""", "'model' is missing" },
            { $$"""{"model":"fake-model","colour":1,"messages":[{{Task}}]}""", "colour" },
            { $$"""{"model":"fake-model","stream_options":{},"messages":[{{Task}}]}""", "stream_options" },
            { $$"""{"model":"fake-model","temperature":3,"messages":[{{Task}}]}""", "temperature" },
            { Request(User("")), "empty user message" },
            { Request($"{User("t")},{Assistant("")},{User("u")}"), "empty assistant message" },
            { Request($"{User("t")},{Assistant("a")}"), "last message" },
            { Request(Assistant("a")), "first message" },
            { Request($$"""{{User("t")}},{"role":"system","content":"s"}"""), "system message must be the first" },
            { Request($"{User("t")},{Assistant("a")},{Assistant("b")},{User("u")}"), "in a row" },
            { Request($$"""{"role":"robot","content":"s"}"""), "unknown role" },
            { Request($"{User("t")},{Result("a")}"), "answers no call" },
            { Request($"{User("t")},{Call("a")},{Result("b")}"), "answers no call" },
            { Request($"{User("t")},{Call("a")},{Result("a")},{Result("a")}"), "answers no call" },
            { Request($"{User("t")},{Call("a")},{User("u")}"), "has no tool message" },
            { Request($"{User("t")},{Call("a")}"), "no tool message answers" },
            { Request($"{User("t")},{Call("a")},{Result("a")},{Call("a")},{Result("a")}"), "used twice" },
            { Request($"{User("t")},{Call("")},{Result("")}"), "without id" },
            { Request($"{User("t")},{Call("a", "{")},{Result("a")}"), "not a JSON object" },
            { Request($"{User("t")},{Call("a", "[]")},{Result("a")}"), "not a JSON object" },
            { Request($"{User("t")},{Call("a").Replace("\"{}\"", "{}")},{Result("a")}"), "not a string" },
            { Request($"{User("t")},{Call("a").Replace("\"bash\"", "\"no name\"")},{Result("a")}"), "function name" },
            { Request(Task, tools: ""), "'tools' is not a list, or empty" },
            { Request(Task, tools: $"{Bash},{Bash}"), "two tools" },
            { Request(Task, tools: Bash.Replace("runs", "")), "no description" },
            { Request(Task, tools: Bash.Replace("\"type\":\"object\"", "\"type\":\"thing\"")), "no schema" },
            { Request(Task, tools: Bash.Replace("{\"type\":\"string\"}", "{}")), "without type" },
            { Request(Task, tools: Bash.Replace("[\"command\"]", "[\"other\"]")), "is no property" },
        };

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task What_a_strict_server_refuses_gets_400_and_the_reason(string request, string reason)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule());

        var (status, body) = await model.PostAsync(request);

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain(reason);
        model.Refusals.ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public async Task A_sound_conversation_passes()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = FakeReply.Say("done") });

        var (status, body) = await model.PostAsync(
            Request(
                $$"""{"role":"system","content":"s"},{{User("t")}},{{Call("a")}},{{Result("a", "")}},{{Assistant("x")}},{{User("u")}},{{User("v")}}"""
            )
        );

        status.ShouldBe(HttpStatusCode.OK, body);
        model.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_user_messages_in_a_row_are_refused_where_the_script_asks_for_alternating_roles()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript { Alternate = true, Rules = [new Rule()] }
        );

        var (status, _) = await model.PostAsync(Request($"{User("t")},{User("u")}"));

        status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_model_it_does_not_have_gets_404_and_a_wrong_key_401()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript { Models = ["other"], Rules = [new Rule()] }
        );
        await using var locked = await FakeModelServer.StartAsync(new ModelScript { Key = "k", Rules = [new Rule()] });

        (await model.PostAsync(Request(Task))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await locked.PostAsync(Request(Task))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
