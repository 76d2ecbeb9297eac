using System.Text;

namespace Pedrocode.Core.Trees;

/// <summary>
/// Repositories that came to be inside a job's tree (<c>git init</c>, <c>git clone</c>, a scaffold). Git would keep no more of them than
/// the name of a commit; their files are the job's work like any other.
/// </summary>
internal static class NestedRepositories
{
    private const string Embedded = "warning: adding embedded git repository: ";
    private const string Empty = "' does not have a commit checked out";

    /// <summary>Those that <c>git add</c> complains of, relative to the tree.</summary>
    public static IReadOnlyList<string> In(string complaints) =>
        [
            .. complaints
                .Split('\n')
                .Select(static line =>
                    line.StartsWith(Embedded, StringComparison.Ordinal) ? line[Embedded.Length..]
                    : line.StartsWith("error: '", StringComparison.Ordinal)
                    && line.EndsWith(Empty, StringComparison.Ordinal)
                        ? line["error: '".Length..^Empty.Length]
                    : ""
                )
                .Select(static name => name.TrimEnd('/'))
                .Where(static name => name.Length > 0)
                .Distinct(),
        ];

    /// <summary>Whether git left out nothing but repositories that have no commit: trying again would not help.</summary>
    public static bool AreAllThatFailed(string complaints)
    {
        var errors = complaints
            .Split('\n')
            .Where(static line => line.StartsWith("error: ", StringComparison.Ordinal))
            .Where(static line => !line.StartsWith("error: unable to index file", StringComparison.Ordinal))
            .ToList();
        return errors.Count > 0 && errors.TrueForAll(static line => line.EndsWith(Empty, StringComparison.Ordinal));
    }

    /// <summary>With one of its files in the index git looks into it as into any directory.</summary>
    public static async Task TakeInAsync(TreeStore store, string repository, CancellationToken stop)
    {
        await store.OnTree.RunAsync(["update-index", "--force-remove", "-z", "--stdin"], stop, input: Name(repository));
        var root = Path.Combine(store.Tree, repository);
        var first = new DirectoryInfo(root)
            .EnumerateFiles(
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
            )
            .Select(file => Path.GetRelativePath(store.Tree, file.FullName))
            .FirstOrDefault(static file => !file.Split('/').Contains(".git"));
        if (first is not null)
        {
            await store.OnTree.RunAsync(["update-index", "--add", "-z", "--stdin"], stop, input: Name(first));
        }
    }

    private static byte[] Name(string path) => Encoding.UTF8.GetBytes(path + "\0");
}
