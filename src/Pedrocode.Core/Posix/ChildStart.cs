using System.Collections.Immutable;

namespace Pedrocode.Core.Posix;

/// <summary>What is to be started, and how it may end.</summary>
public sealed record ChildStart
{
    /// <summary>A path, or a name that is looked up in the PATH of <see cref="Environment"/>.</summary>
    public required string Program { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    public required string WorkDir { get; init; }

    /// <summary>All of it: nothing is inherited beside, but for the marker.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Finds what leaves the session of the child. Unique: <c>job-1737766800:CALL</c>.</summary>
    public required string Marker { get; init; }

    public required OutputSink Output { get; init; }

    /// <summary>Null: goes to <see cref="Output"/>, in the order in which both were written.</summary>
    public OutputSink? Errors { get; init; }

    /// <summary>Null: as long as it takes.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Set as soon as the child runs, for it and all it starts. Null: as for pedrocode itself.</summary>
    public ChildLimits? Limits { get; init; }

    /// <summary>It asks the system to be killed with its parent: it is then started by a thread that lives as long as pedrocode.</summary>
    public bool EndsWithUs { get; init; }

    /// <summary>Between being asked to end and being killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>A child could not be started at all. The message is one line: what, and what is wrong with it.</summary>
public sealed class ChildStartException(ChildStartFault fault, string message) : Exception(message)
{
    public ChildStartFault Fault { get; } = fault;
}

public enum ChildStartFault
{
    NoProgram,
    NoWorkDir,

    /// <summary>Arguments and environment together, or one of them, are more than the system takes.</summary>
    TooLong,
    Other,
}
