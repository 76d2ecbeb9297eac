using System.Text;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Where results land: the user's files, and the repository that keeps what can be taken back.</summary>
/// <param name="Root">Absolute, links resolved: the top of the user's files.</param>
/// <param name="GitDirectory">Of this work tree; outside git the private repository.</param>
/// <param name="CommonDirectory">Where refs and objects are: the same for all work trees of a repository.</param>
/// <param name="InGit">Whether the repository is the user's own.</param>
public sealed record UserFiles(string Root, string GitDirectory, string CommonDirectory, bool InGit)
{
    /// <summary>Git changes are on disk before anything names them.</summary>
    private static readonly string[] Durable = ["-c", "core.fsync=committed,reference"];

    /// <summary>Names the repository among all of the user's; its jobs land one after the other.</summary>
    public string Key { get; } = StateName.Of(CommonDirectory);

    /// <summary>The files of a repository of the user's. Throws <see cref="UserError"/> where git does not know it.</summary>
    public static async Task<UserFiles> OfRepositoryAsync(string root, CancellationToken stop)
    {
        var output = await new Git(root, root).RunAsync(
            ["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"],
            stop
        );
        return output.ExitCode == 0 && Encoding.UTF8.GetString(output.Bytes).Split('\n') is [var own, var common, ..]
            ? new UserFiles(root, own, common, InGit: true)
            : throw new UserError($"git cannot read {root}: {output.Error}");
    }

    /// <summary>Files outside git, with the private repository that stands for one.</summary>
    internal static UserFiles OfFolder(PrivateRepository own) => new(own.Root, own.Path, own.Path, InGit: false);

    /// <summary>Whether there is a repository to look into: one of our own is made when it is needed first.</summary>
    public bool HasRepository => InGit || RawRepository.Exists(GitDirectory);

    /// <summary>Before something is written into the repository.</summary>
    internal void EnsureRepository()
    {
        if (!InGit)
        {
            new PrivateRepository(Root, GitDirectory).Ensure();
        }
    }

    /// <summary>Runs git on the repository. Throws <see cref="GitFailure"/> unless it succeeds.</summary>
    /// <param name="borrowed">An object directory to read from as well; never given to a call that writes objects, which would find them there and not keep them.</param>
    internal async Task<byte[]> GitAsync(
        IEnumerable<string> arguments,
        CancellationToken stop,
        byte[]? input = null,
        string? borrowed = null,
        string? index = null
    )
    {
        string[] all = [.. Durable, .. arguments];
        return (await Git(borrowed, index).SucceedAsync(all, stop, input)).Bytes;
    }

    /// <summary>Makes the content of an object durable, where it is a file of its own.</summary>
    internal void SyncObject(string id)
    {
        var file = Path.Combine(CommonDirectory, "objects", id[..2], id[2..]);
        if (File.Exists(file))
        {
            AtomicFile.SyncDirectory(file);
        }
    }

    /// <summary>Makes the names of all objects durable: git syncs what is in them, and not the directories.</summary>
    internal void SyncObjectNames()
    {
        var objects = Path.Combine(CommonDirectory, "objects");
        foreach (var folder in Directory.EnumerateDirectories(objects, "??").Append(Path.Combine(objects, "pack")))
        {
            SyncNames(folder);
        }
        SyncNames(objects);
    }

    /// <summary>The same for our own refs of a kind; where git keeps refs in another way it is its own to see to.</summary>
    internal void SyncRefNames(string prefix)
    {
        for (var folder = prefix.TrimEnd('/'); folder.Length > 0; folder = Path.GetDirectoryName(folder) ?? "")
        {
            SyncNames(Path.Combine(CommonDirectory, folder));
        }
    }

    private static void SyncNames(string directory)
    {
        if (Directory.Exists(directory))
        {
            AtomicFile.SyncDirectory(directory);
        }
    }

    internal Git Git(string? borrowed = null, string? index = null)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (!InGit)
        {
            variables["GIT_DIR"] = GitDirectory;
            variables["GIT_WORK_TREE"] = Root;
        }
        if (borrowed is not null)
        {
            variables["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = borrowed;
        }
        if (index is not null)
        {
            variables["GIT_INDEX_FILE"] = index;
        }
        return new Git(InGit || Directory.Exists(Root) ? Root : GitDirectory, Root) { Environment = variables };
    }
}
