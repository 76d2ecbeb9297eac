using System.Collections.Immutable;

namespace Pedrocode.Core.Agents;

/// <summary>A named recipe: a system prompt and the phases a job goes through.</summary>
public sealed record Agent(string Name, string Description, string Prompt, ImmutableArray<Phase> Phases);

/// <summary>A step of a recipe.</summary>
/// <param name="Rounds">How many model replies it may take before the job pauses.</param>
/// <param name="Tools">What it may call, beside <c>finish</c>; every other call is refused.</param>
/// <param name="Result">What it hands on.</param>
public sealed record Phase(string Name, int Rounds, string Goal, ImmutableArray<string> Tools, PhaseResult? Result);

/// <param name="Schema">JSON schema of the <c>result</c> of <c>finish</c>, as text.</param>
/// <param name="Example">A result that fits it, as text.</param>
public sealed record PhaseResult(string Schema, string Example);
