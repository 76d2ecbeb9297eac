using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>What a project tells agents in its AGENTS.md, or else CLAUDE.md: the nearest upwards to the repository's root.</summary>
internal static class ProjectRules
{
    private const int MostBytes = 8 * 1024;

    /// <summary>To stand in the system prompt; empty where there is no such file. What leads out of the project by a link is none.</summary>
    public static string Of(JobTree tree)
    {
        for (var at = tree.ProjectWorkDir; at is not null; at = Path.GetDirectoryName(at))
        {
            foreach (var name in (string[])["AGENTS.md", "CLAUDE.md"])
            {
                if (Read(Path.Combine(at, name), tree) is { } text)
                {
                    return $"\n\nThe project's {name}:\n{text}";
                }
            }
            if (at == tree.ProjectRoot)
            {
                break;
            }
        }
        return "";
    }

    private static string? Read(string file, JobTree tree)
    {
        try
        {
            if (
                !File.Exists(file)
                || RealPath.Of(file) is not { } real
                || !real.StartsWith(tree.ProjectRoot + "/", StringComparison.Ordinal)
            )
            {
                return null;
            }
            using var stream = File.OpenRead(real);
            var bytes = new byte[MostBytes];
            var read = stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
            var text = System.Text.Encoding.UTF8.GetString(bytes, 0, read);
            if (stream.Length > read)
            {
                var end = text.LastIndexOf('\n');
                text =
                    $"{text[..(end > 0 ? end : text.Length)]}\n[cut here: {stream.Length:N0} bytes, of which 8 KB are shown; read_file shows the rest]";
            }
            return VisibleText.Clean(text).Trim() is { Length: > 0 } shown ? shown : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
