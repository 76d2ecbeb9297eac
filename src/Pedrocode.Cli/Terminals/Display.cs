namespace Pedrocode.Cli.Terminals;

/// <summary>How the line being typed and what is said above it come to be seen. It answers with what to write.</summary>
internal abstract class Display
{
    /// <summary>The last thing written ends within a line of ours, not in an empty one.</summary>
    public abstract bool IsWithinLine { get; }

    /// <summary>Whether lines may be written now, or must wait until the typed one is finished.</summary>
    public abstract bool TakesLines(LineEditor? editor);

    /// <summary>Writes finished lines (each ended by "\n") and what is to be seen below them; no editor while nobody reads.</summary>
    public abstract string Draw(string lines, string? status, LineEditor? editor, int width, int height);

    /// <summary>
    /// The typed line is finished, with a mark behind it (<c>^C</c>): what to write at once, and the line to be written
    /// above in its turn.
    /// </summary>
    public abstract (string Now, string Above) Leave(LineEditor editor, string mark);

    /// <summary>Leaves what is there as it stands and goes to the row below.</summary>
    public abstract string GoBelow();

    /// <summary>Others have written: the cursor may be anywhere, and the next frame begins on a row of its own.</summary>
    public abstract string StartAfresh(int width);

    public abstract string Clear();
}
