using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>Something in the state directory that is not as it should be.</summary>
/// <param name="Where">Relative to the state directory.</param>
/// <param name="Repaired">Whether it is as it should be now.</param>
public sealed record StateFinding(string Where, string What, bool Repaired)
{
    /// <summary>Nothing is damaged: it is only not needed.</summary>
    public bool IsStray { get; init; }
}

/// <summary>
/// Looks over all that is kept and repairs what can be without losing anything: what is derived is made again, a torn tail is cut,
/// a removal that was interrupted is finished. A job that some process runs is only looked at.
/// </summary>
public static class StateCheck
{
    /// <param name="prune">Also removes jobs of which nothing can be read.</param>
    public static ImmutableArray<StateFinding> Run(StateDirectory state, bool prune, TimeProvider time)
    {
        state.DemandWritable();
        var findings = ImmutableArray.CreateBuilder<StateFinding>();
        findings.AddRange(Leftovers(state));
        foreach (var job in state.All())
        {
            findings.AddRange(Job(state, job, prune, time));
        }
        if (state.History.Read() is { Damaged: > 0 and var damaged })
        {
            findings.Add(
                new StateFinding("history.jsonl", $"{Plural.Of(damaged, "line")} cannot be read", Repaired: false)
            );
        }
        return findings.ToImmutable();
    }

    private static IEnumerable<StateFinding> Leftovers(StateDirectory state)
    {
        var before = Directory.GetFileSystemEntries(state.Jobs, JobRemoval.GonePrefix + "*").Length;
        var left = JobRemoval.Sweep(state);
        if (before > left.Count)
        {
            yield return new StateFinding(
                "jobs",
                before - left.Count == 1
                    ? "1 removal was not finished"
                    : $"{before - left.Count} removals were not finished",
                Repaired: true
            );
        }
        foreach (var path in left)
        {
            yield return new StateFinding(Relative(state, path), "cannot be deleted", Repaired: false);
        }
        foreach (var path in Directory.EnumerateFileSystemEntries(state.Jobs, "*").Where(IsStrange))
        {
            yield return new StateFinding(Relative(state, path), "is no job", Repaired: false);
        }
    }

    private static bool IsStrange(string path) =>
        !Path.GetFileName(path).StartsWith(JobRemoval.GonePrefix, StringComparison.Ordinal)
        && (JobId.Parse(Path.GetFileName(path)) is null || FileIdentity.OfPath(path) is not { IsDirectory: true });

    private static IEnumerable<StateFinding> Job(StateDirectory state, JobDirectory job, bool prune, TimeProvider time)
    {
        var where = Relative(state, job.Path);
        if (Read(job) is not { } content)
        {
            if (JobRemoval.RemoveUnbegun(state, job, time) is { } removed)
            {
                if (removed)
                {
                    yield return new StateFinding(where, "its process died before it began", Repaired: true);
                }
                yield break;
            }
            var gone = prune && JobRemoval.RemoveUnreadable(state, job);
            yield return new StateFinding(where, "has no journal that can be read", gone);
            yield break;
        }
        var torn = new FileInfo(job.Journal).Length > content.Length;
        if (content.Damaged > 0)
        {
            yield return new StateFinding(
                where + "/journal.jsonl",
                $"{Plural.Of(content.Damaged, "line")} cannot be read",
                Repaired: false
            );
        }
        else if (content.Missing > 0)
        {
            yield return new StateFinding(
                where + "/journal.jsonl",
                $"{Plural.Of(content.Missing, "record")} {(content.Missing == 1 ? "is" : "are")} missing",
                Repaired: false
            );
        }
        using var ownership = JobOwnership.TryTake(job);
        if (ownership is null)
        {
            // Its owner is writing.
            yield break;
        }
        var died = content.View is { HasUnknownEvents: false } view && view.Status.IsActive();
        var summary = torn || JobSummaryFile.IsRight(job);
        if (torn || died || !summary)
        {
            var repaired = Rewrite(job, died, time);
            if (torn)
            {
                yield return new StateFinding(where + "/journal.jsonl", "ends in half a line", repaired);
            }
            if (died)
            {
                yield return new StateFinding(where, "its process died and left no ending", repaired);
            }
            if (!summary)
            {
                yield return new StateFinding(where + "/job.json", "does not say what the journal says", repaired);
            }
        }
    }

    private static JournalContent? Read(JobDirectory job)
    {
        try
        {
            return job.Read() is { Entries.IsEmpty: false } content ? content : null;
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Rewrite(JobDirectory job, bool died, TimeProvider time)
    {
        try
        {
            using var journal = Journal.Open(job, time);
            if (died)
            {
                journal.Append(JobRecovery.Ending(journal.View));
            }
            else
            {
                journal.SaveSummary();
            }
            return true;
        }
        catch (Exception e) when (e is StateNotSavedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Relative(StateDirectory state, string path) => Path.GetRelativePath(state.Path, path);
}
