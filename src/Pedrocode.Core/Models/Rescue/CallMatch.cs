using System.Collections.Immutable;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>What stands where a call's markup begins.</summary>
/// <param name="End">The index after it; of no meaning where nothing was found.</param>
/// <param name="Calls">Their names as written; they need not be tools.</param>
internal readonly record struct CallMatch(CallState State, int End, ImmutableArray<RescuedCall> Calls)
{
    public static CallMatch None { get; } = new(CallState.None, 0, []);

    public static CallMatch CutOff { get; } = new(CallState.CutOff, 0, []);

    public static CallMatch Broken(int end) => new(CallState.Broken, end, []);

    /// <summary>Markup that carries no call: it is left out of what the user sees.</summary>
    public static CallMatch Nothing(int end) => new(CallState.Found, end, []);

    public static CallMatch Found(int end, params ImmutableArray<RescuedCall> calls) =>
        new(CallState.Found, end, calls);
}

internal enum CallState
{
    /// <summary>No call: the marker is ordinary text.</summary>
    None,
    Found,

    /// <summary>A call that cannot be read.</summary>
    Broken,

    /// <summary>The text ends inside the call.</summary>
    CutOff,
}
