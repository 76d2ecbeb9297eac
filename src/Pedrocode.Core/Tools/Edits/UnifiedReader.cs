using System.Collections.Immutable;
using System.Text;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>Unified diffs, git's and others', as models write them: the counts of a hunk's header need not be right.</summary>
internal sealed class UnifiedReader
{
    private const string Nothing = "/dev/null";

    private readonly string[] lines;
    private int at;

    private UnifiedReader(string[] lines) => this.lines = lines;

    public static Patch Read(string[] lines) => new UnifiedReader(lines).Read();

    private Patch Read()
    {
        var files = ImmutableArray.CreateBuilder<FilePatch>();
        while (at < lines.Length)
        {
            if (lines[at].StartsWith("diff --git ", StringComparison.Ordinal))
            {
                files.Add(ReadGitFile());
            }
            else if (IsFileHeader())
            {
                files.Add(ReadFile(renamedFrom: null, renamedTo: null));
            }
            else if (lines[at].StartsWith("@@", StringComparison.Ordinal))
            {
                throw new PatchFault(
                    $"Line {at + 1} of the patch begins a hunk, but no file is named: put --- and +++ lines before it."
                );
            }
            else
            {
                at++;
            }
        }
        return files.Count == 0
            ? throw new PatchFault(
                "This is no patch. Send one from *** Begin Patch to *** End Patch, or a unified diff."
            )
            : new Patch(files.ToImmutable());
    }

    private FilePatch ReadGitFile()
    {
        var first = at;
        string? from = null;
        string? to = null;
        var deleted = false;
        var made = false;
        for (
            at++;
            at < lines.Length && !IsFileHeader() && !lines[at].StartsWith("diff --git ", StringComparison.Ordinal);
            at++
        )
        {
            var line = lines[at];
            from = After(line, "rename from ") ?? from;
            to = After(line, "rename to ") ?? to;
            deleted |= line.StartsWith("deleted file mode", StringComparison.Ordinal);
            made |= line.StartsWith("new file mode", StringComparison.Ordinal);
            if (
                line.StartsWith("GIT binary patch", StringComparison.Ordinal)
                || line.StartsWith("Binary files ", StringComparison.Ordinal)
                || line.StartsWith("copy from ", StringComparison.Ordinal)
                || line.StartsWith("new mode ", StringComparison.Ordinal)
            )
            {
                throw new PatchFault(
                    $"Line {at + 1} of the patch, `{line}`: only text can be patched, and files added, deleted or renamed."
                );
            }
        }
        if (at < lines.Length && IsFileHeader())
        {
            return ReadFile(from, to);
        }
        if (from is not null && to is not null)
        {
            return new UpdatedFile(Unquoted(from), Unquoted(to), []);
        }
        var path = PathOfGitLine(lines[first]);
        return deleted ? new DeletedFile(path, [])
            : made ? new AddedFile(path, "")
            : throw new PatchFault($"Line {first + 1} of the patch, `{lines[first]}`, is followed by no change.");
    }

    private FilePatch ReadFile(string? renamedFrom, string? renamedTo)
    {
        var (old, @new) = (PathIn(lines[at]), PathIn(lines[at + 1]));
        var prefixed =
            (old == Nothing || old.StartsWith("a/", StringComparison.Ordinal))
            && (@new == Nothing || @new.StartsWith("b/", StringComparison.Ordinal));
        old = prefixed && old != Nothing ? old[2..] : old;
        @new = prefixed && @new != Nothing ? @new[2..] : @new;
        at += 2;
        var hunks = ReadHunks();
        if (hunks.IsEmpty && renamedFrom is null)
        {
            throw new PatchFault($"The patch has no hunks (@@) for {(@new == Nothing ? old : @new)}.");
        }
        if (@new == Nothing)
        {
            return new DeletedFile(old, hunks);
        }
        if (old == Nothing)
        {
            return Added(@new, hunks);
        }
        var moved = renamedFrom is not null || (prefixed && old != @new);
        return new UpdatedFile(moved ? renamedFrom ?? old : @new, moved ? renamedTo ?? @new : null, hunks);
    }

