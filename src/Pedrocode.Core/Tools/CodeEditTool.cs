using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Tools;

/// <summary>Replaces a piece of a file: see <see cref="TextEdit"/> for what is found and what is kept.</summary>
public sealed class CodeEditTool() : FileTool("code_edit")
{
    public override ToolEffect Effect => ToolEffect.Writes;

    public override string Brief(JsonElement arguments) => $"file='{ToolArguments.Short(arguments.Text("file"))}'";

    protected override Task<ToolOutcome> WorkAsync(JsonElement arguments, ToolContext context, CancellationToken stop)
    {
        var edit = new TextEdit(arguments.Text("old"), arguments.Text("new"))
        {
            All = arguments.FlagOrNull("all") ?? false,
        };
        var path = TreePath.ToWrite(context.Tree, arguments.Text("file"));
        var file = TreeFile.ReadIfThere(path);
        TreeFile.MustBeAsSeen(path, file, context);
        if (file is null && edit.Old.Length > 0)
        {
            throw new MissingFileFault(path);
        }
        var before = file?.Text() ?? new FileText("", TextEncoding.Utf8);
        return Task.FromResult(
            edit.Apply(before.Text) switch
            {
                Edited edited => Write(path, before, edited),
                EditRefused refused => ToolOutcome.Failed($"{path.Shown}: {refused.Reason}"),
                var other => throw new NotSupportedException(other.GetType().Name),
            }
        );
    }

    private static ToolOutcome Write(TreePath path, FileText before, Edited edited)
    {
        var bytes =
            before.Write(edited.Content)
            ?? throw CallFault.Failed(
                $"{path.Shown} is not UTF-8, and new holds a character that cannot be written in its encoding."
            );
        var (added, removed) = LineDiff.Count(before.Text, edited.Content);
        var seen = TreeFile.Write(path, bytes);
        var where = edited.Places > 1 ? $"{edited.Places} places, from line {edited.Line}" : $"line {edited.Line}";
        var note = edited.WhiteSpaceDiffered
            ? " White space in old differed: the file's own indentation was kept."
            : "";
        return ToolOutcome.Ok($"Edited {path.Shown}: {where} (+{added} −{removed}).{note}") with
        {
            Changes = [new FileChange(path.Relative, added, removed)],
            Seen = [seen],
        };
    }
}
