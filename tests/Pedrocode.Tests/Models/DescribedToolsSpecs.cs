using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.FakeModel;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Models;

/// <summary>Servers that take no tools, and models that do better in another way: jobs go by what is known of them.</summary>
public class DescribedToolsSpecs
{
    [Theory]
    [InlineData(
        ServerKind.Ollama,
        FakeServerKind.Ollama,
        400,
        """{"error":"registry.ollama.ai/library/scripted:latest does not support tools"}"""
    )]
    [InlineData(
        ServerKind.LlamaCpp,
        FakeServerKind.LlamaCpp,
        500,
        """{"error":{"code":500,"message":"tools param requires --jinja flag","type":"server_error"}}"""
    )]
    [InlineData(
        ServerKind.Vllm,
        FakeServerKind.Vllm,
        400,
        """{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","type":"BadRequestError","param":null,"code":400}"""
    )]
    public async Task A_server_that_takes_no_tools_is_told_them_in_the_prompt_and_the_job_is_done(
        ServerKind kind,
        FakeServerKind server,
        int status,
        string refusal
    )
    {
        await using var model = await ServerAsync(
            server,
            new Rule
            {
                When = new When { Offers = ["read_file"] },
                Fault = Fault.Http(status, refusal),
            }
        );
        await using var house = new JobHarness(ClientOf(model, kind));
        house.Write("a.txt", "one\n");

        var job = house.Start();
        var view = await job.EndAsync();

        view.Error.ShouldBeNull();
        view.Status.ShouldBe(JobStatus.Complete);
        house.Read("a.txt").ShouldBe("two\n");
        model.Refusals.ShouldBeEmpty();
        house.EventsOf(job).OfType<ToolsDescribed>().ShouldHaveSingleItem().Why.ShouldContain("tool");
        house.EventsOf(job).OfType<ModelReplied>().ShouldAllBe(static reply => reply.Reply.Text.Length == 0);
        var described = model.Requests.Where(static request => request.Chat?.Offers.Count == 0).ToList();
        described.Count.ShouldBe(3);
        model.Chats.Count.ShouldBe(4);
        described[0].Chat!.System.ShouldContain("apply_patch: Change several files");
        described[0].Body.Length.ShouldBeLessThan(5 * 1024);
        described[2].Chat!.Last.Text.ShouldStartWith("<tool_response name=\"code_edit\">");
        described
            .Zip(described.Skip(1))
            .ShouldAllBe(static pair => Open(pair.Second).StartsWith(Open(pair.First), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_gone_on_with_knows_that_its_server_takes_no_tools()
    {
        await using var model = await ServerAsync(
            FakeServerKind.Plain,
            new Rule
            {
                When = new When { Offers = ["read_file"] },
                Fault = Fault.Http(400, """{"error":{"message":"scripted does not support tools"}}"""),
            }
        );
        await using var house = new JobHarness(
            ClientOf(model, ServerKind.OpenAi),
            static settings => settings with { Limits = new JobLimits { Inferences = 1 } }
        );
        house.Write("a.txt", "one\n");
        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Paused);

        var resumed = house.Scheduler.Resume(job.Id.ToString(), new JobResumed(Rounds: 9), Mode.Background);

        (await resumed.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        house.Read("a.txt").ShouldBe("two\n");
        model.Chats.Count(static chat => chat.Offers.Count > 0).ShouldBe(1);
    }

    [Fact]
    public async Task What_doctor_has_found_out_counts_from_the_first_request_on()
    {
        await using var model = await ServerAsync(FakeServerKind.Plain);
        await using var house = new JobHarness(
            ClientOf(model, ServerKind.OpenAi),
            static settings => settings with { Facts = static _ => new ModelFacts { Calls = CallStyle.Described } }
        );
        house.Write("a.txt", "one\n");

        (await house.Start().EndAsync()).Status.ShouldBe(JobStatus.Complete);

        model.Chats.Count.ShouldBe(3);
        model.Chats.ShouldAllBe(static chat => chat.Offers.Count == 0);
        model.Refusals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(CallStyle.Native, false)]
    public void Ollama_is_believed_where_nobody_has_measured(CallStyle? measured, bool describes) =>
        (
            new ModelFacts
            {
                Server = ServerKind.Ollama,
                CallsTools = false,
                Calls = measured,
            }.WhyDescribed
            is not null
        ).ShouldBe(describes);

    [Fact]
    public async Task A_server_that_refuses_tools_told_in_the_prompt_too_fails_the_job_once()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Models = ["scripted"],
                Rules = [new Rule { Fault = Fault.Http(400, """{"error":"scripted does not support tools"}""") }],
            }
        );
        await using var house = new JobHarness(ClientOf(model, ServerKind.OpenAi));

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Failed);
        house.EventsOf(job).OfType<JobFailed>().ShouldHaveSingleItem().ByServer.ShouldBeTrue();
        view.Error.ShouldNotBeNull().ShouldContain("does not support tools");
        model.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(EditFormat.Patch, "Change files with apply_patch")]
    [InlineData(EditFormat.Blocks, "<<<<<<< SEARCH")]
    public async Task A_model_is_told_to_write_changes_as_it_does_best(EditFormat edits, string told)
    {
        var model = new ScriptedModel(_ => ScriptedModel.Finish());
        await using var house = new JobHarness(
            model,
            settings => settings with { Facts = _ => new ModelFacts { Edits = edits } }
        );

        await house.Start(agent: "quick").EndAsync();
        await house.Start(agent: "review").EndAsync();

        SystemOf(model.Requests.First()).ShouldContain(told);
        SystemOf(model.Requests.Last()).ShouldNotContain(told);
    }

    private static string SystemOf(ModelRequest request) => ((SystemMessage)request.Messages[0]).Text;

    /// <summary>The body without what closes its list of messages.</summary>
    private static string Open(RecordedRequest request) => Encoding.UTF8.GetString(request.Body)[..^"]}".Length];

    private static IModelClient ClientOf(FakeModelServer model, ServerKind kind)
    {
        var server = ModelServer.Parse(model.BaseUrl.ToString(), apiKey: null, kind);
        return kind == ServerKind.Ollama ? new OllamaClient(server) : new OpenAiClient(server);
    }

    /// <summary>A model that writes its calls as it was told to, on a server whose template wants the roles to alternate.</summary>
    private static Task<FakeModelServer> ServerAsync(FakeServerKind server, params Rule[] before) =>
        FakeModelServer.StartAsync(
            new ModelScript
            {
                Server = server,
                Models = ["scripted"],
                Alternate = true,
                Rules =
                [
                    .. before,
                    Says(0, """{"name": "read_file", "arguments": {"file": "a.txt"}}"""),
                    Says(1, """{"name": "code_edit", "arguments": {"file": "a.txt", "old": "one", "new": "two"}}"""),
                    Says(2, """{"name": "finish", "arguments": {"summary": "One became two."}}"""),
                ],
            }
        );

    private static Rule Says(int round, string call) =>
        new()
        {
            When = new When { Rounds = round, System = "end your reply with one or more of these" },
            Reply = FakeReply.Say($"<tool_call>\n{call}\n</tool_call>"),
        };
}
