using System.Security.Cryptography;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What stands at a path, or is to stand there.</summary>
/// <param name="Content">Of a file its bytes, of a link its target; else empty.</param>
/// <param name="Permissions">Of a file that is on disk; null for one that is still to be made.</param>
internal sealed record FileState(RootedKind Kind, byte[] Content, bool Executable, int? Permissions = null)
{
    public static FileState Nothing { get; } = new(RootedKind.Nothing, [], Executable: false);

    public bool Is(FileState other) =>
        Kind == other.Kind && Executable == other.Executable && Content.AsSpan().SequenceEqual(other.Content);

    public bool IsText =>
        Kind == RootedKind.File && !Content.AsSpan(0, Math.Min(Content.Length, 8000)).Contains((byte)0);

    /// <summary>Equal exactly where <see cref="Is"/> holds.</summary>
    public string Fingerprint =>
        Kind switch
        {
            RootedKind.Nothing => "-",
            RootedKind.File => $"{(Executable ? 'x' : 'f')}:{Hash()}",
            RootedKind.Link => $"l:{Hash()}",
            _ => Kind.ToString().ToLowerInvariant(),
        };

    public static FileState At(RootedFiles files, BytePath path)
    {
        var entry = files.Look(path);
        return entry.Kind switch
        {
            RootedKind.File => new FileState(
                entry.Kind,
                files.Read(path),
                (entry.Permissions & 0x40) != 0,
                entry.Permissions
            ),
            RootedKind.Link => new FileState(entry.Kind, files.ReadLink(path), Executable: false),
            _ => new FileState(entry.Kind, [], Executable: false),
        };
    }

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(Content));
}
