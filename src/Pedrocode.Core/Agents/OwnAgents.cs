using System.Collections.Immutable;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// The agents a user can choose: those that come with pedrocode, and files <c>agent/NAME.md</c> of the project and of the user. Read anew at
/// each use, so that a changed file counts at the next one.
/// </summary>
/// <param name="userFolder">Where the user's files are; it need not exist.</param>
/// <param name="userShown">That folder as the user knows it.</param>
/// <param name="project">What the project brings along, where the user trusts it.</param>
public sealed class OwnAgents(string userFolder, string userShown, Func<FolderOffer?> project)
{
    private readonly OwnFiles files = new("agent", userFolder, userShown, project);

    /// <summary>Every one, the built-in ones first, then the project's, then the user's; a broken file with its fault.</summary>
    public ImmutableArray<KnownAgent> All() => [.. AgentFile.BuiltIn.Select(BuiltIn), .. files.All().Select(Read)];

    /// <summary>The project's file counts before the user's of the same name. Throws <see cref="UserError"/>.</summary>
    public KnownAgent Find(string name)
    {
        if (AgentFile.BuiltIn.Contains(name))
        {
            return BuiltIn(name);
        }
        var all = All();
        if (all.FirstOrDefault(agent => agent.Name == name) is not { } found)
        {
            var names = all.Where(static agent => agent.Agent is not null).Select(static agent => agent.Name);
            var near = NearestName.Of(name, [.. names]);
            throw new UserError(
                $"no agent '{name}'",
                near is null ? $"agents: {string.Join(", ", names.Distinct())}" : $"did you mean '{near}'?"
            );
        }
        return found.Fault is null ? found : throw new UserError(found.Fault, "mend the file; /agent lists the others");
    }

    private static KnownAgent BuiltIn(string name) => new(name, "built in", AgentFile.Load(name));

    private static KnownAgent Read(OwnFile file)
    {
        try
        {
            Check(file);
            var text = file.Text;
            return new KnownAgent(file.Name, file.Where, AgentFile.Parse(file.Name, file.Where, text))
            {
                Recipe = text,
            };
        }
        catch (UserError e)
        {
            return new KnownAgent(file.Name, file.Where, Agent: null) { Fault = VisibleText.CleanLine(e.Message) };
        }
    }

    private static void Check(OwnFile file)
    {
        file.Check("an agent");
        if (AgentFile.BuiltIn.Contains(file.Name))
        {
            throw new UserError($"{file.Where}:1: '{file.Name}' is an agent of pedrocode; give the file another name");
        }
    }
}

/// <summary>An agent that can be chosen, or the file that was to be one.</summary>
/// <param name="Where">Where it comes from.</param>
/// <param name="Agent">Null where the file has a fault.</param>
public sealed record KnownAgent(string Name, string Where, Agent? Agent)
{
    /// <summary>The text of the file it was read from; null for a built-in one.</summary>
    public string? Recipe { get; init; }

    /// <summary>One line: file, line, fault.</summary>
    public string? Fault { get; init; }
}
