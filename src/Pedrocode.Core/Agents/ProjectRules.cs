using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>What a project tells agents in its AGENTS.md, or else CLAUDE.md: the nearest upwards to the project's root that the user trusts.</summary>
internal static class ProjectRules
{
    private const int MostBytes = 8 * 1024;

    private static readonly ImmutableArray<string> Names = ["AGENTS.md", "CLAUDE.md"];

    /// <summary>To stand in the system prompt; empty where there is nothing of the kind.</summary>
    /// <param name="trusted">The bytes the user said yes to: no file is read here.</param>
    public static string Of(JobTree tree, FolderOffer? trusted)
    {
        if (trusted is null)
        {
            return "";
        }
        for (var at = tree.ProjectWorkDir; at is not null; at = Path.GetDirectoryName(at))
        {
            foreach (var name in Names)
            {
                var file = Path.GetRelativePath(trusted.Root, Path.Combine(at, name));
                if (trusted.Files.TryGetValue(file, out var bytes) && Text(bytes.Span) is { Length: > 0 } text)
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

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostBytes)]);
        if (bytes.Length > MostBytes)
        {
            var end = text.LastIndexOf('\n');
            text =
                $"{text[..(end > 0 ? end : text.Length)]}\n[cut here: {bytes.Length:N0} bytes, of which 8 KB are shown; read_file shows the rest]";
        }
        return VisibleText.Clean(text).Trim();
    }
}
