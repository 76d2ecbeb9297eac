using Pedrocode.Core.Models;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.FakeModel;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Models;

public class ProbeSpecs
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_arrive_are_native_those_in_text_are_rescued_and_none_is_none()
    {
        (await MeasureAsync(Right)).Calls.ShouldBe(CallStyle.Native);
        (await MeasureAsync(static chat => AsText(Right(chat)))).Calls.ShouldBe(CallStyle.Text);
        (await MeasureAsync(static _ => FakeReply.Say("I would read the file."))).Calls.ShouldBe(CallStyle.None);
    }

    [Fact]
    public async Task A_server_that_refuses_tools_is_asked_with_the_tools_in_the_prompt()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                When = new When { Offers = ["read_file"] },
                Fault = Fault.Http(400, """{"error":"fake-model does not support tools"}"""),
            },
            new Rule { Answer = static chat => AsText(Right(chat)) }
        );

        var profile = await ProbeAsync(model);

        profile.Calls.ShouldBe(CallStyle.Described);
        profile.Called.ShouldBe(6);
        profile.Probes.ShouldBe(11);
        model.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_answers_nothing_says_nothing_of_its_model()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Http(401) });

        var failure = await Should.ThrowAsync<ModelException>(() => ProbeAsync(model));

        failure.Message.ShouldContain("401");
        model.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("code_edit", EditFormat.CodeEdit)]
    [InlineData("apply_patch", EditFormat.Patch)]
    [InlineData("blocks", EditFormat.Blocks)]
    [InlineData("nothing", EditFormat.CodeEdit)]
    public async Task The_way_to_write_changes_that_the_model_gets_right_is_its_own(string able, EditFormat edits)
    {
        var profile = await MeasureAsync(chat =>
            Right(chat) switch
            {
                { Calls: [{ Name: "code_edit" or "apply_patch" } call] } when call.Name != able => FakeReply.Call(
                    call.Name,
                    "{}"
                ),
                var reply when able == "blocks" && chat.LastUser.Contains("d.txt", StringComparison.Ordinal) =>
                    FakeReply.Say("d.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n"),
                var reply => reply,
            }
        );

        profile.Edits.ShouldBe(edits);
    }

    [Fact]
    public async Task A_model_made_for_patches_writes_patches()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript { Models = ["gpt-oss:20b"], Rules = [new Rule { Answer = Right }] }
        );

        (await ProbeAsync(model, name: "gpt-oss:20b")).Edits.ShouldBe(EditFormat.Patch);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task How_many_requests_a_server_answers_at_once_is_found_out_where_it_does_not_say(int slots)
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Slots = slots,
                Beyond = Beyond.Queues,
                Rules =
                [
                    new Rule
                    {
                        Answer = static chat =>
                            chat.LastUser.StartsWith("Count", StringComparison.Ordinal)
                                ? Right(chat) with
                                {
                                    Pace = new Pace { DelayMs = 40 },
                                }
                                : Right(chat),
                    },
                ],
            }
        );

        (await ProbeAsync(model, countsSlots: true)).Slots.ShouldBe(slots);
        (await ProbeAsync(model)).Slots.ShouldBeNull();
    }

    [Fact]
    public async Task A_profile_is_kept_for_a_week_and_a_damaged_one_is_none()
    {
        using var temp = new TempDirectory();
        Core.Posix.PrivateDirectory.Ensure(temp.At("state"));
        var profile = (await MeasureAsync(Right)) with { In = 250.5, Out = 20, Edits = EditFormat.Patch, Slots = 2 };
        profile.Keep(temp.At("state"));

        ModelProfile
            .Kept(temp.At("state"), "s", "fake-model", profile.Measured.AddDays(6))
            .ShouldNotBeNull()
            .ShouldBe(profile);
        ModelProfile.Kept(temp.At("state"), "s", "fake-model", profile.Measured.AddDays(8)).ShouldBeNull();
        ModelProfile.Kept(temp.At("state"), "other", "fake-model", profile.Measured).ShouldBeNull();
        await File.WriteAllTextAsync(
            Directory.EnumerateFiles(temp.At("state/profiles")).Single(),
            "{\"server\":",
            Stop
        );
        ModelProfile.Kept(temp.At("state"), "s", "fake-model", profile.Measured).ShouldBeNull();
    }

    private static async Task<ModelProfile> MeasureAsync(Func<Chat, FakeReply> answer)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Answer = answer });
        return await ProbeAsync(model);
    }

    private static async Task<ModelProfile> ProbeAsync(
        FakeModelServer model,
        string name = "fake-model",
        bool countsSlots = false
    )
    {
        using var client = new OpenAiClient(new ModelServer(model.BaseUrl));
        return await new ModelProbe(client, TimeProvider.System) { CountsSlots = countsSlots }.RunAsync(
            "s",
            name,
            (_, _) => { },
            Stop
        );
    }

    private static FakeReply Right(Chat chat) =>
        chat.LastUser switch
        {
            var task when task.Contains("line 40", StringComparison.Ordinal) => FakeReply.Call(
                "read_file",
                """{"file":"src/main.c","start":40}"""
            ),
            var task when task.Contains("a.py", StringComparison.Ordinal) => FakeReply.Call(
                "code_edit",
                """{"file":"a.py","old":"x = 1","new":"x = 2"}"""
            ),
            var task when task.Contains("b.js", StringComparison.Ordinal) => FakeReply.Call(
                "apply_patch",
                """{"patch":"*** Begin Patch\n*** Update File: b.js\n@@\n-say(1)\n+say(2)\n*** End Patch"}"""
            ),
            var task when task.Contains("plan", StringComparison.Ordinal) => FakeReply.Call(
                "plan",
                """{"steps":["test","write"]}"""
            ),
            var task when task.Contains("notes.txt", StringComparison.Ordinal) => FakeReply.Call(
                "read_file",
                """{"file":"notes.txt"}"""
            ),
            _ => FakeReply.Say("1 2 3 4 5 6 7 8 9 10"),
        };

    private static FakeReply AsText(FakeReply reply) =>
        reply.Calls is [var call]
            ? FakeReply.Say($$"""<tool_call>{"name":"{{call.Name}}","arguments":{{call.Arguments}}}</tool_call>""")
            : reply;
}
