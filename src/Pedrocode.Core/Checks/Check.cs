using System.Text.Json;

namespace Pedrocode.Core.Checks;

/// <summary>A command of the project that proves the work.</summary>
/// <param name="Directory">Where it runs, relative to the root, with <c>/</c>; empty for the root.</param>
public sealed record Check(string Command, string Directory = "")
{
    /// <summary>As the model's own call of <c>bash</c> would have it: the same rules judge both.</summary>
    internal JsonElement Arguments
    {
        get
        {
            using var document = JsonDocument.Parse($$"""{"command":"{{JsonEncodedText.Encode(Command)}}"}""");
            return document.RootElement.Clone();
        }
    }

    public override string ToString() => Directory.Length == 0 ? Command : $"{Command} (in {Directory})";
}

/// <summary>What came of a check.</summary>
public enum CheckOutcome
{
    Passed,
    Failed,
    TimedOut,

    /// <summary>It was not allowed, or its program is not here.</summary>
    NotRun,
}
