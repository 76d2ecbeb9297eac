using System.IO.Hashing;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// How a small tree looks: of every file and folder in it, but for its own repository, what the system changes whenever anybody changes the
/// file. Two glances that are equal are of the same files, which is found out before git has started.
/// </summary>
internal sealed record TreeGlance
{
    /// <summary>Larger trees are for git, which looks at them with several threads.</summary>
    private const int MostEntries = 3_000;

    private static readonly byte[] Here = ".\0"u8.ToArray();
    private static readonly byte[] OwnRepository = ".git\0"u8.ToArray();

    /// <summary>
    /// A change within one tick of the system's clock may leave the time as it was: where something is as new as this, only git can tell.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(50);

    private readonly UInt128 digest;

    private TreeGlance(UInt128 digest) => this.digest = digest;

    /// <summary>Null where the tree is large, cannot be looked at, or holds what was changed a moment ago.</summary>
    /// <param name="tree">Its root.</param>
    /// <param name="isLarge">Whether it is too large to be looked at like this, and so need not be tried again.</param>
    public static TreeGlance? Of(string tree, out bool isLarge)
    {
        isLarge = false;
        var root = Libc.OpenAt(
            Libc.AtFdCwd,
            [.. Encoding.UTF8.GetBytes(tree), 0],
            Libc.OpenDirectory | Libc.OpenCloseOnExec,
            0
        );
        if (root < 0)
        {
            return null;
        }
        var walk = new Walk(TimeProvider.System.GetUtcNow().UtcDateTime - Fresh);
        var isWhole = walk.Add(root, Here) & walk.Enter(root, isRoot: true);
        isLarge = walk.IsLarge;
        return isWhole ? new TreeGlance(walk.Digest.GetCurrentHashAsUInt128()) : null;
    }

    private sealed class Walk(DateTime newest)
    {
        private readonly byte[] stamp = new byte[FileStamp.Length];
        private int entries;

        public XxHash128 Digest { get; } = new();

        public bool IsLarge => entries > MostEntries;

        public bool Add(int directory, byte[] name) => Add(directory, name, out _);

        /// <summary>Closes the descriptor.</summary>
        public bool Enter(int directory, bool isRoot)
        {
            try
            {
                foreach (var entry in DirectoryNames.Of(directory))
                {
                    byte[] name = [.. entry.Bytes, 0];
                    if (isRoot && name.AsSpan().SequenceEqual(OwnRepository))
                    {
                        continue;
                    }
                    if (!Add(directory, name, out var isDirectory) || (isDirectory && !Enter(directory, name)))
                    {
                        return false;
                    }
                }
                // Else what stands behind a folder would look as if it stood in it.
                Digest.Append("/"u8);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
            finally
            {
                _ = Libc.Close(directory);
            }
        }

        private bool Enter(int directory, byte[] name)
        {
            var inside = Libc.OpenAt(directory, name, Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0);
            return inside >= 0 && Enter(inside, isRoot: false);
        }

        private bool Add(int directory, byte[] name, out bool isDirectory)
        {
            isDirectory = false;
            if (++entries > MostEntries || FileStamp.At(directory, name) is not { } found || found.Changed > newest)
            {
                return false;
            }
            isDirectory = found.IsDirectory;
            found.Write(stamp);
            Digest.Append(name);
            Digest.Append(stamp);
            return true;
        }
    }
}
