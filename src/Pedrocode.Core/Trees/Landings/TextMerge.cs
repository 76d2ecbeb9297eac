using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Three texts to one, by <c>git merge-file</c>: neither drivers nor attributes of the repository have a say.</summary>
internal sealed class TextMerge(string scratch, string project)
{
    private int count;

    /// <summary>Null where both changed the same lines, or where one of them is no text.</summary>
    public async Task<byte[]?> MergeAsync(
        byte[] before,
        byte[] ours,
        byte[] theirs,
        MergeRule rule,
        CancellationToken stop
    )
    {
        if (rule == MergeRule.Never)
        {
            return null;
        }
        string[] union = rule == MergeRule.Union ? ["--union"] : [];
        var (output, clean) = await RunAsync(union, before, ours, theirs, stop);
        return clean ? output : null;
    }

    /// <summary>The merged text with conflict markers where both changed the same lines; null where one of them is no text.</summary>
    public async Task<byte[]?> MarkAsync(
        byte[] before,
        byte[] ours,
        byte[] theirs,
        (string Ours, string Theirs) names,
        CancellationToken stop
    )
    {
        var (output, _) = await RunAsync(
            ["-L", names.Ours, "-L", "before", "-L", names.Theirs],
            before,
            ours,
            theirs,
            stop
        );
        return output;
    }

    private async Task<(byte[]? Output, bool Clean)> RunAsync(
        string[] options,
        byte[] before,
        byte[] ours,
        byte[] theirs,
        CancellationToken stop
    )
    {
        var name = Path.Combine(scratch, $"merge-{count++}");
        string[] inputs = [name + ".ours", name + ".before", name + ".theirs"];
        Write(inputs[0], ours);
        Write(inputs[1], before);
        Write(inputs[2], theirs);
        var output = await new Git(scratch, project).RunAsync(
            ["-c", "merge.conflictStyle=merge", "merge-file", "-p", "-q", .. options, .. inputs],
            stop
        );
        foreach (var input in inputs)
        {
            File.Delete(input);
        }
        // The exit code counts the conflicts, up to 127; above that git could not merge at all.
        return output.ExitCode < 128 ? (output.Bytes, output.ExitCode == 0) : (null, false);
    }

    private static void Write(string path, byte[] content)
    {
        using var file = File.Create(path);
        file.Write(content);
    }
}
