using Pedrocode.Cli.Settings;
using Pedrocode.Core;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Replay;

namespace Pedrocode.Cli;

/// <summary>Which model is used: as configured, else the first that a local server names; looked for once, beside the prompt.</summary>
internal sealed class ModelChoices(PedroSettings settings)
{
    private readonly Lock gate = new();
    private readonly ModelDiscovery discovery = new();
    private Task<ModelChoice?>? looking;

    /// <summary>How many times as fast as recorded, for recorded replies.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>The client of the chosen server. Only after <see cref="ChosenAsync"/>.</summary>
    public IModelClient Client { get; private set; } = null!;

    /// <summary>Begins to look, without waiting.</summary>
    public void Look() => _ = LookAsync();

    /// <summary>The model in use, or null where none is configured and no server answers.</summary>
    public async Task<ModelChoice?> FoundAsync(CancellationToken stop) => await LookAsync().WaitAsync(stop);

    /// <summary>The model in use. Throws <see cref="UserError"/> that says how to get one.</summary>
    public async Task<ModelChoice> ChosenAsync(CancellationToken stop)
    {
        if (await FoundAsync(stop) is { } choice)
        {
            return choice;
        }
        lock (gate)
        {
            // A server may be started meanwhile: the next task looks again.
            looking = null;
        }
        throw new UserError(NoModel.Text);
    }

    /// <summary>Uses another model of the same server from the next job on.</summary>
    public async Task SwitchAsync(string name, CancellationToken stop)
    {
        var choice = await ChosenAsync(stop);
        lock (gate)
        {
            looking = Task.FromResult<ModelChoice?>(choice with { Name = name, Why = "chosen" });
        }
    }

    /// <summary>What the server in use offers.</summary>
    public async Task<IReadOnlyList<string>> OfferedAsync(CancellationToken stop) =>
        await ChosenAsync(stop) is { Server: { } server } ? await discovery.ModelsAsync(server, stop) : [];

    private Task<ModelChoice?> LookAsync()
    {
        lock (gate)
        {
            return looking ??= ChooseAsync();
        }
    }

    private async Task<ModelChoice?> ChooseAsync()
    {
        var model = settings.Model;
        if (model.Type == ModelType.Replay)
        {
            var recording = Recording.Parse(model.ReplayFile!, await File.ReadAllTextAsync(model.ReplayFile!));
            Client = new ReplayClient(recording) { Speed = Speed };
            return new ModelChoice(model.Name ?? "recorded", null, "recorded replies");
        }
        if (model.ServerUrl is { } address)
        {
            var server = WithPatience(ModelServer.Parse(address.ToString(), model.ApiKey?.Reveal()));
            Client = new OpenAiClient(server);
            var name = model.Name ?? (await discovery.ModelsAsync(server, CancellationToken.None)).FirstOrDefault();
            return name is null
                ? throw new UserError($"{server.Address} names no model", "set model.model_name or PEDROCODE_MODEL")
                : new ModelChoice(name, server, "configured");
        }
        if (await discovery.FindAsync(CancellationToken.None) is not { } found)
        {
            return null;
        }
        Client = new OpenAiClient(WithPatience(found.Server));
        return new ModelChoice(model.Name ?? found.Model, found.Server, $"found at {found.Server.BaseUrl.Authority}");
    }

    private ModelServer WithPatience(ModelServer server) => server with { FirstToken = settings.Model.FirstToken };
}

/// <param name="Server">Null for recorded replies.</param>
/// <param name="Why">Why this one, in a few words.</param>
internal sealed record ModelChoice(string Name, ModelServer? Server, string Why);

internal static class NoModel
{
    public const string Text = """
        No model server found (looked on 127.0.0.1 ports 11434, 8080, 1234, 8000).
        Start one, for example: ollama serve && ollama pull qwen3-coder:30b    or: llama-server -m model.gguf --jinja
        Or set PEDROCODE_BASE_URL to one that runs. To see how pedrocode works without a model: pedrocode demo
        """;
}
