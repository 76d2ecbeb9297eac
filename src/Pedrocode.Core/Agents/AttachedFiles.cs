using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>The files a task names as <c>@path</c> or <c>@"path with blanks"</c>: read when the job is made, shown to the model with the task.</summary>
public static partial class AttachedFiles
{
    private const int MostOfAFile = 24_000;
    private const int MostOfAll = 60_000;

    /// <summary>Throws <see cref="UserError"/> for what is meant as a file and is none; any other <c>@word</c> is left as text.</summary>
    public static ImmutableArray<AttachedFile> Read(string task, JobTree tree)
    {
        var files = ImmutableArray.CreateBuilder<AttachedFile>();
        foreach (var name in Named(task).Distinct(StringComparer.Ordinal))
        {
            if (Find(name, tree) is { } path && !files.Any(file => file.Path == path.Shown))
            {
                var room = Math.Min(MostOfAFile, MostOfAll - files.Sum(static file => file.Text.Length));
                files.Add(new AttachedFile(path.Shown, Text(name, path, room)));
            }
        }
        return files.ToImmutable();
    }

    /// <summary>What reads like a file's name behind an <c>@</c> and is left as text, for there is no such file; of a task that could be read.</summary>
    public static IEnumerable<string> LeftAsText(string task, JobTree tree) =>
        Named(task)
            .Distinct(StringComparer.Ordinal)
            .Where(name => FileName().IsMatch(name) && Find(name, tree) is null)
            .Select(Line);

    [GeneratedRegex(@"^[\w./-]+\.[a-z][a-z0-9]{0,3}$")]
    private static partial Regex FileName();

    /// <summary>The job's task with its files below it, as the model reads it.</summary>
    internal static string WithTask(JobRun job)
    {
        var text = new StringBuilder(job.View.Task.Trim());
        foreach (var file in Of(job))
        {
            text.Append("\n\n").Append(Shown(file));
        }
        return text.ToString();
    }

    /// <summary>
    /// Those files of the task that stand otherwise in the job's tree than they were attached, a block each; empty for none. The others
    /// stand in the conversation already.
    /// </summary>
    internal static string Changed(JobRun job) =>
        string.Concat(
            Of(job)
                .Select(file => (Then: file, Now: AsItIs(file, job.Tree)))
                .Where(static file => file.Now.Text != file.Then.Text)
                .Select(static file => $"{Shown(file.Now)}\n")
        );

    private static ImmutableArray<AttachedFile> Of(JobRun job) =>
        job.Journal.Entries is [{ Event: JobCreated { Attached: { } attached } }, ..] ? attached : [];

    private static string Shown(AttachedFile file) =>
        $"[attached {file.Path}]\n{file.Text.TrimEnd('\n')}\n[end of {file.Path}]";

    private static AttachedFile AsItIs(AttachedFile file, JobTree tree)
    {
        try
        {
            return file with { Text = Text(file.Path, TreePath.Of(tree, file.Path), MostOfAFile) };
        }
        catch (Exception e) when (e is UserError or CallFault)
        {
            return file with { Text = "(not there any more)" };
        }
    }

    /// <summary>What stands behind an @ that begins a word, outside backticks, without the sentence's own punctuation.</summary>
    internal static IEnumerable<string> Named(string task)
    {
        var isCode = false;
        for (var at = 0; at < task.Length; at++)
        {
            isCode ^= task[at] == '`';
            if (
                isCode
                || task[at] != '@'
                || (at > 0 && !char.IsWhiteSpace(task[at - 1]) && task[at - 1] is not ('(' or '"' or '\''))
            )
            {
                continue;
            }
            var rest = task.AsSpan(at + 1);
            if (rest is ['"', ..] && rest[1..].IndexOf('"') is var end and > 0)
            {
                yield return rest.Slice(1, end).ToString();
                continue;
            }
            var length = rest.IndexOfAny(" \t\n\r\"'`)") is var found and >= 0 ? found : rest.Length;
            if (rest[..length].TrimEnd(".,;:!?") is { Length: > 0 } name)
            {
                yield return name.ToString();
            }
        }
    }

    private static TreePath? Find(string name, JobTree tree)
    {
        TreePath path;
        try
        {
            path = TreePath.Of(tree, name);
        }
        catch (CallFault)
        {
            return Path.Exists(Path.GetFullPath(name, tree.WorkDir))
                ? throw new UserError(
                    $"@{Line(name)} is outside the project or belongs to git",
                    "only files of the project can be attached"
                )
                : null;
        }
        if (File.Exists(path.Full))
        {
            return path;
        }
        if (Directory.Exists(path.Full))
        {
            // A package's scope or a handle may be called as a folder is.
            return name.EndsWith('/')
                ? throw new UserError($"@{Line(name)} is a directory", "attach the files in it")
                : null;
        }
        return Meant(name, path) is { } near
            ? throw new UserError(
                $"@{Line(name)}: no such file",
                near.Length > 0
                    ? $"did you mean @{near}? In `backticks` it is left as text"
                    : "in `backticks` it is left as text"
            )
            : null;
    }

    /// <summary>
    /// Whether a name that is no file was meant as one: @Override, @app.route("/") and @angular/core are none. The nearest file
    /// of its folder; empty where it only looks like a path; null for text.
    /// </summary>
    private static string? Meant(string name, TreePath path)
    {
        var folder = Path.GetDirectoryName(path.Full)!;
        var looksLikeFile = name.Contains('/') || name.Contains('.');
        if (!looksLikeFile || !Directory.Exists(folder))
        {
            return name.StartsWith("./", StringComparison.Ordinal) || name.StartsWith("../", StringComparison.Ordinal)
                ? ""
                : null;
        }
        if (NearestPath.InSameDirectory(path, Path.GetFileName(path.Full)) is { } near)
        {
            return VisibleText.CleanLine(Path.Join(Path.GetDirectoryName(name), near));
        }
        return name.Contains('/') ? "" : null;
    }

    private static string Text(string name, TreePath path, int room)
    {
        try
        {
            var text = VisibleText.Clean((TreeFile.ReadIfThere(path) ?? throw new MissingFileFault(path)).Text().Text);
            if (text.Length <= room)
            {
                return text;
            }
            var end = room <= 0 ? 0 : text.LastIndexOf('\n', room - 1) + 1;
            return $"{text[..end]}[cut: {end} of {text.Length} characters; read_file shows the rest]";
        }
        catch (CallFault fault)
        {
            throw new UserError($"@{Line(name)}: {fault.Outcome.Text}");
        }
    }

    private static string Line(string name) => VisibleText.CleanLine(name);
}

/// <param name="Path">Relative to where the user stood.</param>
/// <param name="Text">Cleaned, cut where it is long.</param>
public sealed record AttachedFile(string Path, string Text);
