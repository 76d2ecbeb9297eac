using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;

namespace Pedrocode.Cli.Settings;

/// <summary>What counts after all layers are merged. The initial values are the defaults: they stand nowhere else.</summary>
internal sealed record PedroSettings
{
    public ModelSettings Model { get; init; } = new();

    /// <summary>Whole: what a profile does not say of its own server is in it.</summary>
    public ImmutableSortedDictionary<string, ModelSettings> Profiles { get; init; } = NoProfiles;

    private static readonly ImmutableSortedDictionary<string, ModelSettings> NoProfiles =
        ImmutableSortedDictionary.Create<string, ModelSettings>(StringComparer.Ordinal);

    /// <summary>The profile in use; null: <see cref="Model"/>.</summary>
    public string? Profile { get; init; }

    /// <summary>Every model that jobs may be given.</summary>
    public IEnumerable<ModelSettings> EveryModel => Profiles.Values.Prepend(Model);

    public JobSettings Jobs { get; init; } = new();

    public LimitSettings Limits { get; init; } = new();

    public ProjectSettings Project { get; init; } = new();

    public PermissionSettings Permissions { get; init; } = new();

    public SandboxChoice Sandbox { get; init; } = new();

    public GitSettings Git { get; init; } = new();

    public OutputSettings Output { get; init; } = new();

    public DebugSettings Debug { get; init; } = new();
}

internal sealed record ModelSettings
{
    public ModelType Type { get; init; } = ModelType.OpenAi;

    /// <summary>Null: the first model the server names.</summary>
    public string? Name { get; init; }

    /// <summary>Null: a server is looked for at the usual local ports.</summary>
    public Uri? ServerUrl { get; init; }

    /// <summary>Null: the server's default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Tokens; null: what the server says.</summary>
    public int? ContextSize { get; init; }

    /// <summary>Null: as many as the server says it serves.</summary>
    public int? Slots { get; init; }

    public ToolsSetting Tools { get; init; }

    public EditsSetting Edits { get; init; }

    /// <summary>For a million tokens; null: nothing is known of cost.</summary>
    public double? PriceIn { get; init; }

    public double? PriceCached { get; init; }

    public double? PriceOut { get; init; }

    /// <summary>The variable that holds the key; the key itself never stands in a file.</summary>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Null: none is sent.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>Null: by the server's address.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>The recorded replies that <see cref="ModelType.Replay"/> plays; absolute.</summary>
    public string? ReplayFile { get; init; }
}

/// <summary>How the model is told its tools.</summary>
internal enum ToolsSetting
{
    /// <summary>As <c>doctor</c> has measured, or the server says.</summary>
    Auto,

    Native,

    /// <summary>In the prompt; calls and their results are text.</summary>
    Text,
}

/// <summary>What a model's prompt asks it to write changes with.</summary>
internal enum EditsSetting
{
    /// <summary>As <c>doctor</c> has measured.</summary>
    Auto,

    CodeEdit,

    Patch,

    Blocks,
}

internal enum ModelType
{
    OpenAi,
    LlamaCpp,
    Vllm,
    LmStudio,
    Ollama,
    Anthropic,
    Replay,
}

internal sealed record JobSettings
{
    public int MaxConcurrent { get; init; } = 3;

    /// <summary>How many unfinished jobs are kept, over all sessions.</summary>
    public int MaxUnfinished { get; init; } = 10;

    public WhenFull WhenFull { get; init; } = WhenFull.Queue;

    public WhenToApply Apply { get; init; } = WhenToApply.Auto;

    public PhaseReview Review { get; init; }

    /// <summary>Whether checks run once more on the result merged into the user's files.</summary>
    public bool Recheck { get; init; }

    public Isolation Isolation { get; init; } = Isolation.Tree;

    /// <summary>Names of folders, or paths from the project's root.</summary>
    public ImmutableArray<string> Carry { get; init; } = UsuallyCarried;

    private static readonly ImmutableArray<string> UsuallyCarried = ["node_modules", ".venv", "venv"];
}

internal sealed record LimitSettings
{
    public TimeSpan MaxTaskDuration { get; init; } = TimeSpan.FromMinutes(30);

    public int MaxInferenceRuns { get; init; } = 120;

    /// <summary>Null: no limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Null: no limit.</summary>
    public double? MaxCost { get; init; }

    public int CheckRetries { get; init; } = 2;
}

internal sealed record ProjectSettings
{
    /// <summary>Null: found from the project's files.</summary>
    public ImmutableArray<string>? Checks { get; init; }
}

/// <summary>Rules as they were written, such as <c>bash(npm test)</c>, those of the lowest layer first.</summary>
internal sealed record PermissionSettings
{
    public ImmutableArray<string> Allow { get; init; } = [];

    public ImmutableArray<string> Ask { get; init; } = [];

    public ImmutableArray<string> Deny { get; init; } = [];
}

internal sealed record SandboxChoice
{
    public SandboxMode Mode { get; init; } = SandboxMode.Auto;

    public bool Network { get; init; }

    public ImmutableArray<string> Readable { get; init; } = [];

    public ImmutableArray<string> Caches { get; init; } = [];
}

internal sealed record GitSettings
{
    public bool Commit { get; init; }
}

internal sealed record OutputSettings
{
    public NoticeLevel Notices { get; init; } = NoticeLevel.Auto;

    public bool Bell { get; init; } = true;

    public bool Plain { get; init; }
}

internal enum NoticeLevel
{
    Auto,
    All,
    Phases,
    Ends,
    None,
}

internal sealed record DebugSettings
{
    public bool Enabled { get; init; }

    /// <summary>Whether jobs keep their directory whatever became of them.</summary>
    public bool KeepTempFiles { get; init; }
}

/// <summary>Text that no screen, record or message shows by accident.</summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "(not shown)";
}
