using System.Text.Json;

namespace Pedrocode.Probe.Scoring;

/// <summary>How the answers to the cases of a topic stand against its marks.</summary>
internal sealed record Score(bool Reached, IReadOnlyList<string> Lines)
{
    /// <summary><c>score TOPIC CASES ANSWERS MARK...</c>: one line of figures, one for each mark that is missed; exit code 0, 1 or 2.</summary>
    public static int Run(string[] args)
    {
        if (args is not [var topic, var cases, var answers, .. var marks] || TopicMeasures.Of(topic) is null)
        {
            Console.Error.WriteLine("usage: Pedrocode.Probe score TOPIC CASES ANSWERS MARK...");
            return 2;
        }
        var score = Of(topic, File.ReadAllText(cases), File.ReadAllText(answers), [.. marks.Select(Mark.Parse)]);
        foreach (var line in score.Lines)
        {
            Console.WriteLine(line);
        }
        return score.Reached ? 0 : 1;
    }

    public static Score Of(string topic, string cases, string answers, IReadOnlyList<Mark> marks)
    {
        var given = Records(cases);
        var answered = Records(answers);
        if (given.Count == 0 || !given.Select(Id).SequenceEqual(answered.Select(Id)))
        {
            return new Score(Reached: false, [Unanswered(topic, given, answered)]);
        }
        var all = given.Zip(answered, (one, answer) => new Case(Id(one), one, answer)).ToList();
        var counts = TopicMeasures.Of(topic)!.Select(measure => Count.Of(measure, all)).ToList();
        var missed = (
            from mark in marks
            let count = counts.Single(count => count.Name == mark.Measure)
            where !mark.IsReached(count.Hits.Count, count.OutOf)
            select $"{topic}: {mark} is missed: {string.Join(", ", mark.WantsMany ? count.Misses : count.Hits)}"
        ).ToList();
        return new Score(
            Reached: missed.Count == 0,
            [$"{topic}: {all.Count} cases; {string.Join(", ", counts)}", .. missed]
        );
    }

    private static List<JsonElement> Records(string lines) =>
        [.. lines.Split('\n').Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Id(JsonElement record) => record.GetProperty("id").GetString()!;

    private static string Unanswered(string topic, List<JsonElement> given, List<JsonElement> answered)
    {
        var first = given
            .Select(Id)
            .Zip(answered.Select(Id).Append("nothing"))
            .FirstOrDefault(pair => pair.First != pair.Second);
        return $"{topic}: {given.Count} cases, {answered.Count} answers; {first.First} was answered by {first.Second}";
    }

    /// <summary>A measure over all cases: the ids that count, those that do not.</summary>
    private sealed record Count(string Name, IReadOnlyList<string> Hits, IReadOnlyList<string> Misses)
    {
        public int OutOf => Hits.Count + Misses.Count;

        public static Count Of(Measure measure, List<Case> cases)
        {
            var judged = cases.ToLookup(measure.Judge, one => one.Id);
            return new Count(measure.Name, [.. judged[true]], [.. judged[false]]);
        }

        public override string ToString() => $"{Name} {Hits.Count}/{OutOf}";
    }
}
