namespace Pedrocode.Cli.Terminals;

/// <summary>What stands before the typed line (colour sequences allowed), and what the line may be.</summary>
public sealed record Prompt(string Text)
{
    /// <summary>Whether the line is kept in the history, and the history offered.</summary>
    public bool Remembered { get; init; } = true;

    /// <summary>Letters that with Ctrl, on an empty line, end the read with <see cref="Typed.Key"/>: "b"; Escape stands for itself.</summary>
    public string Keys { get; init; } = "";

    /// <summary>What a line typed here answers; a line knows it of the prompt that was seen when its first key was pressed.</summary>
    public object? About { get; init; }

    /// <summary>What Tab offers; null for nothing.</summary>
    public Complete? Complete { get; init; }
}
