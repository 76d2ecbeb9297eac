using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>A change merged into the user's files as they are: what each path holds now and is to hold.</summary>
internal sealed record MergedChange(ImmutableArray<MergedFile> Files, ImmutableArray<LandingConflict> Conflicts);

internal sealed record MergedFile(BytePath Path, FileState Old, FileState New);

/// <summary>Why a change cannot land at a path: <c>both changed the same lines</c>.</summary>
/// <param name="Path">As people read it.</param>
public sealed record LandingConflict(string Path, string Why);
