using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pedrocode.Core.Checks;

/// <summary>What the output of a check says: how many tests ran, which failed, the lines worth reading.</summary>
public static partial class CheckOutput
{
    private const int MostCharacters = 4_000;
    private const int Before = 1;
    private const int After = 6;
    private const int Last = 12;

    /// <summary>How many tests ran, failed ones too; null where the output does not say.</summary>
    public static int? Tests(string output)
    {
        int? sum = null;
        foreach (var pattern in (ReadOnlySpan<Regex>)[DotNet(), Cargo(), Jest(), Maven(), NodeTest(), Unittest()])
        {
            var matches = pattern.Matches(output);
            if (matches.Count > 0)
            {
                // Maven prints each class and then the sum of all; the others print one line a run.
                return pattern == Maven() ? matches.Max(Number) : matches.Sum(Number);
            }
        }
        foreach (Match match in Counted().Matches(output))
        {
            sum = (sum ?? 0) + Number(match);
        }
        return sum ?? (GoPackage().Count(output) is > 0 and var packages ? packages : null);
    }

    /// <summary>The lines that name a failure, without what changes from run to run; empty where none can be told.</summary>
    public static ImmutableHashSet<string> Failures(string output, string root) =>
        [
            .. output
                .Split('\n')
                .Where(static line => Failing().IsMatch(line) && !NoFailure().IsMatch(line))
                .Select(line => Changing().Replace(line.Replace(root, "", StringComparison.Ordinal), "#").Trim()),
        ];

    /// <summary>The first line that names a failure, else the first line at all: how the check ended.</summary>
    public static string Headline(string text) =>
        text.Split('\n').Skip(1).FirstOrDefault(static line => Failing().IsMatch(line) && !NoFailure().IsMatch(line))
        ?? text.Split('\n')[0];

    /// <summary>Only what fails: the lines around each failure, and the end.</summary>
    public static string Excerpt(string output)
    {
        var lines = output.TrimEnd().Split('\n');
        var kept = new SortedSet<int>(Enumerable.Range(Math.Max(0, lines.Length - Last), Math.Min(Last, lines.Length)));
        for (var i = 0; i < lines.Length; i++)
        {
            if (Failing().IsMatch(lines[i]) && !NoFailure().IsMatch(lines[i]))
            {
                kept.UnionWith(
                    Enumerable.Range(i - Before, Before + 1 + After).Where(at => at >= 0 && at < lines.Length)
                );
            }
        }
        var text = new List<string>();
        var next = 0;
        foreach (var at in kept)
        {
            if (at > next)
            {
                text.Add("[…]");
            }
            text.Add(lines[at]);
            next = at + 1;
        }
        var whole = string.Join('\n', text);
        return whole.Length <= MostCharacters
            ? whole
            : $"{whole[..(MostCharacters / 2)]}\n[…]\n{whole[^(MostCharacters / 2)..]}";
    }

    private static int Number(Match match) =>
        match
            .Groups.Values.Skip(1)
            .Where(static group => group.Success)
            .SelectMany(static group => group.Captures)
            .Sum(static number =>
                int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0
            );

    // dotnet test, of both runners: "Total: 12" on the line of a project, "total: 12" in the block of a run.
    [GeneratedRegex(@"(?:Skipped:\s+\d+, Total:\s+(\d+)|^\s*total:\s+(\d+)\s*$)", RegexOptions.Multiline)]
    private static partial Regex DotNet();

    [GeneratedRegex(@"^test result: .*?(\d+) passed; (\d+) failed", RegexOptions.Multiline)]
    private static partial Regex Cargo();

    [GeneratedRegex(@"^Tests:\s.*?(\d+) total", RegexOptions.Multiline)]
    private static partial Regex Jest();

    [GeneratedRegex(@"Tests run: (\d+), Failures:")]
    private static partial Regex Maven();

    [GeneratedRegex(@"^(?:#|ℹ) tests (\d+)", RegexOptions.Multiline)]
    private static partial Regex NodeTest();

    [GeneratedRegex(@"^Ran (\d+) tests? in ", RegexOptions.Multiline)]
    private static partial Regex Unittest();

    // pytest, mocha, vitest: "3 failed, 5 passed in 0.1s", "5 passing".
    [GeneratedRegex(
        @"^[=\s]*(?:Tests\s+)?(?:(\d+) (?:failed|passed|passing|failing|errors?)\b[,|\s]*)+",
        RegexOptions.Multiline
    )]
    private static partial Regex Counted();

    [GeneratedRegex(@"^(?:ok|FAIL|---)\s+\S+\s", RegexOptions.Multiline)]
    private static partial Regex GoPackage();

    [GeneratedRegex(
        @"\b(?:fail(?:s|ed|ing|ure)?|errors?|exception|panick?(?:ed)?|assert\w*|not ok|traceback|expected)\b|[✗✘✖×]|: error",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Failing();

    [GeneratedRegex(@"\b(?:0|no) (?:fail\w*|errors?)|fail\w*: *0\b|errors?: *0\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoFailure();

    [GeneratedRegex(@"0x[0-9a-f]+|\d+(?:[.,:]\d+)*", RegexOptions.IgnoreCase)]
    private static partial Regex Changing();
}
