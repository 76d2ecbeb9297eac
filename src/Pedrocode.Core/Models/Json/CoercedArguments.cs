using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>What <see cref="ArgumentCoercion"/> made of a call's arguments.</summary>
public abstract record CoercedArguments
{
    private CoercedArguments() { }

    /// <param name="Arguments">An object that fits the schema; owns its memory.</param>
    public sealed record Fitting(JsonElement Arguments) : CoercedArguments;

    /// <summary>The call cannot be made. <paramref name="Text"/> tells the model, in one or two lines, what to send instead.</summary>
    public sealed record Fault(string Text) : CoercedArguments;

    /// <summary>The arguments break off, so the call must not be made, whatever the finish reason says. <paramref name="Text"/> is for the model.</summary>
    public sealed record CutOff(string Text) : CoercedArguments;
}
