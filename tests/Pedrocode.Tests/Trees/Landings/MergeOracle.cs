using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

using FileMap = ImmutableSortedDictionary<BytePath, FileState>;

/// <summary>What landing must come to, told path by path with nothing but <c>git diff</c> and <c>git merge-file</c>.</summary>
internal static class MergeOracle
{
    /// <param name="diff">What <c>git diff --raw -z -M</c> says between before and after.</param>
    /// <returns>The files afterwards, or the paths in conflict.</returns>
    public static (FileMap Files, ImmutableSortedSet<string> Conflicts) Of(
        FileMap before,
        FileMap ours,
        FileMap after,
        string diff,
        string scratch
    )
    {
        var wanted = ours.ToBuilder();
        var conflicts = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var moves = Moves(diff);
        foreach (var (from, to) in moves)
        {
            var own = At(ours, from);
            if (
                own.Kind == RootedKind.File
                && before[from].Kind == RootedKind.File
                && !own.Is(before[from])
                && Free(ours, to)
            )
            {
                wanted.Remove(from);
                if (after[to].Kind == RootedKind.File && Merge(before[from], own, after[to], scratch) is { } both)
                {
                    wanted[to] = both;
                }
                else
                {
                    conflicts.Add(from.Shown);
                }
            }
            else
            {
                Single(from, before, ours, after, wanted, conflicts, scratch);
                Single(to, before, ours, after, wanted, conflicts, scratch);
            }
        }
        var moved = moves.SelectMany(static move => new[] { move.From, move.To }).ToHashSet();
        foreach (var path in before.Keys.Union(after.Keys).Where(path => !moved.Contains(path)))
        {
            Single(path, before, ours, after, wanted, conflicts, scratch);
        }
        // No file can have a file below it.
        foreach (var path in wanted.Keys.Where(path => path.Ancestors.Any(wanted.ContainsKey)).ToList())
        {
            conflicts.Add(path.Shown);
        }
        return (wanted.ToImmutable(), conflicts.ToImmutable());
    }

    private static void Single(
        BytePath path,
        FileMap before,
        FileMap ours,
        FileMap after,
        FileMap.Builder wanted,
        ImmutableSortedSet<string>.Builder conflicts,
        string scratch
    )
    {
        var (old, own, @new) = (At(before, path), At(ours, path), At(after, path));
        if (old.Is(@new) || own.Is(@new))
        {
            return;
        }
        if (own.Is(old))
        {
            Set(wanted, path, @new);
        }
        else if (
            own.Kind == RootedKind.File
            && @new.Kind == RootedKind.File
            && old.Kind == RootedKind.File
            && Merge(old, own, @new, scratch) is { } both
        )
        {
            Set(wanted, path, both);
        }
        else if (
            own.Kind == RootedKind.File
            && @new.Kind == RootedKind.File
            && old.Kind == RootedKind.Nothing
            && own.Content.AsSpan().SequenceEqual(@new.Content)
        )
        {
            Set(wanted, path, @new with { Executable = true });
        }
        else
        {
            conflicts.Add(path.Shown);
        }
    }

    private static FileState? Merge(FileState old, FileState own, FileState @new, string scratch)
    {
        var executable = own.Executable != old.Executable ? own.Executable : @new.Executable;
        FileState With(byte[] content) => new(RootedKind.File, content, executable);
        if (own.Content.AsSpan().SequenceEqual(old.Content))
        {
            return With(@new.Content);
        }
        if (@new.Content.AsSpan().SequenceEqual(old.Content) || @new.Content.AsSpan().SequenceEqual(own.Content))
        {
            return With(own.Content);
        }
        Directory.CreateDirectory(scratch);
        string[] names =
        [
            Path.Combine(scratch, "ours"),
            Path.Combine(scratch, "before"),
            Path.Combine(scratch, "theirs"),
        ];
        File.WriteAllBytes(names[0], own.Content);
        File.WriteAllBytes(names[1], old.Content);
        File.WriteAllBytes(names[2], @new.Content);
        using var git = Process.Start(
            new ProcessStartInfo("git", ["merge-file", "-p", "-q", .. names])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.Latin1,
            }
        )!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? With(Encoding.Latin1.GetBytes(output)) : null;
    }

    private static List<(BytePath From, BytePath To)> Moves(string diff)
    {
        var moves = new List<(BytePath, BytePath)>();
        var fields = diff.Split('\0');
        for (var at = 0; at + 1 < fields.Length; )
        {
            if (fields[at].Split(' ')[4][0] == 'R')
            {
                moves.Add((BytePath.OfLatin1(fields[at + 1]), BytePath.OfLatin1(fields[at + 2])));
                at += 3;
                continue;
            }
            at += 2;
        }
        return moves;
    }

    private static bool Free(FileMap files, BytePath path) =>
        !files.ContainsKey(path) && !files.Keys.Any(path.Holds) && !path.Ancestors.Any(files.ContainsKey);

    private static FileState At(FileMap files, BytePath path) => files.GetValueOrDefault(path, FileState.Nothing);

    private static void Set(FileMap.Builder files, BytePath path, FileState state)
    {
        if (state.Kind == RootedKind.Nothing)
        {
            files.Remove(path);
            return;
        }
        files[path] = state;
    }
}
