using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>Changes to several files as a model wrote them: nothing is looked up yet.</summary>
public sealed record Patch(ImmutableArray<FilePatch> Files) : PatchReading
{
    /// <summary>Reads the <c>*** Begin Patch</c> format, else a unified diff.</summary>
    public static PatchReading Read(string text)
    {
        string[] lines = TextLines.WithLineFeeds(text).Split('\n');
        try
        {
            return EnvelopeReader.IsEnvelope(lines) ? EnvelopeReader.Read(lines) : UnifiedReader.Read(lines);
        }
        catch (PatchFault fault)
        {
            return new PatchMalformed(fault.Message);
        }
    }

    /// <summary>The same changes to files under other names.</summary>
    public Patch WithPaths(Func<string, string> name) =>
        new([
            .. Files.Select(file =>
                file is UpdatedFile { MoveTo: { } target } moved
                    ? moved with
                    {
                        Path = name(moved.Path),
                        MoveTo = name(target),
                    }
                    : file with
                    {
                        Path = name(file.Path),
                    }
            ),
        ]);
}

/// <summary>A <see cref="Patch"/>, or why the text is none.</summary>
public abstract record PatchReading;

/// <param name="Reason">For the model: what is wrong with its text, and where.</param>
public sealed record PatchMalformed(string Reason) : PatchReading;

/// <summary>What a patch does to one file.</summary>
public abstract record FilePatch(string Path);

/// <summary>A file that must not be there yet.</summary>
public sealed record AddedFile(string Path, string Content) : FilePatch(Path);

/// <param name="Path">The file.</param>
/// <param name="Hunks">What it holds, where the patch says so: they must take away all of it.</param>
public sealed record DeletedFile(string Path, ImmutableArray<Hunk> Hunks) : FilePatch(Path);

/// <param name="Path">The file.</param>
/// <param name="MoveTo">Its new name, which must be free, or null.</param>
/// <param name="Hunks">None where the file is only moved.</param>
public sealed record UpdatedFile(string Path, string? MoveTo, ImmutableArray<Hunk> Hunks) : FilePatch(Path);

/// <summary>Lines of a file that stand together, with what is to become of them.</summary>
public sealed record Hunk(ImmutableArray<HunkLine> Lines)
{
    /// <summary>Lines that stand above it in the file, the outermost first: the class, the function.</summary>
    public ImmutableArray<string> Anchors { get; init; } = [];

    /// <summary>The line it begins at, from 1, where the patch has line numbers.</summary>
    public int? Start { get; init; }

    /// <summary>It ends where the file ends.</summary>
    public bool AtEnd { get; init; }

    /// <summary>Whether the file ends with a line break afterwards, where the patch says so.</summary>
    public bool? FinalBreak { get; init; }

    public IEnumerable<string> Old => Lines.Where(static line => line.Kind != HunkLineKind.Added).Select(Text);

    public IEnumerable<string> New => Lines.Where(static line => line.Kind != HunkLineKind.Removed).Select(Text);

    /// <summary>Without the empty lines at its end that may just stand between it and what follows.</summary>
    public Hunk WithoutBareEnd()
    {
        var count = Lines.Length;
        while (count > 0 && Lines[count - 1].Kind == HunkLineKind.Bare)
        {
            count--;
        }
        return count == Lines.Length ? this : this with { Lines = Lines[..count] };
    }

    private static string Text(HunkLine line) => line.Text;
}

public readonly record struct HunkLine(HunkLineKind Kind, string Text);

public enum HunkLineKind
{
    /// <summary>Is there and stays.</summary>
    Context,

    /// <summary>An empty line where an empty line of context was probably meant.</summary>
    Bare,

    Removed,

    Added,
}

/// <summary>The text is no patch. Caught in <see cref="Patch.Read"/>.</summary>
internal sealed class PatchFault(string reason) : Exception(reason);
