using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Tools;

/// <summary>One place of the tree that is searched, and how.</summary>
internal sealed class CodeSearch(TreePath directory, IReadOnlyList<string> pathspecs, ToolContext context)
{
    private const int MostBytes = 4 * 1024 * 1024;
    private const int Fatal = 128;

    private readonly GitFiles files = GitFiles.Below(directory.Full, context);

    /// <summary>Perl's expressions where git knows them, else extended ones; what is no expression is looked for as it stands.</summary>
    public async Task<SearchFound> FindAsync(string pattern, bool caseMatters, CancellationToken stop)
    {
        var output = await GrepAsync("-P", pattern, caseMatters, stop);
        if (output.ExitCode == Fatal && output.Error.Contains("Perl-compatible", StringComparison.Ordinal))
        {
            output = await GrepAsync("-E", pattern, caseMatters, stop);
        }
        var note = "";
        if (output.ExitCode == Fatal && FaultIn(output.Error, pattern) is { } fault)
        {
            note = $"[{pattern} is no regular expression ({fault}): looked for as plain text]\n";
            output = await GrepAsync("-F", pattern, caseMatters, stop);
        }
        if (output.ExitCode == Fatal && output.Bytes.Length == 0)
        {
            throw CallFault.Failed($"git: {output.Error}");
        }
        var matches = SearchMatch.Read(output.Bytes);
        return new SearchFound(
            directory.Shown == "."
                ? matches
                : [.. matches.Select(match => match with { Path = $"{directory.Shown}/{match.Path}" })],
            note,
            output.IsCut
        );
    }

    private Task<GitOutput> GrepAsync(string kind, string pattern, bool caseMatters, CancellationToken stop) =>
        files.GrepAsync(caseMatters ? [kind, "-e", pattern] : [kind, "-i", "-e", pattern], pathspecs, MostBytes, stop);

    /// <summary>From <c>fatal: -e option, 'PATTERN': what is wrong</c>.</summary>
    private static string? FaultIn(string error, string pattern)
    {
        var quoted = $"'{pattern}': ";
        var at = error.IndexOf(quoted, StringComparison.Ordinal);
        return at < 0 ? null : error[(at + quoted.Length)..];
    }
}

/// <param name="Matches">Under the paths the model would name.</param>
/// <param name="Note">What the model should know of how it was searched, a line; or empty.</param>
/// <param name="IsCut">There were more.</param>
internal sealed record SearchFound(List<SearchMatch> Matches, string Note, bool IsCut);
