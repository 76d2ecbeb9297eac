using System.Collections.Immutable;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>What a patch makes of the files: all of it, or why nothing of it.</summary>
public abstract record PatchResult;

/// <param name="Files">In the order of the patch; each path once.</param>
public sealed record Patched(ImmutableArray<PatchedFile> Files) : PatchResult;

/// <param name="Reason">For the model: which file, what is wrong, the nearest lines.</param>
public sealed record PatchRefused(string Reason) : PatchResult;

/// <param name="Path">As in the patch.</param>
/// <param name="Before">Null where there was no file.</param>
/// <param name="After">Null where there is none afterwards.</param>
/// <param name="MovedFrom">The path whose file this was, or null.</param>
/// <param name="WhiteSpaceDiffered">A hunk was found only after white space was left out of the comparison.</param>
public sealed record PatchedFile(
    string Path,
    string? Before,
    string? After,
    string? MovedFrom = null,
    bool WhiteSpaceDiffered = false
);

/// <summary>Applies a patch to files in mind: what is to be written is decided before anything is.</summary>
public sealed class PatchPlan
{
    private readonly Func<string, string?> read;
    private readonly OrderedDictionary<string, PatchedFile> files = new(StringComparer.Ordinal);

    private PatchPlan(Func<string, string?> read) => this.read = read;

    /// <param name="patch">The changes.</param>
    /// <param name="read">The text of a file, or null where there is none.</param>
    public static PatchResult For(Patch patch, Func<string, string?> read)
    {
        var plan = new PatchPlan(read);
        try
        {
            foreach (var file in patch.Files)
            {
                plan.Add(file);
            }
        }
        catch (PatchFault fault)
        {
            return new PatchRefused(fault.Message);
        }
        return new Patched([
            .. plan.files.Values.Where(static file => file.Before != file.After || file.MovedFrom is not null),
        ]);
    }

    private void Add(FilePatch patch)
    {
        switch (patch)
        {
            case AddedFile(var path, var content):
                MustBeFree(path);
                Set(path, content);
                break;
            case DeletedFile(var path, var hunks):
                var left = Changed(path, hunks).Content;
                Set(
                    path,
                    hunks.IsEmpty || left.Length == 0
                        ? null
                        : throw new PatchFault(
                            $"{path} is to be deleted, but the patch does not take away all its lines."
                        )
                );
                break;
            case UpdatedFile(var path, null, var hunks):
                var updated = Changed(path, hunks);
                Set(path, updated.Content, updated.WhiteSpaceDiffered);
                break;
            case UpdatedFile(var path, { } target, var hunks):
                var moved = Changed(path, hunks);
                MustBeFree(target);
                Set(path, null);
                Set(target, moved.Content, moved.WhiteSpaceDiffered);
                files[target] = files[target] with { MovedFrom = path };
                break;
            default:
                throw new NotSupportedException(patch.GetType().Name);
        }
    }

    private PatchedContent Changed(string path, ImmutableArray<Hunk> hunks)
    {
        var content = Now(path) ?? throw new PatchFault($"{path} is not there.");
        try
        {
            return HunkPlacement.Apply(content, hunks);
        }
        catch (PatchFault fault)
        {
            throw new PatchFault($"{path}: {fault.Message}");
        }
    }

    private void MustBeFree(string path)
    {
        if (Now(path) is not null)
        {
            throw new PatchFault($"{path} is there already: a patch does not replace a whole file.");
        }
    }

    private string? Now(string path) => files.TryGetValue(path, out var planned) ? planned.After : read(path);

    private void Set(string path, string? content, bool whiteSpaceDiffered = false) =>
        files[path] = files.TryGetValue(path, out var planned)
            ? planned with
            {
                After = content,
                WhiteSpaceDiffered = planned.WhiteSpaceDiffered || whiteSpaceDiffered,
            }
            : new PatchedFile(path, read(path), content, WhiteSpaceDiffered: whiteSpaceDiffered);
}
