using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Our own refs in the user's repository, the only thing of ours there: they name trees (<c>keep</c>: the user's own commit), so no log,
/// graph or list of branches shows them.
/// </summary>
internal static class JobRefs
{
    public const string Keep = "keep";
    public const string Salvage = "salvage";
    public const string Landed = "landed";

    private const string Prefix = "refs/pedrocode/";

    public static async Task<string?> FindAsync(UserFiles files, string purpose, JobId job, CancellationToken stop)
    {
        if (!files.InGit)
        {
            return RefFiles.Find(files.CommonDirectory, $"{Prefix}{purpose}/{job}");
        }
        var output = await files.Git().RunAsync(["rev-parse", "--verify", "-q", $"{Prefix}{purpose}/{job}"], stop);
        return output.ExitCode == 0 ? Encoding.ASCII.GetString(output.Bytes).Trim() : null;
    }

    /// <summary>On disk with what it names.</summary>
    public static async Task SetAsync(UserFiles files, string purpose, JobId job, string id, CancellationToken stop)
    {
        files.SyncObjectNames();
        if (!files.InGit)
        {
            RefFiles.Set(files.CommonDirectory, $"{Prefix}{purpose}/{job}", id);
            return;
        }
        await files.GitAsync(["update-ref", "--no-deref", $"{Prefix}{purpose}/{job}", id], stop);
        files.SyncRefNames(Prefix + purpose);
    }

    /// <summary>Keeps a commit of the user's own, whatever their branches do meanwhile.</summary>
    public static Task KeepAsync(UserFiles files, JobId job, string commit, CancellationToken stop) =>
        files.GitAsync(["update-ref", "--no-deref", $"{Prefix}{Keep}/{job}", commit], stop);

    public static async Task RemoveAsync(UserFiles files, string purpose, JobId job, CancellationToken stop)
    {
        if (files.InGit || !RefFiles.TryRemove(files.CommonDirectory, $"{Prefix}{purpose}/{job}"))
        {
            await files.GitAsync(["update-ref", "--no-deref", "-d", $"{Prefix}{purpose}/{job}"], stop);
        }
    }

    /// <summary>One ref instead of another, in one step.</summary>
    public static async Task MoveAsync(
        UserFiles files,
        string from,
        string to,
        JobId job,
        string id,
        CancellationToken stop
    )
    {
        await files.GitAsync(
            ["update-ref", "--no-deref", "--stdin"],
            stop,
            Encoding.ASCII.GetBytes($"update {Prefix}{to}/{job} {id}\ndelete {Prefix}{from}/{job}\n")
        );
        files.SyncRefNames(Prefix + to);
    }

    /// <summary>Every ref of ours, oldest job first. Names that are none of ours are left alone.</summary>
    public static async Task<ImmutableArray<JobRef>> AllAsync(UserFiles files, CancellationToken stop)
    {
        if (!files.HasRepository)
        {
            return [];
        }
        var output = await files.GitAsync(["for-each-ref", "--format=%(refname) %(objectname)", Prefix], stop);
        return
        [
            .. Encoding
                .UTF8.GetString(output)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(Parse)
                .OfType<JobRef>()
                .OrderBy(static found => found.Job),
        ];
    }

    private static JobRef? Parse(string line) =>
        line[Prefix.Length..].Split(' ', '/') is [Keep or Salvage or Landed, _, _] and var words
        && JobId.Parse(words[1]) is { } job
            ? new JobRef(words[0], job, words[2])
            : null;
}

/// <param name="Purpose">keep, salvage or landed.</param>
/// <param name="Target">The id of the tree, or for keep of the commit.</param>
internal sealed record JobRef(string Purpose, JobId Job, string Target);
