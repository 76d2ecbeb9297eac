using System.Collections.Immutable;

namespace Pedrocode.Core.Sandboxes;

public enum SandboxMode
{
    /// <summary>Where the machine has one; else rules alone decide.</summary>
    Auto,

    /// <summary>Without one no command runs.</summary>
    Require,
    Off,
}

public sealed record SandboxSettings
{
    public SandboxMode Mode { get; init; } = SandboxMode.Auto;

    /// <summary>Whether commands have the network without being asked about.</summary>
    public bool Network { get; init; }

    /// <summary>More of what lies below the user's home that commands may read: toolchains, caches. Absolute.</summary>
    public ImmutableArray<string> Readable { get; init; } = [];

    /// <summary>More of what tools write below the home and want back, relative to it: each project has its own.</summary>
    public ImmutableArray<string> Caches { get; init; } = [];

    /// <summary>The user's home: hidden but for toolchains and caches.</summary>
    public required string Home { get; init; }

    /// <summary>Hidden, and where a project's own caches are kept.</summary>
    public required string StateDirectory { get; init; }
}
