namespace Pedrocode.Cli.Settings;

/// <summary>The keys of the section <c>model</c>.</summary>
internal static class ModelKeys
{
    public static readonly ChoiceKey<ModelType> Type = new()
    {
        Name = "model.type",
        Meaning =
            "The protocol of the model server; llamacpp, vllm and lmstudio are openai with what that server adds.",
        ProjectMay = ProjectMay.NotCount,
        Words =
        [
            ("openai", ModelType.OpenAi),
            ("llamacpp", ModelType.LlamaCpp),
            ("vllm", ModelType.Vllm),
            ("lmstudio", ModelType.LmStudio),
            ("ollama", ModelType.Ollama),
            ("anthropic", ModelType.Anthropic),
            ("replay", ModelType.Replay),
        ],
        Get = s => s.Model.Type,
        With = (s, v) => s with { Model = s.Model with { Type = v } },
    };

    public static readonly NameKey Name = new()
    {
        Name = "model.model_name",
        Meaning =
            "The model, as its server calls it, or the name of a profile; not set: the first one the server names.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Get = s => s.Profile ?? s.Model.Name,
        With = (s, v) => s with { Profile = null, Model = s.Model with { Name = v } },
    };

    public static readonly ServerUrlKey ServerUrl = new()
    {
        Name = "model.server_url",
        Meaning = "The address of the model server; not set: a server is looked for at the usual local ports.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Model.ServerUrl,
        With = (s, v) => s with { Model = s.Model with { ServerUrl = v } },
    };

    public static readonly WholeNumberKey ContextSize = new()
    {
        Name = "model.context_size",
        Meaning =
            "How many tokens the model sees at once; Ollama is told with each request, other servers are started with it.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Least = 0,
        Most = 10_000_000,
        Zero = "what the server says",
        Get = s => s.Model.ContextSize ?? 0,
        With = (s, v) => s with { Model = s.Model with { ContextSize = v == 0 ? null : v } },
    };

    public static readonly WholeNumberKey Slots = new()
    {
        Name = "model.slots",
        Meaning = "How many requests are sent to the server at once, by all of your processes together.",
        ProjectMay = ProjectMay.NotCount,
        Least = 0,
        Most = 1_000,
        Zero = "as many as the server says it serves",
        Get = s => s.Model.Slots ?? 0,
        With = (s, v) => s with { Model = s.Model with { Slots = v == 0 ? null : v } },
    };

    public static readonly ChoiceKey<ToolsSetting> Tools = new()
    {
        Name = "model.tools",
        Meaning =
            "How the model is told its tools: by the server's own way, or in the prompt, calls and results being text; auto: as doctor has measured.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Words = [("auto", ToolsSetting.Auto), ("native", ToolsSetting.Native), ("text", ToolsSetting.Text)],
        Get = s => s.Model.Tools,
        With = (s, v) => s with { Model = s.Model with { Tools = v } },
    };

    public static readonly ChoiceKey<EditsSetting> Edits = new()
    {
        Name = "model.edits",
        Meaning =
            "What the model is asked to write changes with; whatever it writes is understood; auto: as doctor has measured.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Words =
        [
            ("auto", EditsSetting.Auto),
            ("code_edit", EditsSetting.CodeEdit),
            ("apply_patch", EditsSetting.Patch),
            ("blocks", EditsSetting.Blocks),
        ],
        Get = s => s.Model.Edits,
        With = (s, v) => s with { Model = s.Model with { Edits = v } },
    };

    public static readonly FractionKey PriceIn = new()
    {
        Name = "model.price_in",
        Meaning = "What a million tokens sent cost; the currency is yours.",
        ProjectMay = ProjectMay.NotCount,
        Least = 0,
        Most = 100_000,
        Get = s => s.Model.PriceIn,
        With = (s, v) => s with { Model = s.Model with { PriceIn = v } },
    };

    public static readonly FractionKey PriceCached = new()
    {
        Name = "model.price_cached",
        Meaning = "What a million tokens sent cost that came from the server's cache; not set: as price_in.",
        ProjectMay = ProjectMay.NotCount,
        Least = 0,
        Most = 100_000,
        Get = s => s.Model.PriceCached,
        With = (s, v) => s with { Model = s.Model with { PriceCached = v } },
    };

    public static readonly FractionKey PriceOut = new()
    {
        Name = "model.price_out",
        Meaning = "What a million tokens received cost.",
        ProjectMay = ProjectMay.NotCount,
        Least = 0,
        Most = 100_000,
        Get = s => s.Model.PriceOut,
        With = (s, v) => s with { Model = s.Model with { PriceOut = v } },
    };

    public static readonly FractionKey Temperature = new()
    {
        Name = "model.temperature",
        Meaning = "How freely the model chooses its words; not set: the server's default.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Least = 0,
        Most = 2,
        Get = s => s.Model.Temperature,
        With = (s, v) => s with { Model = s.Model with { Temperature = v } },
    };

    public static readonly VariableNameKey ApiKeyEnv = new()
    {
        Name = "model.api_key_env",
        Meaning = "The environment variable that holds the server's key.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Model.ApiKeyVariable,
        With = (s, v) => s with { Model = s.Model with { ApiKeyVariable = v } },
    };

    public static readonly WholeNumberKey FirstTokenSeconds = new()
    {
        Name = "model.first_token_seconds",
        Meaning = "How long to wait for the first byte of a reply.",
        ProjectMay = ProjectMay.CountWhenTrusted,
        Least = 0,
        Most = 86_400,
        Zero = "15 minutes for a loopback or private address, 120 s for others",
        Get = s => (int)(s.Model.FirstToken?.TotalSeconds ?? 0),
        With = (s, v) => s with { Model = s.Model with { FirstToken = v == 0 ? null : TimeSpan.FromSeconds(v) } },
    };

    public static readonly FileKey ReplayFile = new()
    {
        Name = "model.replay_file",
        Meaning =
            "The recorded replies that model.type \"replay\" plays; a relative path starts at the folder of this file.",
        ProjectMay = ProjectMay.NotCount,
        Get = s => s.Model.ReplayFile,
        With = (s, v) => s with { Model = s.Model with { ReplayFile = v } },
    };

    public static IReadOnlyList<SettingKey> All { get; } =
    [
        Type,
        Name,
        ServerUrl,
        ContextSize,
        Slots,
        Tools,
        Edits,
        Temperature,
        ApiKeyEnv,
        FirstTokenSeconds,
        PriceIn,
        PriceCached,
        PriceOut,
        ReplayFile,
    ];
}
