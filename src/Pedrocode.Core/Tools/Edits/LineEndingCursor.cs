namespace Pedrocode.Core.Tools.Edits;

/// <summary>Walks through a text with its line endings by offsets into the same text with line feeds only.</summary>
internal struct LineEndingCursor(string content, bool mixed)
{
    private readonly string first = TextLines.FirstEnding(content);
    private string? last;
    private int offset;

    /// <summary>Where it stands in the text with its line endings.</summary>
    public int At { get; private set; }

    /// <summary>Goes on to an offset; returns how many characters that was.</summary>
    public int SkipTo(int target)
    {
        var start = At;
        if (!mixed)
        {
            (At, offset) = (target, target);
        }
        for (; offset < target; offset++)
        {
            var windows = content[At] == '\r' && At + 1 < content.Length && content[At + 1] == '\n';
            last =
                windows ? TextLines.Windows
                : content[At] == '\n' ? TextLines.LineFeed
                : last;
            At += windows ? 2 : 1;
        }
        return At - start;
    }

    /// <summary>How lines end here: as the first one from here to an offset does, else the one before, else the first of the text.</summary>
    public readonly string EndingHere(int end)
    {
        if (!mixed)
        {
            return TextLines.LineFeed;
        }
        var ahead = this;
        ahead.last = null;
        ahead.SkipTo(end);
        return ahead.last is null ? last ?? first : TextLines.FirstEnding(content[At..ahead.At]);
    }
}
