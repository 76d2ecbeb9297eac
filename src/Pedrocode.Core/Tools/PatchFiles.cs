using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Tools;

/// <summary>The files a patch names, as they are before it, and the writing of all of them or none.</summary>
internal sealed class PatchFiles
{
    private readonly Dictionary<string, TreePath> paths;
    private readonly Dictionary<string, TreeFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileText> texts = new(StringComparer.Ordinal);

    private PatchFiles(Patch patch, IEnumerable<TreePath> named)
    {
        Patch = patch;
        paths = named
            .DistinctBy(static path => path.Relative)
            .ToDictionary(static path => path.Relative, StringComparer.Ordinal);
    }

    /// <summary>With paths relative to the tree's root.</summary>
    public Patch Patch { get; }

    /// <summary>Throws <see cref="CallFault"/> where one of the files cannot be read, or changed since the model saw it.</summary>
    public static PatchFiles Read(Patch patch, IReadOnlyCollection<TreePath> named, ToolContext context)
    {
        var files = new PatchFiles(patch, named);
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in patch.Files)
        {
            files.Read(change.Path, change, context);
            if (change is UpdatedFile { MoveTo: { } target })
            {
                files.Read(target, change, context);
                made.Add(target);
            }
            if (change is AddedFile)
            {
                made.Add(change.Path);
            }
            else if (!files.files.ContainsKey(change.Path) && !made.Contains(change.Path))
            {
                throw new MissingFileFault(files.paths[change.Path]);
            }
        }
        return files;
    }

    public string? TextOf(string path) => texts.GetValueOrDefault(path)?.Text;

    public string Shown(string path) => paths[path].Shown;

    /// <summary>Where one file cannot be written, those before it are put back as they were, and <see cref="CallFault"/> is thrown.</summary>
    public ImmutableArray<FileSeen> Write(Patched patched)
    {
        var contents = patched.Files.Select(file => (File: file, Bytes: Encoded(file))).ToArray();
        var modes = files.Keys.ToDictionary(static path => path, path => File.GetUnixFileMode(paths[path].Full));
        var seen = ImmutableArray.CreateBuilder<FileSeen>();
        var done = new List<string>();
        try
        {
            foreach (var (file, bytes) in contents)
            {
                done.Add(file.Path);
                seen.Add(Write(file, bytes, modes));
            }
        }
        catch (Exception error) when (error is CallFault or IOException or UnauthorizedAccessException)
        {
            PutBack(done, modes);
            throw CallFault.Failed($"{error.Message} No file was changed.");
        }
        return seen.ToImmutable();
    }

    private void Read(string path, FilePatch change, ToolContext context)
    {
        if (files.ContainsKey(path))
        {
            return;
        }
        var file = TreeFile.ReadIfThere(paths[path]);
        TreeFile.MustBeAsSeen(paths[path], file, context);
        if (file is not null)
        {
            files[path] = file;
            // What only moves or goes need not be text.
            texts[path] = Patch.Files.All(other => other.Path != path || !ChangesLines(other))
                ? FileText.Read(file.Bytes)
                    ?? new FileText(Encoding.Latin1.GetString(file.Bytes), TextEncoding.SingleByte)
                : file.Text();
        }
    }

    private static bool ChangesLines(FilePatch change) =>
        change switch
        {
            UpdatedFile updated => !updated.Hunks.IsEmpty,
            DeletedFile deleted => !deleted.Hunks.IsEmpty,
            _ => false,
        };

    private byte[]? Encoded(PatchedFile file)
    {
        if (file.After is null)
        {
            return null;
        }
        var like = texts.GetValueOrDefault(file.MovedFrom ?? file.Path) ?? new FileText("", TextEncoding.Utf8);
        return like.Write(file.After)
            ?? throw CallFault.Failed(
                $"{Shown(file.Path)}: the patch holds a character that cannot be written in the file's encoding."
            );
    }

    private FileSeen Write(PatchedFile file, byte[]? bytes, Dictionary<string, UnixFileMode> modes)
    {
        var path = paths[file.Path];
        if (bytes is null)
        {
            TreeFile.Delete(path);
            return new FileSeen(path.Relative, "");
        }
        return TreeFile.Write(
            path,
            bytes,
            file.MovedFrom is { } from && modes.TryGetValue(from, out var mode) ? mode : null
        );
    }

    private void PutBack(List<string> done, Dictionary<string, UnixFileMode> modes)
    {
        foreach (var path in done)
        {
            if (!files.TryGetValue(path, out var before))
            {
                TreeFile.Delete(paths[path]);
            }
            else if (
                TreeFile.ReadIfThere(before.Path) is not { } now
                || !now.Bytes.AsSpan().SequenceEqual(before.Bytes)
            )
            {
                TreeFile.Write(before.Path, before.Bytes, modes[path]);
            }
        }
    }
}
