using System.Collections.Immutable;

namespace Pedrocode.Core.Tools;

/// <summary>What came of a tool call. <paramref name="Text"/> is what the model reads, already capped.</summary>
public sealed record ToolOutcome(ToolResult Result, string Text)
{
    /// <summary>The files this call changed, for people and for the job's summary.</summary>
    public ImmutableArray<FileChange> Changes
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Files whose content the model now knows: what an edit is later compared with.</summary>
    public ImmutableArray<FileSeen> Seen
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Name in the job's output/ folder of the whole output, where <see cref="Text"/> is only its head and tail.</summary>
    public string? FullOutput { get; init; }

    /// <summary>What a rule denied, or nobody was there to allow: the full literal. Null for any other outcome.</summary>
    public string? Denied { get; init; }

    public static ToolOutcome Ok(string text) => new(ToolResult.Ok, text);

    public static ToolOutcome Failed(string text) => new(ToolResult.Failed, text);

    public static ToolOutcome Refused(string text) => new(ToolResult.Refused, text);
}

public enum ToolResult
{
    Ok,

    /// <summary>It was tried and did not work: no such file, a failing command, text not found.</summary>
    Failed,

    /// <summary>It was not tried: not allowed here, or denied.</summary>
    Refused,
}

/// <param name="Path">Relative to the tree's root, with <c>/</c>.</param>
/// <param name="Added">Lines added.</param>
/// <param name="Removed">Lines removed.</param>
public sealed record FileChange(string Path, int Added, int Removed);

/// <param name="Path">Relative to the tree's root, with <c>/</c>.</param>
/// <param name="Sha256">Of the file's bytes, lower-case hex; empty when the file is known not to exist.</param>
public sealed record FileSeen(string Path, string Sha256);
