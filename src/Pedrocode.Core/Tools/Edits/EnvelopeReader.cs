using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>
/// The format between <c>*** Begin Patch</c> and <c>*** End Patch</c>: sections that add, delete, update or move a file, an
/// update's hunks under <c>@@</c> lines that name what they stand in.
/// </summary>
internal sealed class EnvelopeReader
{
    private const string Begin = "*** Begin Patch";
    private const string End = "*** End Patch";
    private const string Add = "*** Add File:";
    private const string Delete = "*** Delete File:";
    private const string Update = "*** Update File:";
    private const string Move = "*** Move to:";
    private const string EndOfFile = "*** End of File";

    private readonly string[] lines;
    private readonly int end;
    private int at;

    private EnvelopeReader(string[] lines)
    {
        this.lines = lines;
        at = Array.FindIndex(lines, static line => line.Trim() == Begin);
        at = at >= 0 ? at : Array.FindIndex(lines, IsHeader);
        end = Array.FindLastIndex(lines, static line => line.Trim() == End);
    }

    public static bool IsEnvelope(string[] lines) =>
        Array.Exists(lines, static line => line.Trim() == Begin || IsHeader(line));

    public static Patch Read(string[] lines) => new EnvelopeReader(lines).Read();

    private Patch Read()
    {
        if (end < at)
        {
            throw new PatchFault($"{End} is missing: the patch seems to be cut off. Send all of it.");
        }
        if (Array.FindIndex(lines, end + 1, static line => !IsWrapping(line)) is >= 0 and var more)
        {
            throw Fault(more, $"stands behind {End}");
        }
        var files = ImmutableArray.CreateBuilder<FilePatch>();
        while (at < end)
        {
            var line = lines[at].Trim();
            if (line.Length == 0 || line == Begin || line == End)
            {
                at++;
                continue;
            }
            files.Add(
                PathAfter(line, Add) is { } added ? ReadAdded(added)
                : PathAfter(line, Delete) is { } deleted ? ReadDeleted(deleted)
                : PathAfter(line, Update) is { } updated ? ReadUpdated(updated)
                : throw Fault(at, $"should be {Add}, {Update} or {Delete} and a path")
            );
        }
        return files.Count == 0 ? throw new PatchFault("The patch holds no file.") : new Patch(files.ToImmutable());
    }

    private AddedFile ReadAdded(string path)
    {
        var content = new List<string>();
        var written = 0;
        for (at++; at < end && !IsMarker(lines[at].TrimStart()); at++)
        {
            var line = lines[at];
            if (!line.StartsWith('+') && line.Trim().Length > 0)
            {
                throw Fault(at, "should begin with + (a line of the new file)");
            }
            content.Add(line.StartsWith('+') ? line[1..] : "");
            written = line.StartsWith('+') ? content.Count : written;
        }
        // Empty lines without + at the end stand between the sections.
        return new AddedFile(path, string.Concat(content.Take(written).Select(static line => line + "\n")));
    }

    private DeletedFile ReadDeleted(string path)
    {
        for (at++; at < end && lines[at].Trim().Length == 0; at++) { }
        return at == end || IsMarker(lines[at].TrimStart())
            ? new DeletedFile(path, [])
            : throw Fault(at, $"stands behind {Delete}, where nothing follows");
    }

    private UpdatedFile ReadUpdated(string path)
    {
        at++;
        var target = at < end ? PathAfter(lines[at].Trim(), Move) : null;
        at += target is null ? 0 : 1;
        if (
            at + 1 < end
            && lines[at].StartsWith("--- ", StringComparison.Ordinal)
            && lines[at + 1].StartsWith("+++ ", StringComparison.Ordinal)
        )
        {
            at += 2;
        }
        var hunks = ImmutableArray.CreateBuilder<Hunk>();
        while (
            at < end
            && !IsHeader(hunks.Count == 0 ? lines[at].TrimStart() : lines[at])
            && lines[at].TrimEnd() is not (Begin or End)
        )
        {
            var first = at;
            var hunk = ReadHunk();
            if (at == first)
            {
                throw Fault(at, $"should be a line of a hunk, @@, {Add}, {Update} or {Delete} and a path");
            }
            if (!hunk.WithoutBareEnd().Lines.IsEmpty)
            {
                hunks.Add(hunk);
            }
            else if (!hunk.Anchors.IsEmpty)
            {
                throw Fault(at - 1, "names a place, but no lines follow it");
            }
        }
        return hunks.Count == 0 && target is null
            ? throw new PatchFault($"{Update} {path} has no lines that change anything.")
            : new UpdatedFile(path, target, hunks.ToImmutable());
    }

    private Hunk ReadHunk()
    {
        var anchors = ImmutableArray.CreateBuilder<string>();
        var hunk = new HunkBuilder();
        for (; at < end && lines[at].StartsWith("@@", StringComparison.Ordinal); at++)
        {
            if (HunkRange.Read(lines[at]) is { } range)
            {
                hunk.Start = range.Start;
            }
            else if (Anchor(lines[at]) is { Length: > 0 } anchor)
            {
                anchors.Add(anchor);
            }
        }
        for (; at < end && !lines[at].StartsWith("@@", StringComparison.Ordinal); at++)
        {
            if (lines[at].Trim() == EndOfFile)
            {
                at++;
                return hunk.Build() with { Anchors = anchors.ToImmutable(), AtEnd = true };
            }
            if (IsMarker(lines[at]))
            {
                break;
            }
            hunk.Add(lines[at]);
        }
        return hunk.Build() with { Anchors = anchors.ToImmutable() };
    }

    private static string Anchor(string line)
    {
        var anchor = line[2..].Trim();
        return anchor.EndsWith("@@", StringComparison.Ordinal) ? anchor[..^2].Trim() : anchor;
    }

    private static bool IsHeader(string line) =>
        PathAfter(line, Add) is not null || PathAfter(line, Delete) is not null || PathAfter(line, Update) is not null;

    private static bool IsMarker(string line) => line.StartsWith("*** ", StringComparison.Ordinal);

    private static string? PathAfter(string line, string header) =>
        line.StartsWith(header, StringComparison.Ordinal) && line[header.Length..].Trim() is { Length: > 0 } path
            ? path
            : null;

    // A closing fence, or the end of a here-document.
    private static bool IsWrapping(string line) =>
        line.Trim() is "" or "```" or "EOF" or "EOF\"" or "PATCH" or "'" or "\"";

    private PatchFault Fault(int line, string what) =>
        new($"Line {line + 1} of the patch, `{lines[line].Trim()}`, {what}.");
}
