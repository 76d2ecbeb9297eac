using Pedrocode.Core.Jobs;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Anthropic;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.FakeModel;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Models;

public class JobOnEveryWireSpecs
{
    [Theory]
    [InlineData(ServerKind.LlamaCpp, FakeServerKind.LlamaCpp)]
    [InlineData(ServerKind.Vllm, FakeServerKind.Vllm)]
    [InlineData(ServerKind.LmStudio, FakeServerKind.LmStudio)]
    [InlineData(ServerKind.Ollama, FakeServerKind.Ollama)]
    [InlineData(ServerKind.Anthropic, FakeServerKind.Plain)]
    public async Task A_job_reads_edits_and_finishes(ServerKind kind, FakeServerKind server)
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Server = server,
                Models = ["scripted"],
                Rules =
                [
                    new Rule
                    {
                        When = new When { Rounds = 0 },
                        Reply = FakeReply.Call("read_file", """{"file":"a.txt"}"""),
                    },
                    new Rule
                    {
                        When = new When { Rounds = 1 },
                        Reply = FakeReply.Call("code_edit", """{"file":"a.txt","old":"one","new":"two"}"""),
                    },
                    new Rule { Reply = FakeReply.Call("finish", """{"summary":"One became two."}""") },
                ],
            }
        );
        var place = ModelServer.Parse(model.BaseUrl.ToString(), apiKey: null, kind);
        IModelClient client = kind switch
        {
            ServerKind.Ollama => new OllamaClient(place),
            ServerKind.Anthropic => new AnthropicClient(place),
            _ => new OpenAiClient(place),
        };
        await using var harness = new JobHarness(client);
        harness.Write("a.txt", "one\n");

        var view = await harness.Start().EndAsync();

        view.Error.ShouldBeNull();
        view.Status.ShouldBe(JobStatus.Complete);
        harness.Read("a.txt").ShouldBe("two\n");
        model.Refusals.ShouldBeEmpty();
    }
}
