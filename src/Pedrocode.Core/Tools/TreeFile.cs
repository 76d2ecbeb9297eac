using System.Globalization;
using System.Security.Cryptography;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Tools;

/// <summary>A regular file of the tree with its content, as it was a moment ago.</summary>
internal sealed record TreeFile(TreePath Path, byte[] Bytes)
{
    private const long Largest = 16L * 1024 * 1024;
    private const int Writable = 2;

    /// <summary>What a user's shell would give a new file: the mask is the process's own.</summary>
    private static readonly Lazy<UnixFileMode> NewMode = new(ModeOfNewFiles);

    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public FileSeen Seen => new(Path.Relative, Sha256);

    /// <summary>Throws <see cref="CallFault"/> where there is no such file, or it is nothing to read here.</summary>
    public static TreeFile Read(JobTree tree, string path)
    {
        var place = TreePath.Of(tree, path);
        return ReadIfThere(place) ?? throw new MissingFileFault(place);
    }

    /// <summary>
    /// Null where nothing stands at the path. The path has no link in it any more: one that is found now was put there meanwhile, and is not
    /// followed, neither here nor in <see cref="Write"/> and <see cref="Delete"/>.
    /// </summary>
    public static TreeFile? ReadIfThere(TreePath path)
    {
        using var files = new RootedFiles(path.Root);
        var found = path.Relative.Length == 0 ? RootedEntry.Directory : files.Look(path.Below);
        switch (found.Kind)
        {
            case RootedKind.Nothing or RootedKind.Blocked:
                return null;
            case RootedKind.Directory:
                throw CallFault.Failed($"{path.Shown} is a directory: find_files lists what is in it.");
            case RootedKind.Link:
                throw CallFault.Refused($"{path.Shown} has become a link: it is not followed.");
            case RootedKind.Other:
                throw CallFault.Refused($"{path.Shown} is no regular file (a device, pipe or socket).");
        }
        if (found.Size > Largest)
        {
            throw CallFault.Failed(
                $"{path.Shown} is too big ({Size(found.Size)}; at most {Size(Largest)}): use search_code."
            );
        }
        try
        {
            return new TreeFile(path, files.Read(path.Below));
        }
        catch (IOException error) when (error.HResult == Libc.EACCES)
        {
            throw CallFault.Failed($"{path.Shown} may not be read: permission denied.");
        }
    }

    /// <summary>Throws <see cref="CallFault"/> for a file that is not text.</summary>
    public FileText Text() =>
        FileText.Read(Bytes) ?? throw CallFault.Failed($"{Path.Shown} is a binary file ({Size(Bytes.Length)}).");

    /// <summary>Throws <see cref="CallFault"/> where the model knows another content than the file has now.</summary>
    public static void MustBeAsSeen(TreePath path, TreeFile? file, ToolContext context)
    {
        if (context.Seen.TryGetValue(path.Relative, out var seen) && seen != (file?.Sha256 ?? ""))
        {
            throw CallFault.Refused(
                file is null ? $"{path.Shown} is gone since you read it."
                : seen.Length == 0 ? $"{path.Shown} has come to be since you looked: read it first."
                : $"{path.Shown} changed since you read it: read it again."
            );
        }
    }

    /// <summary>Replaces or makes the file, with its parents. Throws <see cref="CallFault"/> where that may not be.</summary>
    /// <param name="mode">Null: as the file that is replaced, or as any new one.</param>
    public static FileSeen Write(TreePath path, byte[] bytes, UnixFileMode? mode = null)
    {
        if (File.Exists(path.Full) && Libc.Access(path.Full, Writable) != 0)
        {
            throw CallFault.Failed($"{path.Shown} is read-only.");
        }
        try
        {
            using var files = new RootedFiles(path.Root);
            MakeParents(files, path);
            var before = files.Look(path.Below);
            files.Replace(
                path.Below,
                bytes,
                before.Kind == RootedKind.File ? before.Permissions : (int)(mode ?? NewMode.Value)
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CallFault.Failed($"{path.Shown} cannot be written: {error.Message}");
        }
        return new TreeFile(path, bytes).Seen;
    }

    /// <summary>Nothing where it is gone already.</summary>
    public static void Delete(TreePath path)
    {
        using var files = new RootedFiles(path.Root);
        files.Remove(path.Below);
    }

    public static string Size(long bytes) =>
        bytes switch
        {
            < 1024 => Plural.Of(bytes, "byte"),
            < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
            < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.#} GB"),
        };

    private static void MakeParents(RootedFiles files, TreePath path)
    {
        foreach (var parent in path.Below.Ancestors)
        {
            switch (files.Look(parent).Kind)
            {
                case RootedKind.Directory:
                    files.MakeDirectories(path.Below.Parent);
                    return;
                case RootedKind.File or RootedKind.Other:
                    throw CallFault.Failed($"{path.Shown} cannot be made: {parent.Name} is a file.");
                case RootedKind.Link:
                    throw CallFault.Refused($"{path.Shown} cannot be made: {parent.Name} has become a link.");
                default:
                    break;
            }
        }
        files.MakeDirectories(path.Below.Parent);
    }

    private static UnixFileMode ModeOfNewFiles()
    {
        const int ReadWrite = 0x1B6; // 0666
        const string Line = "Umask:";
        const string Status = "/proc/self/status";
        var umask = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(static line => line.StartsWith(Line, StringComparison.Ordinal))
            : null;
        return (UnixFileMode)(ReadWrite & ~(umask is null ? 0x12 : Convert.ToInt32(umask[Line.Length..].Trim(), 8)));
    }
}
