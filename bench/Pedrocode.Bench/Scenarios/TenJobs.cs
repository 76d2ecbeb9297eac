using System.Text;

namespace Pedrocode.Bench.Scenarios;

/// <summary>Ten jobs at once in one process. Each round reads forty lines, some 2 KB, of another file.</summary>
internal static class TenJobs
{
    private const int Jobs = 10;
    private const int Rounds = 20;
    private const int Lines = 200;
    private const int LinesRead = 40;

    public static Scenario Scenario { get; } =
        new(
            "ten-jobs",
            $"{Jobs} tasks on standard input, {Rounds} rounds of read_file each, then finish",
            new ScenarioPart(
                new Errand
                {
                    Config = $$"""{ "jobs": { "max_concurrent": {{Jobs}} } }""",
                    Lines =
                    [
                        "/agent quick",
                        .. Enumerable.Range(1, Jobs).Select(static job => $"look into the files, task {job}"),
                    ],
                    Files = Enumerable.Range(1, Rounds).ToDictionary(static file => $"part{file}.txt", Text),
                    Model = Scripts.Rounds(Rounds, "read_file", static chat => Arguments(chat.Rounds)),
                    Requests = Jobs * (Rounds + 1),
                    Outcome = "words that fill a line",
                },
                Measure.Wall(2_000),
                Measure.Cpu(3_000),
                Measure.PeakMemory(100)
            )
        );

    private static string Text(int file)
    {
        var text = new StringBuilder();
        for (var line = 1; line <= Lines; line++)
        {
            text.Append($"file {file}, line {line}: words that fill a line as code does\n");
        }
        return text.ToString();
    }

    private static string Arguments(int round)
    {
        var start = 1 + (round * 7 % (Lines - LinesRead));
        return $$"""{"file":"part{{round + 1}}.txt","start":{{start}},"end":{{start + LinesRead - 1}}}""";
    }
}