    private static AddedFile Added(string path, ImmutableArray<Hunk> hunks)
    {
        if (hunks.Any(static hunk => hunk.WithoutBareEnd().Old.Any()))
        {
            throw new PatchFault($"{path} is to be a new file, but the patch has lines without + for it.");
        }
        var content = string.Concat(
            hunks.SelectMany(static hunk => hunk.WithoutBareEnd().New).Select(static line => line + "\n")
        );
        return new AddedFile(path, hunks[^1].FinalBreak == false && content.Length > 0 ? content[..^1] : content);
    }

    private ImmutableArray<Hunk> ReadHunks()
    {
        var hunks = ImmutableArray.CreateBuilder<Hunk>();
        while (at < lines.Length && !IsFileHeader() && !lines[at].StartsWith("diff --git ", StringComparison.Ordinal))
        {
            if (lines[at].StartsWith("@@", StringComparison.Ordinal))
            {
                hunks.Add(ReadHunk());
            }
            else
            {
                at++;
            }
        }
        return hunks.ToImmutable();
    }

    private Hunk ReadHunk()
    {
        var range = HunkRange.Read(lines[at]);
        var hunk = new HunkBuilder { Start = range?.Start };
        var (old, @new) = (range?.OldCount ?? 0, range?.NewCount ?? 0);
        for (at++; at < lines.Length; at++)
        {
            var line = lines[at];
            var counted = old > 0 || @new > 0;
            if (
                line.StartsWith("@@", StringComparison.Ordinal)
                || line.StartsWith("diff --git ", StringComparison.Ordinal)
                || (IsFileHeader() && (!counted || IsHunkHeader(at + 2)))
                || (!counted && !IsBody(line, range is not null))
            )
            {
                break;
            }
            hunk.Add(line);
            old -= line.StartsWith('+') || line.StartsWith('\\') ? 0 : 1;
            @new -= line.StartsWith('-') || line.StartsWith('\\') ? 0 : 1;
        }
        return hunk.Build();
    }

    /// <summary>Behind what the header counted: more of the hunk, or something else.</summary>
    private bool IsBody(string line, bool counted) =>
        line.Length == 0
            ? !counted
                || (at + 1 < lines.Length && lines[at + 1] is [' ' or '+' or '-', ..] && IsBody(lines[at + 1], counted))
            : line[0] is ' ' or '+' or '-' or '\\' && line != "-- ";

    private bool IsFileHeader() =>
        at + 1 < lines.Length
        && lines[at].StartsWith("--- ", StringComparison.Ordinal)
        && lines[at + 1].StartsWith("+++ ", StringComparison.Ordinal);

    private bool IsHunkHeader(int line) =>
        line < lines.Length && lines[line].StartsWith("@@", StringComparison.Ordinal);

    private static string? After(string line, string start) =>
        line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..].Trim() : null;

    /// <summary>Of <c>--- a/path[TAB]time</c>.</summary>
    private static string PathIn(string line) => Unquoted(line[4..].Split('\t')[0].Trim());

    private static string PathOfGitLine(string line)
    {
        var rest = line["diff --git ".Length..];
        var second = rest.LastIndexOf(" b/", StringComparison.Ordinal);
        return second > 0 ? Unquoted(rest[(second + 3)..].Trim()) : throw new PatchFault($"`{line}` names no file.");
    }

    /// <summary>Git quotes names with odd characters as C does.</summary>
    private static string Unquoted(string path)
    {
        if (path is not ['"', .. var quoted, '"'])
        {
            return path;
        }
        var bytes = new List<byte>();
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\' || i + 1 == quoted.Length)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(quoted[i].ToString()));
            }
            else if (i + 3 < quoted.Length && quoted.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                bytes.Add((byte)Convert.ToInt32(quoted.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                i++;
                bytes.Add(
                    quoted[i] switch
                    {
                        't' => (byte)'\t',
                        'n' => (byte)'\n',
                        var c => (byte)c,
                    }
                );
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
