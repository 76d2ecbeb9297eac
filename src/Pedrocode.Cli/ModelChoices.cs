using System.Collections.Immutable;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli;

/// <summary>Which model the next job gets: that of the section <c>model</c>, of a profile, or another of the same server.</summary>
internal sealed class ModelChoices
{
    /// <summary>What leads back from a profile to the section <c>model</c>.</summary>
    public const string Default = "default";

    private readonly PedroSettings settings;
    private readonly ModelDiscovery discovery;
    private readonly ServerInquiry inquiry = new();
    private readonly ConfiguredModel section;
    private readonly ImmutableSortedDictionary<string, ConfiguredModel> profiles;
    private volatile ConfiguredModel current;

    public ModelChoices(PedroSettings settings, Surroundings here)
    {
        this.settings = settings;
        discovery = new ModelDiscovery { OllamaHost = ModelDiscovery.OllamaHostOf(here.Variable("OLLAMA_HOST")) };
        section = Of(settings.Model, profile: null);
        profiles = settings.Profiles.ToImmutableSortedDictionary(
            static one => one.Key,
            one => Of(one.Value, one.Key),
            StringComparer.Ordinal
        );
        current = settings.Profile is { } chosen ? profiles[chosen] : section;

        ConfiguredModel Of(ModelSettings model, string? profile) =>
            new(model, profile, settings.Profiles.Keys, discovery, here);
    }

    /// <summary>The profiles that are not in use, each with what it stands for.</summary>
    public IEnumerable<(string Name, string Means)> Others =>
        profiles
            .Where(one => one.Value != current)
            .Select(one => (one.Key, $"profile: {Text(settings.Profiles[one.Key])}"))
            .Concat(
                current == section || profiles.ContainsKey(Default)
                    ? []
                    : [(Default, $"not a profile: {Text(settings.Model)}")]
            );

    /// <summary>The profile in use; null: none.</summary>
    public string? Profile => current.Profile;

    public double Speed
    {
        set => section.Speed = value;
    }

    public ModelFacts Facts => current.Facts;

    public ModelServer? Server => current.Server;

    public IModelClient Client => current.Client;

    public void Look() => current.Look();

    /// <inheritdoc cref="ConfiguredModel.FoundAsync"/>
    public Task<ModelChoice?> FoundAsync(CancellationToken stop) => current.FoundAsync(stop);

    /// <inheritdoc cref="ConfiguredModel.ChosenAsync"/>
    public Task<ModelChoice> ChosenAsync(CancellationToken stop) => current.ChosenAsync(stop);

    /// <summary>From the next job on: a profile, or another model of the server in use. Returns what that is called there.</summary>
    public async Task<ModelChoice> SwitchAsync(string name, CancellationToken stop)
    {
        if (Named(name) is not { } named)
        {
            await current.SwitchAsync(name, stop);
            return await current.ChosenAsync(stop);
        }
        var choice = await named.ChosenAsync(stop);
        current = named;
        return choice;
    }

    /// <summary>What a task's own word for its model means: a profile, or another model of the server in use. Throws <see cref="UserError"/>.</summary>
    /// <param name="name">Null: the one in use.</param>
    public async Task<(string Model, string? Profile)> MeantAsync(string? name, CancellationToken stop)
    {
        var meant = name is null ? null : Named(name);
        if (name is null || meant is not null)
        {
            meant ??= current;
            return ((await meant.ChosenAsync(stop)).Name, meant.Profile);
        }
        meant = current;
        await meant.KnowAsync(name, stop);
        return (name, meant.Profile);
    }

    /// <summary>Before a job goes on: its server is known. Throws <see cref="UserError"/>.</summary>
    public async Task ReadyAsync(JobView job, CancellationToken stop)
    {
        var model = Of(job);
        await model.ChosenAsync(stop);
        await model.KnowAgainAsync(job.Model, stop);
    }

    /// <summary>What the job's model is reached by. Throws <see cref="UserError"/> where its profile is gone.</summary>
    public ConfiguredModel Of(JobView job) =>
        job.ModelProfile is not { } name ? section
        : profiles.TryGetValue(name, out var profile) ? profile
        : throw new UserError(
            $"{job.Id} runs with the profile {VisibleText.CleanLine(name)}, which is not in your configuration any more",
            $"put model_profiles.{VisibleText.CleanLine(name)} back"
        );

    /// <summary>Whether the server in use is an Ollama that has no such model and could fetch it.</summary>
    public async Task<bool> MustFetchAsync(string name, CancellationToken stop) =>
        Named(name) is null && await current.MustFetchAsync(name, stop);

    /// <summary>What was just measured counts from the next job on.</summary>
    public void Learn(ModelProfile measured) => current.Learn(measured);

    /// <summary>Every server found on this machine.</summary>
    public async Task<IReadOnlyList<FoundServer>> ServersAsync(CancellationToken stop) =>
        settings.Model.Type == ModelType.Replay ? [] : await discovery.FindAllAsync(stop);

    /// <summary>The models of a server that was found, with what it tells of each.</summary>
    public async Task<IReadOnlyList<(string Name, ModelFacts Facts)>> OfferedAsync(
        FoundServer found,
        CancellationToken stop
    ) =>
        await Task.WhenAll(
            (await discovery.ModelsAsync(found.Server, stop)).Select(async name =>
                (name, await inquiry.AskAsync(found.Server, name, stop))
            )
        );

    /// <summary>What the server in use offers.</summary>
    public Task<IReadOnlyList<string>> OfferedAsync(CancellationToken stop) => current.OfferedAsync(stop);

    private ConfiguredModel? Named(string name) =>
        profiles.GetValueOrDefault(name) ?? (name == Default && current != section ? section : null);

    private static string Text(ModelSettings model) =>
        string.Join(
            " at ",
            new[] { model.Name ?? "the first model", model.ServerUrl?.ToString() ?? model.Type.ToString() }.Select(
                VisibleText.CleanLine
            )
        );
}

/// <param name="Server">Null for recorded replies.</param>
/// <param name="Why">Why this one, in a few words.</param>
internal sealed record ModelChoice(string Name, ModelServer? Server, string Why)
{
    public ModelFacts Facts { get; init; } = ModelFacts.Unknown;
}

internal static class NoModel
{
    public const string Text = """
        No model server found on 127.0.0.1 (ports 11434, 8080, 1234, 8000). Start one:
        ollama serve, then ollama pull qwen3-coder:30b; or llama-server -m FILE --jinja
        Or set PEDROCODE_BASE_URL to one elsewhere. To look around first: /demo, or pedrocode demo
        """;
}
