using System.CommandLine;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Trees;
using VisibleText = Pedrocode.Core.Tools.VisibleText;

namespace Pedrocode.Cli.Repl;

/// <summary>What could stand where a word was begun, at the prompt and in a shell alike.</summary>
internal sealed class Candidates(Session session)
{
    private const int MostPaths = 50_000;
    private const int MostOffered = 200;

    public static List<Completion> Named(ActionPlaces place, string begun) =>
        [
            .. ActionList
                .For(place)
                .Where(action => action.Name.StartsWith(begun, StringComparison.Ordinal))
                .Select(static action => new Completion(action.Name, action.Summary)),
        ];

    /// <summary>Templates by name, as they can be typed behind the slash.</summary>
    public IEnumerable<Completion> Templates(string begun) =>
        session
            .Templates.All()
            .Where(one => one.Template is not null && one.Name.StartsWith(begun, StringComparison.Ordinal))
            .Select(static one => new Completion(
                one.Name,
                VisibleText.CleanLine(one.Template!.Description ?? one.Where)
            ));

    /// <param name="previous">The word before the one begun.</param>
    public async Task<List<Completion>> ArgumentsAsync(
        UserAction action,
        string previous,
        string begun,
        CancellationToken stop
    )
    {
        var offered = (action, previous) switch
        {
            (_, "--agent") or (AgentAction, _) => Agents(),
            (_, "--model") or (ModelAction, _) => await ModelsAsync(stop),
            _ when begun.StartsWith('-') => Options(action),
            (HelpAction, _) => Named(ActionPlaces.Repl, ""),
            (RunTemplateAction, "run") => Templates(""),
            _ => Words(action),
        };
        return [.. offered.Where(one => Fits(one, begun)).Take(MostOffered)];
    }

    public async Task<List<Completion>> PathsAsync(string begun, CancellationToken stop)
    {
        var tree = JobTrees.InPlace(session.Here.WorkDir);
        if (!tree.InGit)
        {
            return [];
        }
        var listed = await new Git(tree.WorkDir, tree.Root).RunAsync(
            ["ls-files", "-z", "-co", "--exclude-standard", "--deduplicate"],
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
                .Select(static path => new Completion(Attachable(VisibleText.CleanLine(path)))),
        ];
    }

    /// <summary>A job is also found by the end of its id, as everywhere.</summary>
    private static bool Fits(Completion one, string begun) =>
        one.Text.StartsWith(begun, StringComparison.Ordinal)
        || (
            begun.Length > 0
            && begun.All(char.IsAsciiDigit)
            && one.Text.StartsWith("job-", StringComparison.Ordinal)
            && one.Text.EndsWith(begun, StringComparison.Ordinal)
        );

    private static string Attachable(string path) => path.Contains(' ') ? $"\"{path}\"" : path;

    private IEnumerable<Completion> Agents() =>
        session
            .Agents.All()
            .DistinctBy(static agent => agent.Name)
            .Where(static agent => agent.Agent is not null)
            .Select(static agent => new Completion(agent.Name, VisibleText.CleanLine(agent.Agent!.Description)));

    private static IEnumerable<Completion> Options(UserAction action) =>
        action
            .Command.Options.Where(static option => !option.Hidden)
            .Select(static option => new Completion(option.Name, option.Description ?? ""));

    /// <summary>The words an argument's name lists (<c>show|path</c>), and jobs where it asks for an ID.</summary>
    private IEnumerable<Completion> Words(UserAction action) =>
        action.Command.Arguments.FirstOrDefault()?.Name.Split('|') is { } words
            ? words
                .Where(word => word != "ID" && words.Length > 1)
                .Select(static word => new Completion(word))
                .Concat(words.Contains("ID") ? Jobs(action) : [])
            : [];

    private IEnumerable<Completion> Jobs(UserAction action)
    {
        var root = ProjectRoot.Of(session.Here.WorkDir);
        var gone = ReachesGone(action) ? session.Scheduler.Gone() : [];
        return gone.Concat(session.Scheduler.Views())
            .Where(view => view.Root == root && Takes(action, view))
            .OrderByDescending(static view => view.Id)
            .Select(static view => new Completion(
                view.Id.ToString(),
                VisibleText.CleanLine(view.Task.ReplaceLineEndings(" "))
            ));
    }

    private static bool Takes(UserAction action, JobView view) =>
        action switch
        {
            CancelAction or SteerAction or BackgroundAction => view.Status.IsActive(),
            ApproveAction or DenyAction => view.Question is not null,
            ResumeAction => view.Status.IsEnded() && view.Status != JobStatus.Complete,
            RetryAction => view.Status.IsEnded() && view.Landing != LandingState.Landed || view.Question is not null,
            UndoAction => view.Landing == LandingState.Landed && !view.Files.IsEmpty,
            ApplyAction => view.Status.IsEnded() && !view.Files.IsEmpty && view.Landing != LandingState.Landed,
            DiscardAction => view.Status.IsEnded() && !view.Files.IsEmpty && view.HoldsUnlandedWork,
            DiffAction => !view.Files.IsEmpty,
            _ => true,
        };

    /// <summary>Whether it is for jobs too whose directory was cleaned up when their result had landed.</summary>
    private static bool ReachesGone(UserAction action) =>
        action is UndoAction or ApplyAction or DiffAction or ShowAction or LogsAction;

    private async Task<IEnumerable<Completion>> ModelsAsync(CancellationToken stop)
    {
        var profiles = session
            .Models.Others.Select(static one => new Completion(VisibleText.CleanLine(one.Name), one.Means))
            .ToList();
        try
        {
            return profiles.Concat(
                (await session.Models.OfferedAsync(stop)).Select(static model => new Completion(
                    VisibleText.CleanLine(model)
                ))
            );
        }
        catch (Exception e) when (e is UserError or Core.Models.ModelException)
        {
            return profiles;
        }
    }
}
