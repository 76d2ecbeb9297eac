using Pedrocode.Core.Models.Rescue.Formats;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>One family's way to mark calls in text.</summary>
internal abstract class CallFormat
{
    private const int LongestToken = 64;

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

    /// <summary>What else stands in and after a call of this family.</summary>
    public virtual IReadOnlyList<string> Tokens => [];

    /// <summary>Whether the text ends, from <paramref name="at"/> on, in the middle of a token that belongs to a call.</summary>
    public static bool BreaksOff(string text, int at)
    {
        var tail = text.AsSpan(at).Trim();
        if (tail.Length is 0 or > LongestToken || tail[0] is not ('<' or '['))
        {
            return false;
        }
        foreach (var format in All)
        {
            foreach (var token in format.Markers.Concat(format.Tokens))
            {
                if (token.Length > tail.Length && token.AsSpan().StartsWith(tail))
                {
                    return true;
                }
            }
        }
        return false;
    }

    /// <summary>Reads what stands at <paramref name="at"/>, where <paramref name="marker"/> was found.</summary>
    public abstract CallMatch Read(Reading reading, int at, string marker);
}
