using System.Collections.Immutable;

namespace Pedrocode.Core.Agents;

/// <summary>A named recipe: a system prompt and the phases a job goes through.</summary>
public sealed record Agent(string Name, string Description, string Prompt, ImmutableArray<Phase> Phases)
{
    /// <summary>The model it wants, or a profile of the settings; null: the one in use.</summary>
    public string? Model { get; init; }

    /// <summary>The title of the report that the last phase makes; null for an agent that makes none.</summary>
    public string? Report { get; init; }

    /// <summary>Whether any of its phases may change files.</summary>
    public bool MayChange => Phases.Any(static phase => phase.MayChange);

    /// <summary>The last phase that may change files: when it is finished the project's checks are run.</summary>
    public bool IsChecked(Phase phase) => Phases.LastOrDefault(static phase => phase.MayChange) == phase;
}

/// <summary>A step of a recipe.</summary>
/// <param name="Rounds">How many model replies it may take before the job pauses.</param>
/// <param name="Tools">What it may call, beside <c>finish</c>; every other call is refused.</param>
/// <param name="Result">What it hands on.</param>
public sealed record Phase(string Name, int Rounds, string Goal, ImmutableArray<string> Tools, PhaseResult? Result)
{
    private static readonly ImmutableArray<string> Writing = ["write_file", "code_edit", "apply_patch"];

    /// <summary>What the harness tells at its start: <c>changes</c>, <c>log</c>, <c>status</c>.</summary>
    public ImmutableArray<string> Shows { get; init; } = [];

    /// <summary>Whether what it does to files stays: only where it has a tool that writes.</summary>
    public bool MayChange => Tools.Any(static tool => Writing.Contains(tool));
}

/// <param name="Schema">JSON schema of the <c>result</c> of <c>finish</c>, as text.</param>
/// <param name="Example">A result that fits it, as text.</param>
public sealed record PhaseResult(string Schema, string Example);
