using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Tools;

/// <summary>Changes several files at once, all or none: see <see cref="PatchPlan"/> for what is found and what is refused.</summary>
public sealed class ApplyPatchTool() : FileTool("apply_patch")
{
    public override ToolEffect Effect => ToolEffect.Writes;

    public override string Brief(JsonElement arguments) =>
        PathsIn(arguments) switch
        {
            [] => "",
            [var only] => $"file='{ToolArguments.Short(only)}'",
            [var first, .. var rest] => $"file='{ToolArguments.Short(first)}' and {rest.Length} more",
        };

    /// <summary>The paths a call would change, as it names them: what rules about files are judged by.</summary>
    public static ImmutableArray<string> PathsIn(JsonElement arguments) =>
        Patch.Read(arguments.Text("patch")) is Patch patch
            ? [.. patch.Files.SelectMany(static file => PathsOf(file)).Distinct()]
            : [];

    protected override Task<ToolOutcome> WorkAsync(JsonElement arguments, ToolContext context, CancellationToken stop)
    {
        var outcome = Patch.Read(arguments.Text("patch")) switch
        {
            PatchMalformed malformed => ToolOutcome.Failed(malformed.Reason),
            Patch patch => Apply(patch, context),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
        return Task.FromResult(outcome);
    }

    private static ToolOutcome Apply(Patch patch, ToolContext context)
    {
        var paths = patch
            .Files.SelectMany(PathsOf)
            .Distinct()
            .ToDictionary(static path => path, path => TreePath.ToWrite(context.Tree, path));
        var files = PatchFiles.Read(patch.WithPaths(path => paths[path].Relative), [.. paths.Values], context);
        return PatchPlan.For(files.Patch, files.TextOf) switch
        {
            PatchRefused refused => ToolOutcome.Failed(refused.Reason),
            Patched { Files.IsEmpty: true } => ToolOutcome.Failed("The patch changes nothing."),
            Patched patched => Written(files, patched),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
    }

    private static ToolOutcome Written(PatchFiles files, Patched patched)
    {
        var seen = files.Write(patched);
        return ToolOutcome.Ok(
            string.Join('\n', patched.Files.Where(file => !IsSourceOfMove(file, patched)).Select(Line))
        ) with
        {
            Changes = [.. patched.Files.Select(Change)],
            Seen = seen,
        };

        string Line(PatchedFile file)
        {
            var (_, added, removed) = Change(file);
            var name = files.Shown(file.Path);
            var what =
                file.MovedFrom is { } from ? $"Moved {files.Shown(from)} to {name}"
                : file.After is null ? $"Deleted {name}"
                : file.Before is null ? $"Made {name}: +{added}"
                : $"Edited {name}: +{added} −{removed}";
            return what
                + (file.WhiteSpaceDiffered ? " (white space differed: the file's own indentation was kept)" : "");
        }
    }

    private static bool IsSourceOfMove(PatchedFile file, Patched patched) =>
        file.After is null && patched.Files.Any(moved => moved.MovedFrom == file.Path);

    private static FileChange Change(PatchedFile file)
    {
        var (added, removed) = LineDiff.Count(file.Before ?? "", file.After ?? "");
        return new FileChange(file.Path, added, removed);
    }

    private static IEnumerable<string> PathsOf(FilePatch file) =>
        file is UpdatedFile { MoveTo: { } target } ? [file.Path, target] : [file.Path];
}
