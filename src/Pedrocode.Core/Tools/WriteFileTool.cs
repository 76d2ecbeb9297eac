using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Tools;

/// <summary>Makes a file, or replaces all of it: mode, encoding and Windows line endings of a replaced one stay.</summary>
public sealed class WriteFileTool() : FileTool("write_file")
{
    public override ToolEffect Effect => ToolEffect.Writes;

    public override string Brief(JsonElement arguments) => $"file='{ToolArguments.Short(arguments.Text("file"))}'";

    protected override Task<ToolOutcome> WorkAsync(JsonElement arguments, ToolContext context, CancellationToken stop)
    {
        var path = TreePath.ToWrite(context.Tree, arguments.Text("file"));
        var file = TreeFile.ReadIfThere(path);
        TreeFile.MustBeAsSeen(path, file, context);
        return Task.FromResult(Write(path, file, arguments.Text("content"), context));
    }

    private static ToolOutcome Write(TreePath path, TreeFile? file, string content, ToolContext context)
    {
        var before = file is null ? null : FileText.Read(file.Bytes);
        if (before is not null && Elision.FirstIn(content, before.Text) is { } elision)
        {
            return ToolOutcome.Failed(
                $"content holds `{elision}` in place of code. Write out every line, or change a part with code_edit."
            );
        }
        var text = before is null ? content : WithEndingsOf(before.Text, content);
        var bytes =
            before?.Write(text)
            ?? new FileText("", TextEncoding.Utf8).Write(text)
            ?? throw CallFault.Failed("content holds half a character (a lone surrogate): it cannot be written.");
        var lines = TextLines.Of(text).Count;
        if (file is not null && file.Bytes.AsSpan().SequenceEqual(bytes))
        {
            return ToolOutcome.Ok($"{path.Shown} already has exactly this content.") with { Seen = [file.Seen] };
        }
        var unread = file is not null && !context.Seen.ContainsKey(path.Relative);
        var (added, removed) = LineDiff.Count(before?.Text ?? "", text);
        var seen = TreeFile.Write(path, bytes);
        return ToolOutcome.Ok(
            file is null
                ? $"Made {path.Shown}: {Plural.Of(lines, "line")}."
                : $"Replaced {path.Shown}: {Plural.Of(lines, "line")} (+{added} −{removed}){(unread ? ", a file you had not read" : "")}."
        ) with
        {
            Changes = [new FileChange(path.Relative, added, removed)],
            Seen = [seen],
        };
    }

    /// <summary>A model does not see CRLF; where every line has it, the new content gets it too.</summary>
    private static string WithEndingsOf(string before, string content) =>
        !content.Contains('\r')
        && TextLines.Of(before) is { Count: > 0 } lines
        && lines[0].Ending == TextLines.Windows
        && lines.TrueForAll(static line => line.Ending is TextLines.Windows or "")
            ? TextLines.WithEnding(content, TextLines.Windows)
            : content;
}
