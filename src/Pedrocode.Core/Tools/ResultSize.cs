namespace Pedrocode.Core.Tools;

/// <summary>Cuts what is too long for the model's window: its head and its tail stay.</summary>
internal static class ResultSize
{
    public static ToolOutcome Fit(ToolOutcome outcome, int most)
    {
        if (outcome.Text.Length <= most)
        {
            return outcome;
        }
        var note =
            $"\n[… {outcome.Text.Length - most} characters left out: ask for less at once{(outcome.FullOutput is { } file ? $"; all of it is in output/{file}" : "")} …]\n";
        var room = Math.Max(0, most - note.Length);
        var head = Boundary(outcome.Text, room * 3 / 5);
        var tail = Boundary(outcome.Text, outcome.Text.Length - (room * 2 / 5));
        return outcome with { Text = outcome.Text[..head] + note + outcome.Text[tail..] };
    }

    private static int Boundary(string text, int at) =>
        at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
