using System.Collections.Concurrent;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Anthropic;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Replay;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli;

/// <summary>
/// The model of one section of the settings, and the others of its server: as configured, else the first that a local server names;
/// looked for once.
/// </summary>
/// <param name="profile">The name of the section; null for <c>model</c>.</param>
/// <param name="profiles">The names of all profiles: one of them may be meant.</param>
internal sealed class ConfiguredModel(
    ModelSettings settings,
    string? profile,
    IEnumerable<string> profiles,
    ModelDiscovery discovery,
    Surroundings here
)
{
    private readonly Lock gate = new();
    private readonly ServerInquiry inquiry = new();
    private readonly ConcurrentDictionary<string, ModelFacts> known = new(StringComparer.Ordinal);
    private Task<ModelChoice?>? looking;

    /// <summary>How many times as fast as recorded, for recorded replies.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>The client of the chosen server. Only after <see cref="ChosenAsync"/>.</summary>
    public IModelClient Client { get; private set; } = null!;

    /// <summary>What is known of the model in use. Only after <see cref="ChosenAsync"/>.</summary>
    public ModelFacts Facts { get; private set; } = ModelFacts.Unknown;

    /// <summary>Where the model in use is reached; null for recorded replies. Only after <see cref="ChosenAsync"/>.</summary>
    public ModelServer? Server { get; private set; }

    /// <summary>The slots of the server in use, for all processes of the user; null where it has as many as one likes.</summary>
    public ServerSlots? SlotsIn(string state, TimeProvider time) =>
        Server is { } server && (Facts.Slots ?? UsualSlots(server)) is { } count
            ? new ServerSlots(state, server.Address, count, time)
            : null;

    /// <summary>Where the server does not say. A hosted one answers 429 when it has enough.</summary>
    private static int? UsualSlots(ModelServer server) =>
        server.Kind == ServerKind.Vllm ? 32
        : server.IsNear ? 16
        : null;

    /// <summary>The section of the settings, as <see cref="Pedrocode.Core.Jobs.JobView.ModelProfile"/> has it.</summary>
    public string? Profile => profile;

    public double? Temperature => settings.Temperature;

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
        await KnowAsync(name, stop);
        Facts = FactsOf(name);
        lock (gate)
        {
            looking = Task.FromResult<ModelChoice?>(
                choice with
                {
                    Name = name,
                    Why = profile is null ? "chosen" : $"{Configured}, chosen",
                    Facts = Facts,
                }
            );
        }
    }

    /// <summary>Whether the server in use is an Ollama that has no such model and could fetch it.</summary>
    public async Task<bool> MustFetchAsync(string name, CancellationToken stop)
    {
        var offered = await OfferedAsync(stop);
        return Server is { Kind: ServerKind.Ollama } && !offered.Contains(name) && !offered.Contains($"{name}:latest");
    }

    /// <summary>Asks the server in use about the model of a job that goes on, where it has that still.</summary>
    public async Task KnowAgainAsync(string name, CancellationToken stop)
    {
        if ((await OfferedAsync(stop)).Contains(name))
        {
            await KnowAsync(name, stop);
        }
    }

    /// <summary>Asks the server in use about another of its models. Throws <see cref="UserError"/> for one it does not have.</summary>
    public async Task KnowAsync(string name, CancellationToken stop)
    {
        var choice = await ChosenAsync(stop);
        if (choice.Server is { } server && name != choice.Name && !known.ContainsKey(name))
        {
            CheckOffered(name, await OfferedAsync(stop));
            known[name] = await AskedAsync(server, name, stop);
        }
    }

    /// <summary>What was just measured counts from the next job on.</summary>
    public void Learn(ModelProfile measured)
    {
        lock (gate)
        {
            if (looking is { IsCompletedSuccessfully: true, Result: { } choice } && choice.Name == measured.Model)
            {
                Facts = Measured(Facts, measured);
                looking = Task.FromResult<ModelChoice?>(choice with { Facts = Facts });
            }
            if (known.TryGetValue(measured.Model, out var facts))
            {
                known[measured.Model] = Measured(facts, measured);
            }
        }
    }

    /// <summary>What is known of a model of the server in use.</summary>
    public ModelFacts FactsOf(string name) => known.GetValueOrDefault(name, Facts);

    /// <summary>A name the server does not have is answered with the nearest.</summary>
    private void CheckOffered(string wanted, IReadOnlyList<string> offered)
    {
        if (offered.Count == 0 || offered.Contains(wanted))
        {
            return;
        }
        var near = NearestName.Of(wanted, [.. profiles, .. offered]);
        throw new UserError(
            $"the server has no model {VisibleText.CleanLine(wanted)}",
            near is not null ? $"did you mean {VisibleText.CleanLine(near)}?"
                : Server is { Kind: ServerKind.Ollama } ? $"fetch it: /model {VisibleText.CleanLine(wanted)} --pull"
                : "see /model"
        );
    }

    /// <summary>What the server in use offers.</summary>
    public async Task<IReadOnlyList<string>> OfferedAsync(CancellationToken stop) =>
        await ChosenAsync(stop) is { Server: { } server } ? await discovery.ModelsAsync(server, stop) : [];

    private string Configured => profile is null ? "configured" : $"profile {profile}";

    private Task<ModelChoice?> LookAsync()
    {
        lock (gate)
        {
            return looking ??= ChooseAsync();
        }
    }

    private async Task<ModelChoice?> ChooseAsync()
    {
        var model = settings;
        if (model.Type == ModelType.Replay)
        {
            var recording = Recording.Parse(model.ReplayFile!, await File.ReadAllTextAsync(model.ReplayFile!));
            Client = new ReplayClient(recording) { Speed = Speed };
            return new ModelChoice(model.Name ?? "recorded", null, "recorded replies");
        }
        var kind = KindOf(model.Type);
        if ((model.ServerUrl?.ToString() ?? UsualAddress(kind)) is { } address)
        {
            var server = WithPatience(ModelServer.Parse(address, KeyOf(kind), kind));
            var name = model.Name ?? await BestAsync(server);
            return name is null
                ? throw new UserError($"{server.Address} names no model", "set model.model_name or PEDROCODE_MODEL")
                : await UseAsync(server, name, Configured);
        }
        return await discovery.FindAsync(CancellationToken.None) is { } found
            ? await UseAsync(
                WithPatience(found.Server),
                model.Name ?? found.Model,
                profile is null ? found.Why : Configured
            )
            : null;
    }

    private async Task<string?> BestAsync(ModelServer server) =>
        (await discovery.ModelsAsync(server, CancellationToken.None)).FirstOrDefault();

    private async Task<ModelChoice> UseAsync(ModelServer server, string name, string why)
    {
        Server = server;
        Client = server.Kind switch
        {
            ServerKind.Ollama => new OllamaClient(server),
            ServerKind.Anthropic => new AnthropicClient(server),
            _ => new OpenAiClient(server),
        };
        Facts = known[name] = await AskedAsync(server, name, CancellationToken.None);
        return new ModelChoice(name, server, why) { Facts = Facts };
    }

    /// <summary>What the server says, and the user knows better.</summary>
    private async Task<ModelFacts> AskedAsync(ModelServer server, string name, CancellationToken stop)
    {
        var facts = await inquiry.AskAsync(server, name, stop);
        var measured = ModelProfile.Kept(
            StateHome.Of(here).Path,
            server.Address,
            name,
            TimeProvider.System.GetUtcNow()
        );
        return Measured(facts, measured) with
        {
            Window = settings.ContextSize ?? facts.Window,
            Server = server.Kind,
            Prices = settings.PriceIn is { } price
                ? new ModelPrices(price, settings.PriceOut ?? price, settings.PriceCached ?? price)
                : null,
        };
    }

    /// <summary>With what <c>doctor</c> has found out; what the user has set counts before it.</summary>
    private ModelFacts Measured(ModelFacts facts, ModelProfile? measured) =>
        facts with
        {
            Calls = settings.Tools switch
            {
                ToolsSetting.Native => CallStyle.Native,
                ToolsSetting.Text => CallStyle.Described,
                _ => measured?.Calls,
            },
            CallsAreSet = settings.Tools != ToolsSetting.Auto,
            Edits = settings.Edits switch
            {
                EditsSetting.CodeEdit => EditFormat.CodeEdit,
                EditsSetting.Patch => EditFormat.Patch,
                EditsSetting.Blocks => EditFormat.Blocks,
                _ => measured?.Edits ?? EditFormat.CodeEdit,
            },
            Slots = settings.Slots ?? (facts.SaysSlots ? facts.Slots : measured?.Slots ?? facts.Slots),
        };

    private static ServerKind KindOf(ModelType type) =>
        type switch
        {
            ModelType.Ollama => ServerKind.Ollama,
            ModelType.Anthropic => ServerKind.Anthropic,
            ModelType.LlamaCpp => ServerKind.LlamaCpp,
            ModelType.Vllm => ServerKind.Vllm,
            ModelType.LmStudio => ServerKind.LmStudio,
            _ => ServerKind.OpenAi,
        };

    /// <summary>Where a server of that kind stands when nobody says; null for those that are looked for.</summary>
    private string? UsualAddress(ServerKind kind) =>
        kind switch
        {
            ServerKind.Anthropic => "https://api.anthropic.com/v1",
            ServerKind.Ollama when discovery.OllamaHost is var (host, port) => $"http://{host}:{port}",
            ServerKind.Ollama => "http://127.0.0.1:11434",
            ServerKind.LlamaCpp => "http://127.0.0.1:8080/v1",
            ServerKind.Vllm => "http://127.0.0.1:8000/v1",
            ServerKind.LmStudio => "http://127.0.0.1:1234/v1",
            _ => null,
        };

    private string? KeyOf(ServerKind kind) =>
        settings.ApiKey?.Reveal()
        ?? (kind == ServerKind.Anthropic && settings.ServerUrl is null ? here.Variable("ANTHROPIC_API_KEY") : null);

    private ModelServer WithPatience(ModelServer server) => server with { FirstToken = settings.FirstToken };
}
