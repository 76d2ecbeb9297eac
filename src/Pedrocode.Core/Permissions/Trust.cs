using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// Whether what a folder brings along (configuration, agents, templates, AGENTS.md) may have an effect: only where the user said yes once, and to
/// exactly this content. Kept in the state directory, one file a folder.
/// </summary>
public sealed class Trust(string stateDirectory)
{
    private const int MostFiles = 500;
    private const long MostBytes = 4 * 1024 * 1024;

    private static readonly ImmutableArray<string> Names = [".pedrocli.json", "AGENTS.md", "CLAUDE.md"];

    private const string Folder = ".pedro";

    /// <summary>What the folder brings along, as it is now.</summary>
    public FolderOffer Look(string root)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var path in Candidates(root))
        {
            var size = new FileInfo(path).Length;
            if (files.Count == MostFiles || (bytes += size) > MostBytes)
            {
                return new FolderOffer(
                    root,
                    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
                    IsTooLarge: true
                );
            }
            files[Path.GetRelativePath(root, path)] = File.ReadAllBytes(path);
        }
        return new FolderOffer(root, files.ToImmutable(), IsTooLarge: false);
    }

    /// <summary>The files, with the very bytes the user said yes to; null where there was no yes, or something changed since.</summary>
    public FolderOffer? Trusted(string root)
    {
        var mark = MarkOf(root);
        if (!File.Exists(mark))
        {
            return null;
        }
        var offer = Look(root);
        return !offer.IsTooLarge && File.ReadAllText(mark) == Line(offer) ? offer : null;
    }

    /// <summary>The user said yes to what he was shown.</summary>
    public void Accept(FolderOffer offer)
    {
        if (offer.IsTooLarge)
        {
            throw new UserError(
                $"{offer.Root} brings along more than {MostFiles} files or {MostBytes >> 20} MB of configuration",
                "it cannot be trusted as a whole"
            );
        }
        PrivateDirectory.Ensure(Path.Combine(stateDirectory, "trust"));
        AtomicFile.Write(MarkOf(offer.Root), Line(offer));
    }

    /// <summary>Takes the yes back.</summary>
    public void Forget(string root) => File.Delete(MarkOf(root));

    // Regular files only: a link may lead to what changes without being asked about.
    private static IEnumerable<string> Candidates(string root)
    {
        foreach (var path in Names.Select(name => Path.Combine(root, name)))
        {
            if (FileIdentity.OfPath(path) is { IsRegularFile: true })
            {
                yield return path;
            }
        }
        var folder = Path.Combine(root, Folder);
        if (FileIdentity.OfPath(folder) is not { IsDirectory: true })
        {
            yield break;
        }
        var below = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            MaxRecursionDepth = 8,
        };
        foreach (var path in Directory.EnumerateFiles(folder, "*", below).Order(StringComparer.Ordinal))
        {
            if (FileIdentity.OfPath(path) is { IsRegularFile: true })
            {
                yield return path;
            }
        }
    }

    private static string Line(FolderOffer offer) => $"{offer.Digest} {offer.Root}\n";

    private string MarkOf(string root) =>
        Path.Combine(
            stateDirectory,
            "trust",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..32]
        );
}

/// <summary>What a folder brings along, by path relative to it.</summary>
/// <param name="IsTooLarge">There is more than anybody reads: none of it counts.</param>
public sealed record FolderOffer(
    string Root,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files,
    bool IsTooLarge
)
{
    /// <summary>Over names and contents.</summary>
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (name, bytes) in Files)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(name)} {name} {bytes.Length}\n"));
                hash.AppendData(bytes.Span);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    public bool IsEmpty => Files.IsEmpty && !IsTooLarge;
}
