using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Tools;

/// <summary>Lists the files of the tree that fit a pattern; what git ignores is left out.</summary>
public sealed class FindFilesTool() : FileTool("find_files")
{
    private const int MostShown = 200;
    private const int ShownOfTooMany = 100;
    private const int MostDirectories = 40;

    public override ToolEffect Effect => ToolEffect.Reads;

    public override string Brief(JsonElement arguments) => $"glob='{ToolArguments.Short(arguments.Text("glob"))}'";

    protected override async Task<ToolOutcome> WorkAsync(
        JsonElement arguments,
        ToolContext context,
        CancellationToken stop
    )
    {
        var glob = arguments.Text("glob").Trim();
        var (base_, pattern) = Start(glob, context);
        var found = await GitFiles.Below(base_.Full, context).ListAsync(Glob.Pathspecs(pattern), stop);
        if (found.Names.Count == 0)
        {
            return ToolOutcome.Ok($"No file fits {glob}. (Files that git ignores are not listed.)");
        }
        var names = found.Names.Select(name => base_.Shown == "." ? name : $"{base_.Shown}/{name}").ToArray();
        var lines = string.Join('\n', names.Select(Line));
        return names.Length <= MostShown ? ToolOutcome.Ok(lines) : Part(Summary(names), lines, context);
    }

    /// <summary>The directory a pattern begins with, where that is one, and the rest of the pattern.</summary>
    private static (TreePath Base, string Pattern) Start(string glob, ToolContext context)
    {
        var here = TreePath.Of(context.Tree, ".");
        if (glob.Length > 0 && !Glob.IsPattern(glob) && TreePath.Of(context.Tree, glob) is var whole)
        {
            return Directory.Exists(whole.Full) ? (whole, "**") : (here, glob);
        }
        var (directory, rest) = Glob.Split(glob);
        return directory.Length > 0 && TreePath.Of(context.Tree, directory) is var start && Directory.Exists(start.Full)
            ? (start, Glob.Here + rest)
            : (here, glob);
    }

    private static string Line(string name) => VisibleText.CleanLine(name);

    private static string Summary(string[] names)
    {
        var text = new StringBuilder($"{names.Length} files. In:\n");
        var directories = names.GroupBy(static name => Path.GetDirectoryName(name)!).ToArray();
        foreach (var directory in directories.Take(MostDirectories))
        {
            var shown = directory.Key.Length == 0 ? "." : directory.Key;
            text.Append($"{Line(shown)}/ {directory.Count()}\n");
        }
        if (directories.Length > MostDirectories)
        {
            text.Append($"and {directories.Length - MostDirectories} more directories\n");
        }
        text.Append($"The first {ShownOfTooMany}:\n");
        text.AppendJoin('\n', names.Take(ShownOfTooMany).Select(Line));
        return text.Append($"\n[{names.Length - ShownOfTooMany} more: send a narrower glob]").ToString();
    }
}
