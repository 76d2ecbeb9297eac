namespace Pedrocode.Cli.Terminals;

/// <summary>What a read of the terminal came to.</summary>
public abstract record Typed
{
    /// <summary>An entry ended with Enter, exactly as typed or pasted; lines within are parted by "\n".</summary>
    public sealed record Line(string Text) : Typed
    {
        /// <summary><see cref="Prompt.About"/> of the prompt that stood on the screen when the line was begun.</summary>
        public object? About { get; init; }
    }

    /// <summary>Ctrl+C. What the line held is gone from it; empty means the line was empty already.</summary>
    public sealed record Interrupt(string Abandoned) : Typed;

    /// <summary>Ctrl+D on an empty line, the end of a pipe, a terminal that is gone.</summary>
    public sealed record EndOfInput : Typed;

    /// <summary>One of <see cref="Prompt.Keys"/>, with Ctrl (or Escape), on an empty line.</summary>
    public sealed record Key(char Letter) : Typed;
}
