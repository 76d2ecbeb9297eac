using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Cli.Repl;

/// <summary>What Tab offers: actions, then what each takes (jobs with their tasks, agents, models), and <c>@paths</c> in a task.</summary>
internal sealed class Completing(Session session)
{
    private const int MostPaths = 20_000;
    private const int MostOffered = 200;

    public async Task<Completions> OfferAsync(string text, int cursor, CancellationToken stop)
    {
        var before = text[..cursor];
        var start = before.LastIndexOfAny([' ', '\n']) + 1;
        var word = before[start..];
        if (word.StartsWith('@'))
        {
            return new Completions(start + 1, await PathsAsync(word[1..], stop));
        }
        if (!before.StartsWith('/'))
        {
            return Completions.None;
        }
        return start == 0
            ? new Completions(1, Actions(word[1..]))
            : new Completions(start, await ArgumentsAsync(before, word, stop));
    }

    private static List<Completion> Actions(string begun) =>
        [
            .. ActionList
                .For(ActionPlaces.Repl)
                .Where(action => action.Name.StartsWith(begun, StringComparison.Ordinal))
                .Select(static action => new Completion(action.Name, action.Summary)),
        ];

    private async Task<List<Completion>> ArgumentsAsync(string before, string word, CancellationToken stop)
    {
        var name = before[1..before.IndexOf(' ', StringComparison.Ordinal)];
        var action = ActionList.Find(name, ActionPlaces.Repl);
        var offered = action switch
        {
            null => [],
            _ when word.StartsWith('-') => action
                .Command.Options.Where(static option => !option.Hidden)
                .Select(static option => new Completion(option.Name, option.Description ?? "")),
            AgentAction => AgentFile.BuiltIn.Select(static agent => new Completion(
                agent,
                AgentFile.Load(agent).Description
            )),
            ModelAction => (await ModelsAsync(stop)).Select(static model => new Completion(model)),
            HelpAction => ActionList
                .For(ActionPlaces.Repl)
                .Select(static other => new Completion(other.Name, other.Summary)),
            ConfigAction => [new Completion("show"), new Completion("path")],
            _ when action.Command.Arguments.Any(static argument =>
                    argument.Name.StartsWith("ID", StringComparison.Ordinal)
                ) => Jobs(action),
            _ => [],
        };
        return [.. offered.Where(one => one.Text.StartsWith(word, StringComparison.Ordinal)).Take(MostOffered)];
    }

    private IEnumerable<Completion> Jobs(UserAction action)
    {
        var root = ProjectRoot.Of(session.Here.WorkDir);
        return session
            .Scheduler.Views()
            .Where(view => view.Root == root && Fits(action, view))
            .Reverse()
            .Select(static view => new Completion(view.Id.ToString(), VisibleText.CleanLine(view.Task)));
    }

    private static bool Fits(UserAction action, JobView view) =>
        action switch
        {
            CancelAction or SteerAction or BackgroundAction => view.Status.IsActive(),
            ApproveAction or DenyAction => view.Question is not null,
            ResumeAction => view.Status.IsEnded() && view.Status != JobStatus.Complete,
            _ => true,
        };

    private async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken stop)
    {
        try
        {
            return await session.Models.OfferedAsync(stop);
        }
        catch (Exception e) when (e is UserError or Core.Models.ModelException)
        {
            return [];
        }
    }

    private async Task<List<Completion>> PathsAsync(string begun, CancellationToken stop)
    {
        var tree = JobTrees.InPlace(session.Here.WorkDir);
        if (!tree.InGit)
        {
            return [];
        }
        var listed = await new Git(tree.WorkDir, tree.Root).RunAsync(
            ["ls-files", "-z", "-co", "--exclude-standard"],
            stop
        );
        return
        [
            .. System
                .Text.Encoding.UTF8.GetString(listed.Bytes)
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Take(MostPaths)
                .Where(path => path.StartsWith(begun, StringComparison.Ordinal))
                .Take(MostOffered)
                .Select(static path => new Completion(VisibleText.CleanLine(path))),
        ];
    }
}
