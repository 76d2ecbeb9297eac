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
    public async Task A_server_that_refuses_tools_has_none()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                When = new When { Offers = ["read_file"] },
                Fault = Fault.Http(400, """{"error":"fake-model does not support tools"}"""),
            },
            new Rule { Reply = FakeReply.Say("ready") }
        );
        using var client = new OpenAiClient(new ModelServer(model.BaseUrl));

        var profile = await new ModelProbe(client, TimeProvider.System).RunAsync(
            "s",
            "fake-model",
            (_, _) => { },
            Stop
        );

        profile.Calls.ShouldBe(CallStyle.None);
        profile.Probes.ShouldBe(9);
        model.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_profile_is_kept_for_a_week_and_a_damaged_one_is_none()
    {
        using var temp = new TempDirectory();
        Core.Posix.PrivateDirectory.Ensure(temp.At("state"));
        var profile = await MeasureAsync(Right);
        profile.Keep(temp.At("state"));

        ModelProfile
            .Kept(temp.At("state"), "s", "fake-model", profile.Measured.AddDays(6))
            .ShouldNotBeNull()
            .Calls.ShouldBe(CallStyle.Native);
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
        using var client = new OpenAiClient(new ModelServer(model.BaseUrl));
        return await new ModelProbe(client, TimeProvider.System).RunAsync("s", "fake-model", (_, _) => { }, Stop);
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
                "code_edit",
                """{"file":"b.js","old":"say(\\"hi\\")","new":"say(\\"bye\\")"}"""
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
