using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// One file three-way, in whatever form the user has it on disk: line ends, encodings, large files, modes. What it decides is a content; which
/// paths there are to be is <see cref="ChangeMerge"/>'s.
/// </summary>
internal sealed class FileMerge
{
    private readonly ChangeForm form;
    private readonly DiskForm forms;
    private readonly TextMerge texts;
    private readonly bool modesCount;

    private FileMerge(ChangeForm form, DiskForm forms, TextMerge texts, bool modesCount)
    {
        this.form = form;
        this.forms = forms;
        this.texts = texts;
        this.modesCount = modesCount;
    }

    public static async Task<FileMerge> ReadAsync(
        UserFiles files,
        ChangeForm form,
        ImmutableArray<TreeChange> changes,
        string scratch,
        CancellationToken stop
    )
    {
        var forms = await DiskForm.ReadAsync(files, changes.Select(static change => change.Path), stop);
        var mode = await files.Git().RunAsync(["config", "--type=bool", "core.fileMode"], stop);
        return new FileMerge(
            form,
            forms,
            new TextMerge(scratch, files.Root),
            modesCount: !mode.Bytes.AsSpan().StartsWith("false"u8)
        );
    }

    /// <summary>The user's own bits, with the executable ones as they are to be: where it may be read, it may be run.</summary>
    public static int Permissions(int own, bool executable) => executable ? own | ((own & 0x124) >> 2) : own & ~0x49;

    /// <summary>As far as the file system can tell.</summary>
    public bool AreSame(FileState ours, FileState other) =>
        ours.Kind == other.Kind
        && Mode(other, ours) == other.Executable
        && ours.Content.AsSpan().SequenceEqual(other.Content);

    /// <summary>A file that goes or becomes a link, and that the user has in another form than git stores it.</summary>
    public async Task<bool> IsUnchangedAsync(
        BytePath path,
        FileState before,
        FileState ours,
        FileState after,
        CancellationToken stop
    ) =>
        after.Kind != RootedKind.File
        && before.Kind == RootedKind.File
        && Mode(before, ours) == before.Executable
        && await AsOursAsync(path, before, ours, stop) is not null;

    /// <summary>Null where both changed the same, or it cannot be merged.</summary>
    public async Task<FileState?> MergeAsync(
        BytePath path,
        FileState before,
        FileState ours,
        FileState after,
        CancellationToken stop
    )
    {
        var executable = Mode(before, ours) != before.Executable ? ours.Executable : after.Executable;
        var content = await ContentAsync(path, before, ours, after, stop);
        return content is null ? null : new FileState(RootedKind.File, content, executable);
    }

    private async Task<byte[]?> ContentAsync(
        BytePath path,
        FileState before,
        FileState ours,
        FileState after,
        CancellationToken stop
    )
    {
        if (before.Content.AsSpan().SequenceEqual(after.Content))
        {
            return ours.Content;
        }
        if (await AsOursAsync(path, before, ours, stop) is { } unchanged)
        {
            return await unchanged(after.Content);
        }
        if (form == ChangeForm.Either && forms.IsEncoded(path))
        {
            var stored = await forms.ToStoredAsync(path, ours.Content, stop);
            var asOnDisk = before.IsText == ours.IsText;
            var from = asOnDisk ? await forms.ToStoredAsync(path, before.Content, stop) : before.Content;
            var to = asOnDisk ? await forms.ToStoredAsync(path, after.Content, stop) : after.Content;
            var both = await texts.MergeAsync(from, stored, to, forms.Merging(path), stop);
            return both is null ? null : await forms.ToDiskAsync(path, both, stop);
        }
        if (!before.IsText || !ours.IsText || !after.IsText)
        {
            return null;
        }
        var (old, wanted) = forms.ConvertsLineEnds(path)
            ? LineEndsOf.Alike(before.Content, ours.Content, after.Content)
            : (before.Content, after.Content);
        return await texts.MergeAsync(old, ours.Content, wanted, forms.Merging(path), stop);
    }

    /// <summary>
    /// Where the user's file is still what was there before, in whichever form: how new content gets that form. Null where the user changed it.
    /// </summary>
    private async Task<Func<byte[], Task<byte[]>>?> AsOursAsync(
        BytePath path,
        FileState before,
        FileState ours,
        CancellationToken stop
    )
    {
        if (ours.Kind != before.Kind)
        {
            return null;
        }
        if (ours.Content.AsSpan().SequenceEqual(before.Content))
        {
            return Task.FromResult;
        }
        if (form == ChangeForm.OnDisk || ours.Kind != RootedKind.File)
        {
            return null;
        }
        if (forms.IsEncoded(path))
        {
            var stored = await forms.ToStoredAsync(path, ours.Content, stop);
            return before.Content.AsSpan().SequenceEqual(stored) ? after => forms.ToDiskAsync(path, after, stop) : null;
        }
        if (forms.IsFiltered(path))
        {
            return LargeFile.IsPointerTo(before.Content, ours.Content) ? Task.FromResult : null;
        }
        return
            forms.ConvertsLineEnds(path)
            && LineEndsOf
                .Alike(before.Content, ours.Content, before.Content)
                .Before.AsSpan()
                .SequenceEqual(ours.Content)
            ? after => Task.FromResult(LineEndsOf.Alike(before.Content, ours.Content, after).After)
            : null;
    }

    /// <summary>Where the file system keeps no modes, the user has not changed one.</summary>
    private bool Mode(FileState before, FileState ours) => modesCount ? ours.Executable : before.Executable;
}
