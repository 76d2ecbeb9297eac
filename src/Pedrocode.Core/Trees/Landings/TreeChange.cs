using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What a job did to one path, as git trees tell it.</summary>
/// <param name="Before">Null where there was nothing.</param>
/// <param name="After">Null where nothing is left.</param>
/// <param name="MovedFrom">Of a file that was moved: where it was, as far as git sees it.</param>
public sealed record TreeChange(BytePath Path, TreeEntry? Before, TreeEntry? After, BytePath? MovedFrom = null)
{
    /// <summary>What git's <c>diff-tree -r -z -M --raw</c> says.</summary>
    internal static ImmutableArray<TreeChange> Parse(ReadOnlySpan<byte> output)
    {
        var fields = Encoding.Latin1.GetString(output).Split('\0');
        var changes = ImmutableArray.CreateBuilder<TreeChange>();
        for (var at = 0; at + 1 < fields.Length; )
        {
            var words = fields[at].TrimStart(':').Split(' ');
            var before = TreeEntry.Of(words[0], words[2]);
            var after = TreeEntry.Of(words[1], words[3]);
            var path = BytePath.OfLatin1(fields[at + 1]);
            at += 2;
            if (words[4][0] is 'R' or 'C')
            {
                var to = BytePath.OfLatin1(fields[at++]);
                changes.Add(new TreeChange(path, before, After: null));
                changes.Add(new TreeChange(to, Before: null, after, MovedFrom: path));
                continue;
            }
            changes.Add(new TreeChange(path, before, after));
        }
        return changes.ToImmutable();
    }
}

/// <param name="Mode">Git's: 100644, 100755, 120000 (a link), 160000 (a repository within).</param>
public sealed record TreeEntry(string Mode, string Id)
{
    public bool IsLink => Mode == "120000";

    public bool IsExecutable => Mode == "100755";

    public bool IsRepository => Mode == "160000";

    internal static TreeEntry? Of(string mode, string id) => mode == "000000" ? null : new TreeEntry(mode, id);
}

/// <summary>Two trees, and what lies between them is a change.</summary>
/// <param name="Before">A tree or a commit.</param>
/// <param name="Borrowed">The object directory that has them, where the repository itself has not.</param>
/// <param name="Form">In which form its files are.</param>
public sealed record ChangeSource(string Before, string After, string? Borrowed, ChangeForm Form)
{
    public ChangeSource Reversed => this with { Before = After, After = Before };

    internal async Task<ImmutableArray<TreeChange>> ReadAsync(UserFiles files, CancellationToken stop) =>
        TreeChange.Parse(
            await files.GitAsync(
                [
                    "diff-tree",
                    "-r",
                    "-z",
                    "-M",
                    "-l1000",
                    "--raw",
                    "--no-abbrev",
                    "--no-ext-diff",
                    "--no-textconv",
                    Before,
                    After,
                ],
                stop,
                borrowed: Borrowed
            )
        );
}

public enum ChangeForm
{
    /// <summary>As they are on disk, or as git stores them where the two differ: line ends, encoding and the like.</summary>
    Either,

    /// <summary>Byte for byte as they are on disk.</summary>
    OnDisk,
}
