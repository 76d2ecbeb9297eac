using Pedrocode.Core.Models.Rescue.Formats;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>One family's way to mark calls in text.</summary>
internal abstract class CallFormat
{
    public static IReadOnlyList<CallFormat> All { get; } =
    [
        new TaggedCalls(),
        new MistralCalls(),
        new TokenCalls(),
        new LlamaCalls(),
        new FunctionaryCalls(),
        new CommandCalls(),
        new SolarCalls(),
        new KimiK3Calls(),
        new McpCalls(),
    ];

    /// <summary>What every call of this family begins with.</summary>
    public abstract IReadOnlyList<string> Markers { get; }

    /// <summary>Reads what stands at <paramref name="at"/>, where <paramref name="marker"/> was found.</summary>
    public abstract CallMatch Read(Reading reading, int at, string marker);
}
