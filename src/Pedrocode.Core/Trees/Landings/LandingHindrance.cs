using System.Text;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Why nothing may land by itself just now, whatever the change is.</summary>
internal static class LandingHindrance
{
    private static readonly (string Name, string What)[] Marks =
    [
        ("MERGE_HEAD", "a merge is under way"),
        ("rebase-merge", "a rebase is under way"),
        ("rebase-apply", "a rebase is under way"),
        ("CHERRY_PICK_HEAD", "a cherry-pick is under way"),
        ("REVERT_HEAD", "a revert is under way"),
        ("BISECT_LOG", "a bisect is under way"),
        ("index.lock", "git is at work there (index.lock)"),
    ];

    /// <param name="branch">The user's branch as the job began, <c>refs/heads/main</c>; null where HEAD was detached.</param>
    /// <param name="head">The commit of then, which counts where there was no branch.</param>
    public static string? Of(UserFiles files, string? branch, string? head)
    {
        if (!files.InGit)
        {
            return null;
        }
        foreach (var (name, what) in Marks)
        {
            var mark = Path.Combine(files.GitDirectory, name);
            if (File.Exists(mark) || Directory.Exists(mark))
            {
                return what;
            }
        }
        var now = File.ReadAllText(Path.Combine(files.GitDirectory, "HEAD"), Encoding.UTF8).Trim();
        var began = branch is not null ? $"ref: {branch}" : head;
        return now == began ? null : $"you are on {Short(now)} now, the job began on {Short(began ?? "nothing")}";
    }

    private static string Short(string head) =>
        head.StartsWith("ref: refs/heads/", StringComparison.Ordinal) ? head["ref: refs/heads/".Length..]
        : head.Length > 12 ? head[..12]
        : head;
}
