namespace Pedrocode.Core.Models;

/// <summary>What a server tells about one of its models, and about itself. Null: it does not say.</summary>
public sealed record ModelFacts
{
    public static ModelFacts Unknown { get; } = new();

    /// <summary>Tokens of one request and its reply together, as the server runs the model now.</summary>
    public int? Window { get; init; }

    /// <summary>Tokens the model was made for; more than <see cref="Window"/> where the server was started with less.</summary>
    public int? LongestWindow { get; init; }

    /// <summary>Requests the server works on at once.</summary>
    public int? Slots { get; init; }

    /// <summary>Whether the server itself says how many; else it is what such a server does where nobody has set anything.</summary>
    public bool SaysSlots { get; init; }

    /// <summary>Whether the server says that the model can call tools.</summary>
    public bool? CallsTools { get; init; }

    /// <summary>How its calls arrive, as <c>doctor</c> has measured it or the user says; null where nobody has.</summary>
    public CallStyle? Calls { get; init; }

    /// <summary>Whether the user says how its calls arrive.</summary>
    public bool CallsAreSet { get; init; }

    /// <summary>How it writes changes best, as far as that was measured or said.</summary>
    public EditFormat Edits { get; init; }

    /// <summary>Why its tools are told in the prompt from the first request on; null where the server takes them, as far as is known.</summary>
    public string? WhyDescribed =>
        Calls == CallStyle.Described && CallsAreSet ? "the configuration: tools is \"text\""
        : Calls == CallStyle.Described ? "doctor: calls arrive only where the tools are told in the prompt"
        : Server == ServerKind.Ollama && CallsTools == false && Calls is null
            ? "Ollama: the model does not support tools"
        : null;

    /// <summary>What it costs; null where nobody said.</summary>
    public ModelPrices? Prices { get; init; }

    public ServerKind Server { get; init; }

    /// <summary>For people: <c>30.5B Q4_K_M</c>.</summary>
    public string? Size { get; init; }

    /// <summary>For people: <c>context 32k, 30.5B Q4_K_M, calls tools, 2 slots</c>; empty where nothing is known.</summary>
    public string Text =>
        string.Join(
            ", ",
            new[]
            {
                Window is { } window ? $"context {Thousands(window)}" : null,
                Size,
                CallsTools is { } can ? (can ? "calls tools" : "no tool calls") : null,
                Slots is { } slots ? $"{slots} {(slots == 1 ? "slot" : "slots")}" : null,
            }.Where(static part => part is not null)
        );

    private static string Thousands(int tokens) => tokens % 1024 == 0 ? $"{tokens / 1024}k" : $"{tokens / 1000.0:0.#}k";
}
