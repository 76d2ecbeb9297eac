namespace Pedrocode.Cli.Terminals;

/// <summary>On a screen that can be redrawn: an area at the bottom, lines above it at any time.</summary>
internal sealed class ScreenDisplay(TerminalTraits traits) : Display
{
    private readonly PromptView view = new(traits);
    private readonly Screen screen = new(traits.Reflows);

    public override bool IsWithinLine => screen.HasArea;

    public override bool TakesLines(LineEditor? editor) => true;

    public override string Draw(string lines, string? status, LineEditor? editor, int width, int height) =>
        screen.Draw(lines, view.Of(status, editor, width, height), width, height);

    public override (string Now, string Above) Leave(LineEditor editor, string mark)
    {
        var prompt = SafeText.Line(editor.Prompt.Text, traits.Colours > ColourDepth.None);
        return ("", LineLayout.Finished(prompt, editor.Line) + mark + "\n");
    }

    public override string GoBelow() => screen.GoBelow();

    public override string StartAfresh(int width) => screen.StartAfresh(width);

    public override string Clear() => screen.Clear();
}
