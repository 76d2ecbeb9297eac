using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class PullSpecs
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_fetched_and_how_far_it_is_only_grows()
    {
        await using var model = await FakeModelServer.StartAsync(new ModelScript { Server = FakeServerKind.Ollama });

        (await PullAsync(model)).ShouldBe([0, 25, 99, 100]);
        model.Requests[0].Text.ShouldContain("\"model\":\"qwen3:8b\"");
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_said()
    {
        await using var model = await FakeModelServer.StartAsync(new ModelScript { Server = FakeServerKind.LlamaCpp });

        var failure = await Should.ThrowAsync<ModelException>(() => PullAsync(model));

        failure.Message.ShouldNotContain('\n');
        failure.Message.ShouldStartWith(model.Root.ToString());
    }

    private static async Task<List<int>> PullAsync(FakeModelServer model)
    {
        var told = new List<int>();
        var server = ModelServer.Parse(model.Root.ToString(), apiKey: null, ServerKind.Ollama);
        await foreach (var percent in OllamaPull.RunAsync(server, "qwen3:8b", Stop))
        {
            told.Add(percent);
        }
        return told;
    }
}
