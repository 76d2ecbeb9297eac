using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pedrocode.Core.Journals;
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

    private static readonly ImmutableArray<string> Advice = ["AGENTS.md", "CLAUDE.md"];
    private static readonly ImmutableArray<string> Names = [".pedrocli.json", .. Advice];

    private const string Folder = ".pedro";

    /// <summary>What the folder brings along, as it is now; and the words for agents that stand on the way from there down to <paramref name="workDir"/>.</summary>
    public FolderOffer Look(string root, string? workDir = null)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var path in Candidates(root).Concat(AdviceBelow(root, workDir ?? root)))
        {
            // One that is no regular file by now is none.
            if (PlainFile.TryRead(path, MostBytes + 1) is not { } content)
            {
                continue;
            }
            if (files.Count == MostFiles || (bytes += content.Length) > MostBytes)
            {
                return new FolderOffer(
                    root,
                    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
                    IsTooLarge: true
                );
            }
            files[Path.GetRelativePath(root, path)] = content;
        }
        return new FolderOffer(root, files.ToImmutable(), IsTooLarge: false);
    }

    /// <summary>
    /// The files, with the very bytes the user said yes to; null where there was no yes, or something changed since. What stands in folders
    /// further down counts by itself: a change there takes nothing from what stands at the root.
    /// </summary>
    public FolderOffer? Trusted(string root, string? workDir = null)
    {
        if (!File.Exists(MarkOf(root)))
        {
            return null;
        }
        var yes = File.ReadLines(MarkOf(root)).ToHashSet(StringComparer.Ordinal);
        var offer = Look(root, workDir);
        if (offer.IsTooLarge)
        {
            return null;
        }
        var isOwnTrusted = yes.Contains(Line(offer));
        var trusted = offer.Files.Where(file => IsBelow(file.Key) ? yes.Contains(Line(file)) : isOwnTrusted);
        return isOwnTrusted || trusted.Any() ? offer with { Files = trusted.ToImmutableSortedDictionary() } : null;
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
        var mark = MarkOf(offer.Root);
        string[] before = File.Exists(mark) ? File.ReadAllLines(mark) : [];
        var below = offer.Files.Where(static file => IsBelow(file.Key)).ToList();
        // The yes to what is not shown now stays.
        var own = before.Length > 0 && below.Count == offer.Files.Count ? before[0] : Line(offer);
        var kept = before
            .Skip(1)
            .Where(line => !below.Exists(file => line.EndsWith($" {file.Key}", StringComparison.Ordinal)));
        PrivateDirectory.Ensure(Path.Combine(stateDirectory, "trust"));
        AtomicFile.Write(
            mark,
            string.Concat(((string[])[own, .. kept, .. below.Select(Line)]).Select(static line => $"{line}\n"))
        );
    }

    /// <summary>Takes the yes back.</summary>
    public void Forget(string root) => File.Delete(MarkOf(root));

    // Regular files only: a link may lead to what changes without being asked about.
    private static IEnumerable<string> Candidates(string root)
    {
        foreach (var path in Names.Select(name => Path.Combine(root, name)).Where(IsPlain))
        {
            yield return path;
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
        foreach (var path in Directory.EnumerateFiles(folder, "*", below).Order(StringComparer.Ordinal).Where(IsPlain))
        {
            yield return path;
        }
    }

    // A line end in a folder's name would make another line of the mark.
    private static IEnumerable<string> AdviceBelow(string root, string workDir)
    {
        for (
            var at = workDir;
            at is not null && at != root && RealPath.IsWithin(root, at) && !at.Contains('\n');
            at = Path.GetDirectoryName(at)
        )
        {
            foreach (var path in Advice.Select(name => Path.Combine(at, name)).Where(IsPlain))
            {
                yield return path;
            }
        }
    }

    private static bool IsPlain(string path) => FileIdentity.OfPath(path) is { IsRegularFile: true };

    private static bool IsBelow(string name) =>
        name.Contains('/') && !name.StartsWith($"{Folder}/", StringComparison.Ordinal);

    private static string Line(FolderOffer offer) =>
        $"{FolderOffer.DigestOf(offer.Files.Where(static file => !IsBelow(file.Key)))} {offer.Root}";

    private static string Line(KeyValuePair<string, ReadOnlyMemory<byte>> file) =>
        $"{FolderOffer.DigestOf([file])} {file.Key}";

    private string MarkOf(string root) => Path.Combine(stateDirectory, "trust", StateName.Of(root));
}

/// <summary>What a folder brings along, by path relative to it.</summary>
/// <param name="IsTooLarge">There is more than anybody reads: none of it counts.</param>
public sealed record FolderOffer(
    string Root,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files,
    bool IsTooLarge
)
{
    public bool IsEmpty => Files.IsEmpty && !IsTooLarge;

    /// <summary>Over names and contents.</summary>
    internal static string DigestOf(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(name)} {name} {bytes.Length}\n"));
            hash.AppendData(bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
