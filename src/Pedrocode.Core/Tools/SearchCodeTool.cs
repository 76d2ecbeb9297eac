using System.Text.Json;

namespace Pedrocode.Core.Tools;

/// <summary>Finds lines by a regular expression in the files of the tree, untracked ones too; what git ignores is left out.</summary>
public sealed class SearchCodeTool() : FileTool("search_code")
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public override ToolEffect Effect => ToolEffect.Reads;

    public override string Brief(JsonElement arguments)
    {
        var where = new[] { "path", "glob" }
            .Select(name => (Name: name, Value: arguments.TextOrNull(name)))
            .Where(static one => !string.IsNullOrWhiteSpace(one.Value))
            .Select(static one => $", {one.Name}='{ToolArguments.Short(one.Value!)}'");
        return $"pattern='{ToolArguments.Short(arguments.Text("pattern"))}'{string.Concat(where)}";
    }

    protected override async Task<ToolOutcome> WorkAsync(
        JsonElement arguments,
        ToolContext context,
        CancellationToken stop
    )
    {
        var pattern = arguments.Text("pattern");
        if (pattern.Length == 0 || pattern.AsSpan().ContainsAny('\n', '\0'))
        {
            return ToolOutcome.Failed(
                pattern.Length == 0 ? "The pattern is empty." : "A pattern is looked for within a line: send one line."
            );
        }
        var search = Scope(arguments, context);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Longest);
        try
        {
            return await SearchAsync(search, context, pattern, arguments.FlagOrNull("case") ?? true, limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ToolOutcome.Failed(
                $"The search took more than {Longest.TotalSeconds} s: use a simpler pattern, path or glob."
            );
        }
    }

    private static CodeSearch Scope(JsonElement arguments, ToolContext context)
    {
        var asked = arguments.TextOrNull("path");
        var path = TreePath.Of(context.Tree, string.IsNullOrWhiteSpace(asked) ? "." : asked);
        if (File.Exists(path.Full))
        {
            var folder = TreePath.At(context.Tree, Path.GetDirectoryName(path.Full)!);
            return new CodeSearch(folder, [Glob.Exactly(Path.GetFileName(path.Full))], context);
        }
        if (!Directory.Exists(path.Full))
        {
            throw new MissingFileFault(path);
        }
        var glob = arguments.TextOrNull("glob");
        return new CodeSearch(
            path,
            string.IsNullOrWhiteSpace(glob) ? [Glob.Everything] : Glob.Pathspecs(glob.Trim()),
            context
        );
    }

    private async Task<ToolOutcome> SearchAsync(
        CodeSearch search,
        ToolContext context,
        string pattern,
        bool caseMatters,
        CancellationToken stop
    )
    {
        var found = Without(await search.FindAsync(pattern, caseMatters, stop), context);
        if (found.Matches.Count == 0 && caseMatters)
        {
            var anyCase = Without(await search.FindAsync(pattern, caseMatters: false, stop), context);
            if (anyCase.Matches.Count > 0)
            {
                return Told(anyCase, anyCase.Note + "No match in this case; ignoring case:\n", context);
            }
        }
        return found.Matches.Count == 0
            ? ToolOutcome.Ok($"{found.Note}No match for {pattern}")
            : Told(found, found.Note, context);
    }

    // What may not be read is not found either.
    private SearchFound Without(SearchFound found, ToolContext context) =>
        found with
        {
            Matches =
            [
                .. found.Matches.Where(match =>
                    !context.Hides(
                        this,
                        Path.GetRelativePath(context.Tree.Root, Path.GetFullPath(match.Path, context.Tree.WorkDir))
                    )
                ),
            ],
        };

    private ToolOutcome Told(SearchFound found, string note, ToolContext context)
    {
        var (text, isWhole) = SearchMatches.Told(found.Matches, found.IsCut);
        return isWhole ? ToolOutcome.Ok(note + text) : Part(note + text, SearchMatches.Whole(found.Matches), context);
    }
}
