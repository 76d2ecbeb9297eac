using System.Globalization;

namespace Pedrocode.Bench.Parsers;

/// <summary>How long each reader takes for 1 MB of texts made to be slow, and whether twice the text takes twice as long.</summary>
internal static class ParsersBench
{
    private const int Megabyte = 1_000_000;
    private const double MostMilliseconds = 100;

    /// <summary>All texts are tried at this length, and only so many of the slowest at the whole one.</summary>
    private const int Sieve = 200_000;
    private const int Measured = 15;
    private const int Often = 3;

    /// <summary>Exit code 1 where a text takes longer than <see cref="MostMilliseconds"/>.</summary>
    public static int Run(string[] args)
    {
        var options = ParsersOptions.Parse(args);
        var texts = AdversarialTexts.All(options.More, options.Seed).ToList();
        var parsers = Parser
            .All.Where(parser => options.Only is null || parser.Name.Contains(options.Only, StringComparison.Ordinal))
            .ToList();
        foreach (var parser in parsers)
        {
            // Compiled, and the heap as large as it gets.
            Milliseconds(parser, texts[0].Of(Megabyte));
        }
        Console.WriteLine($"{"parser", -26}{"ms for 1 MB", 12}{"to 0.5 MB", 12}  text");
        var isMet = true;
        foreach (var parser in parsers)
        {
            var worst = texts
                .OrderByDescending(text => Milliseconds(parser, text.Of(Sieve)))
                .Take(Measured)
                .Select(text => (Text: text, Took: Quickest(parser, text.Of(Megabyte))))
                .OrderByDescending(static one => one.Took)
                .Take(options.Rows)
                .ToList();
            foreach (var (text, took) in worst)
            {
                var ratio = took / Quickest(parser, text.Of(Megabyte / 2));
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{parser.Name, -26}{took, 12:0.0}{ratio, 12:0.0}  {text}"
                    )
                );
            }
            isMet &= worst[0].Took <= MostMilliseconds;
        }
        Console.WriteLine(
            $"{parsers.Count} parsers, {texts.Count} texts the slowest of each at 1 MB; {(isMet ? "none" : "some")} over {MostMilliseconds} ms"
        );
        return isMet ? 0 : 1;
    }

    /// <summary>One run tells that it is quick; what looks slow is tried again: other work may have had the processor.</summary>
    private static double Quickest(Parser parser, string text)
    {
        var best = Milliseconds(parser, text);
        for (var again = 1; again < Often && best > MostMilliseconds / 4 && best < 50 * MostMilliseconds; again++)
        {
            best = Math.Min(best, Milliseconds(parser, text));
        }
        return best;
    }

    private static double Milliseconds(Parser parser, string text)
    {
        var begun = ThreadClock.Now;
        try
        {
            parser.Read(text);
        }
        catch (Exception e) when (e is Pedrocode.Core.UserError or Pedrocode.Core.Models.Wires.WireFailure)
        {
            // Refusing is an answer too.
        }
        return (ThreadClock.Now - begun).TotalMilliseconds;
    }
}

internal sealed record ParsersOptions(int More, int Seed, int Rows, string? Only)
{
    /// <summary>Throws <see cref="UsageException"/>.</summary>
    public static ParsersOptions Parse(string[] args)
    {
        var options = new ParsersOptions(More: 600, Seed: 1, Rows: 3, Only: null);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} needs a value");
            options = args[i] switch
            {
                "--more" => options with { More = Number(value) },
                "--seed" => options with { Seed = Number(value) },
                "--rows" => options with { Rows = Number(value) },
                "--only" => options with { Only = value },
                var other => throw new UsageException($"parsers does not know {other}"),
            };
            i++;
        }
        return options;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"{text} is no number");
}
