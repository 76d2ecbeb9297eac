using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// The user's names for the files of a job's tree: what the model and the user read and write is about the project, wherever the files are. In
/// place, and where the tree is mounted at the project's own path, names are left as they are.
/// </summary>
public static class ProjectNames
{
    /// <summary>Where an absolute path into the project really is.</summary>
    public static string ToTree(JobTree tree, string path) =>
        !tree.IsInPlace && RealPath.IsWithin(tree.ProjectRoot, path) && !RealPath.IsWithin(tree.Root, path)
            ? Path.TrimEndingDirectorySeparator(
                Path.Join(
                    tree.Root,
                    Path.GetRelativePath(tree.ProjectRoot, path) is var rest && rest == "." ? "" : rest
                )
            )
            : path;

    /// <summary>A command in which the project's path, as a whole path, stands for the tree's.</summary>
    public static string InCommand(JobTree tree, string command) =>
        tree.IsInPlace ? command : Replace(command, tree.ProjectRoot, tree.Root);

    /// <summary>Text in which the tree's path is the project's again.</summary>
    public static string Shown(JobTree tree, string text) =>
        tree.IsInPlace ? text : Replace(text, tree.Root, tree.ProjectRoot);

    /// <summary>What a command prints, passed on with the tree's path as the project's, wherever the pieces are cut.</summary>
    public static ShownOutput Output(JobTree tree, OutputSink next) =>
        new(tree.IsInPlace ? [] : Encoding.UTF8.GetBytes(tree.Root), Encoding.UTF8.GetBytes(tree.ProjectRoot), next);

    internal static bool IsNamePart(int character) =>
        character
            is >= 'a'
                and <= 'z'
                or >= 'A'
                and <= 'Z'
                or >= '0'
                and <= '9'
                or '_'
                or '-'
                or '.'
                or '+'
                or '@'
                or '%'
        || character > 0x7f;

    private static string Replace(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }
        var result = new StringBuilder();
        var done = 0;
        for (; at >= 0; at = text.IndexOf(from, at + 1, StringComparison.Ordinal))
        {
            var end = at + from.Length;
            var whole =
                (at == 0 || (!IsNamePart(text[at - 1]) && text[at - 1] != '/'))
                && (end == text.Length || !IsNamePart(text[end]));
            if (whole && at >= done)
            {
                result.Append(text, done, at - done).Append(to);
                done = end;
            }
        }
        return result.Append(text, done, text.Length - done).ToString();
    }
}

/// <summary>A sink that shows one path as another, in bounded memory.</summary>
public sealed class ShownOutput(byte[] from, byte[] to, OutputSink next)
{
    private byte[] held = [];

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (from.Length == 0)
        {
            next(piece);
            return;
        }
        byte[] text = [.. held, .. piece];
        var done = 0;
        int at;
        // A match needs the byte behind it: it may be the beginning of a longer name.
        while ((at = text.AsSpan(done).IndexOf(from)) >= 0 && done + at + from.Length < text.Length)
        {
            Pass(text.AsSpan(done, at));
            next(ProjectNames.IsNamePart(text[done + at + from.Length]) ? from : to);
            done += at + from.Length;
        }
        var keep = Held(text.AsSpan(done));
        Pass(text.AsSpan(done, text.Length - done - keep));
        held = text[^keep..];
    }

    /// <summary>The end of the output: what was held back may be the path itself.</summary>
    public void End()
    {
        if (held.Length > 0)
        {
            next(held.AsSpan().SequenceEqual(from) ? to : held);
            held = [];
        }
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            next(bytes);
        }
    }

    /// <summary>How much of the end may be the beginning of the path.</summary>
    private int Held(ReadOnlySpan<byte> text)
    {
        for (var length = Math.Min(from.Length, text.Length); length > 0; length--)
        {
            if (text[^length..].SequenceEqual(from.AsSpan(0, length)))
            {
                return length;
            }
        }
        return 0;
    }
}
