namespace Pedrocode.Cli.Terminals;

/// <summary>
/// A colour for each job, kept while the job is shown. Four hues that stay apart for every kind of colour blindness
/// and read on black and on white; the next four jobs have them underlined.
/// </summary>
public sealed class JobColours(ColourDepth depth)
{
    /// <summary>Violet, blue, crimson and ochre of the 256.</summary>
    internal static IReadOnlyList<int> Hues { get; } = [68, 136, 161, 93];

    private static readonly int[] BasicHues = [36, 35, 34, 31];

    private readonly Lock gate = new();
    private readonly List<string?> places = [];

    /// <summary>The text in the job's colour; unchanged on a terminal without colours.</summary>
    public string Paint(string job, string text) =>
        depth == ColourDepth.None ? text : $"{Style(Place(job))}{text}\e[0m";

    /// <summary>The job is shown no more; another may have its colour.</summary>
    public void Release(string job)
    {
        lock (gate)
        {
            var place = places.IndexOf(job);
            if (place >= 0)
            {
                places[place] = null;
            }
        }
    }

    private int Place(string job)
    {
        lock (gate)
        {
            var place = places.IndexOf(job);
            if (place >= 0)
            {
                return place;
            }
            place = places.IndexOf(null);
            if (place < 0)
            {
                place = places.Count;
                places.Add(job);
            }
            places[place] = job;
            return place;
        }
    }

    private string Style(int place)
    {
        var hue = place % Hues.Count;
        var underline = place / Hues.Count % 2 == 1 ? ";4" : "";
        return depth == ColourDepth.Sixteen ? $"\e[{BasicHues[hue]}{underline}m" : $"\e[38;5;{Hues[hue]}{underline}m";
    }
}
