using System.Text;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Why nothing may land by itself just now, whatever the change is.</summary>
internal static class LandingHindrance
{
    private const string Lock = "index.lock";

    private static readonly (string Name, string What)[] Marks =
    [
        ("MERGE_HEAD", "a merge is under way"),
        ("rebase-merge", "a rebase is under way"),
        ("rebase-apply", "a rebase is under way"),
        ("CHERRY_PICK_HEAD", "a cherry-pick is under way"),
        ("REVERT_HEAD", "a revert is under way"),
        ("BISECT_LOG", "a bisect is under way"),
        (Lock, "git is at work there (index.lock)"),
    ];

    /// <param name="branch">The user's branch as the job began, <c>refs/heads/main</c>; null where HEAD was detached.</param>
    /// <param name="head">The commit of then, which counts where there was no branch.</param>
    public static string? Of(UserFiles files, string? branch, string? head)
    {
        if (!files.InGit)
        {
            return null;
        }
        if (UnderWay(files) is { } under)
        {
            return under;
        }
        if (branch is null && head is null)
        {
            // It began when there was no repository here.
            return null;
        }
        var now = File.ReadAllText(Path.Combine(files.GitDirectory, "HEAD"), Encoding.UTF8).Trim();
        var began = branch is not null ? $"ref: {branch}" : head;
        return now == began ? null : $"you are on {Short(now)} now, the job began on {Short(began ?? "nothing")}";
    }

    /// <summary>What the user has begun with git and not ended.</summary>
    public static string? UnderWay(UserFiles files) => Marks.FirstOrDefault(mark => IsThere(files, mark.Name)).What;

    /// <summary>Some git is writing this moment: nobody's files are touched then, whoever asks.</summary>
    public static string? Locked(UserFiles files) =>
        files.InGit && IsThere(files, Lock) ? Marks.First(static mark => mark.Name == Lock).What : null;

    private static bool IsThere(UserFiles files, string name) => Path.Exists(Path.Combine(files.GitDirectory, name));

    private static string Short(string head) =>
        head.StartsWith("ref: refs/heads/", StringComparison.Ordinal) ? head["ref: refs/heads/".Length..]
        : head.Length > 12 ? head[..12]
        : head;
}
