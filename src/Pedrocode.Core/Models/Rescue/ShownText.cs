using System.Text;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>What of a streamed reply the user has seen: no white space before it, and none after it until more text comes.</summary>
internal sealed class ShownText
{
    private const int MostSpace = 4096;
    private readonly StringBuilder all = new();
    private readonly StringBuilder space = new();
    private bool lineHasText;
    private bool begins = true;

    public string All => all.ToString();

    public bool IsEmpty => all.Length == 0;

    /// <summary>Nothing but white space stands on this line yet, of what was shown since markup was last taken out.</summary>
    public bool LineIsBlank => !lineHasText;

    public void Add(ReadOnlySpan<char> text, StringBuilder into)
    {
        var end = text.TrimEnd().Length;
        if (end > 0)
        {
            var start = begins ? text.Length - text.TrimStart().Length : 0;
            begins = false;
            Append(into, space.ToString());
            Append(into, text[start..end]);
            space.Clear();
            lineHasText = true;
        }
        var tail = text[end..];
        lineHasText &= !tail.Contains('\n');
        if (!begins)
        {
            space.Append(tail);
        }
        if (space.Length > MostSpace)
        {
            Append(into, space.ToString());
            space.Clear();
        }
    }

    /// <summary>Markup was taken out here: what follows stands at the beginning of its line.</summary>
    public void Cut() => lineHasText = false;

    /// <summary>A further message begins on a line of its own.</summary>
    public void NewMessage()
    {
        space.Clear();
        lineHasText = false;
        begins = true;
        if (all.Length > 0)
        {
            space.Append('\n');
        }
    }

    private void Append(StringBuilder into, ReadOnlySpan<char> text)
    {
        into.Append(text);
        all.Append(text);
    }
}
