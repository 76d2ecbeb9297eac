using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// The templates of tasks a user can run: files <c>command/NAME.md</c> of the project and of the user. Read anew at each use, so that a
/// changed file counts at the next one.
/// </summary>
/// <param name="userFolder">Where the user's files are; it need not exist.</param>
/// <param name="userShown">That folder as the user knows it.</param>
/// <param name="project">What the project brings along, where the user trusts it.</param>
public sealed class TaskTemplates(string userFolder, string userShown, Func<FolderOffer?> project)
{
    private readonly OwnFiles files = new("command", userFolder, userShown, project);

    /// <summary>Where a project's templates are, relative to its root.</summary>
    public string ProjectFolder => files.ProjectFolder;

    public string UserShown => files.UserShown;

    public static bool IsName(string name) => OwnFiles.IsName(name);

    /// <summary>Every one by name, a project's instead of the user's of the same name; a broken file with its fault.</summary>
    public ImmutableArray<KnownTemplate> All() =>
        [
            .. files
                .All()
                .DistinctBy(static file => file.Name)
                .Select(Read)
                .OrderBy(static template => template.Name, StringComparer.Ordinal),
        ];

    /// <summary>Null where nobody has one of that name. Throws <see cref="UserError"/> where its file is broken.</summary>
    public TaskTemplate? Find(string name) =>
        files.All().FirstOrDefault(file => file.Name == name) is { } file
            ? Read(file) is { Template: { } template }
                ? template
                : throw new UserError(Read(file).Fault!, "mend the file; /templates lists the others")
            : null;

    /// <summary>The task as a template of the user's; the path of its file as the user knows it. Throws <see cref="UserError"/>.</summary>
    public string Save(string name, string task, string agent, Mode mode)
    {
        if (!OwnFiles.IsName(name))
        {
            throw new UserError("a template's name is of letters, digits, '-' and '_'", "usage: /save NAME");
        }
        var path = Path.Combine(files.UserFolder, $"{name}.md");
        var shown = $"{files.UserShown}/{name}.md";
        if (File.Exists(path))
        {
            throw new UserError($"{shown} exists", "edit that file, or save under another name");
        }
        Directory.CreateDirectory(files.UserFolder);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(Text(task, agent, mode)));
        return shown;
    }

    private static string Text(string task, string agent, Mode mode) =>
        $"""
            ---
            description: {Line(task)}
            agent: {agent}
            mode: {(mode == Mode.Interactive ? "interactive" : "background")}
            ---
            {TemplatePart.Escaped(task.Trim())}

            """;

    /// <summary>As YAML takes it, whatever it holds.</summary>
    private static string Line(string task)
    {
        const int Most = 60;
        var line = VisibleText.CleanLine(task.Trim().Split('\n')[0].Trim());
        line = line.Length > Most ? $"{line[..Most].TrimEnd()}..." : line;
        return $"'{line.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static KnownTemplate Read(OwnFile file)
    {
        try
        {
            file.Check("a template");
            return new KnownTemplate(file.Name, file.Where, TaskTemplate.Parse(file.Name, file.Where, file.Text));
        }
        catch (UserError e)
        {
            return new KnownTemplate(file.Name, file.Where, Template: null)
            {
                Fault = VisibleText.CleanLine(e.Message),
            };
        }
    }
}

/// <summary>A template that can be run, or the file that was to be one.</summary>
/// <param name="Template">Null where the file has a fault.</param>
public sealed record KnownTemplate(string Name, string Where, TaskTemplate? Template)
{
    /// <summary>One line: file, line, fault.</summary>
    public string? Fault { get; init; }
}
