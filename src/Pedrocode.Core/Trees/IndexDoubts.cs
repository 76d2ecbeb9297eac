using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Trees;

/// <summary>
/// Entries of the user's index that do not stand for the bytes on disk although git takes them for unchanged: a conversion lies between
/// (line ends, <c>$Id$</c>, encoding, a filter such as LFS), or the user told git not to look (assume-unchanged, skip-worktree).
/// </summary>
internal static class IndexDoubts
{
    private static readonly Encoding Bytes = Encoding.Latin1;

    /// <summary>Afterwards the store's copy of the index knows nothing of how such files looked: git reads them again.</summary>
    /// <returns>The submodules that the index names.</returns>
    public static async Task<IEnumerable<string>> ForgetAsync(
        ProjectRepository project,
        TreeStore store,
        CancellationToken stop
    )
    {
        var git = store.OnProject(project.Root);
        var entries = Read(await git.SucceedAsync(["ls-files", "-s", "-v", "-z"], stop), debug: false);
        var doubtful = entries.Where(entry => entry.IsUnseen && Exists(project, entry)).ToHashSet();
        if (MayConvert(project, entries))
        {
            doubtful.UnionWith(await ConvertedAsync(project, store, stop));
        }
        if (doubtful.Count > 0)
        {
            var input = string.Concat(doubtful.Select(static entry => $"{entry.Mode} {entry.Id} 0\t{entry.Path}\0"));
            await git.SucceedAsync(["update-index", "-z", "--index-info"], stop, Bytes.GetBytes(input));
        }
        return entries
            .Where(static entry => entry.IsRepository)
            .Select(static entry => Encoding.UTF8.GetString(Bytes.GetBytes(entry.Path)));
    }

    private static bool MayConvert(ProjectRepository project, List<Entry> entries) =>
        project.Settings.GetValueOrDefault("core.autocrlf", "false") is not ("false" or "no" or "off" or "0" or "")
        || project.Settings.ContainsKey("core.attributesfile")
        || File.Exists(Path.Combine(project.CommonDir, "info", "attributes"))
        || File.Exists(Path.Combine(ConfigHome(), "git", "attributes"))
        || entries.Exists(static entry =>
            entry.Path == ".gitattributes" || entry.Path.EndsWith("/.gitattributes", StringComparison.Ordinal)
        )
        || File.Exists(Path.Combine(project.Root, ".gitattributes"));

    private static async Task<List<Entry>> ConvertedAsync(
        ProjectRepository project,
        TreeStore store,
        CancellationToken stop
    )
    {
        var git = store.OnProject(project.Root);
        var entries = Read(await git.SucceedAsync(["ls-files", "-s", "-v", "-z", "--debug"], stop), debug: true)
            .Where(static entry => entry.IsFile && !entry.IsUnseen)
            .ToList();
        if (entries.Count == 0)
        {
            return [];
        }
        var sizes = store.Git.SucceedAsync(
            ["cat-file", "--buffer", "--batch-check=%(objectsize)"],
            stop,
            Bytes.GetBytes(string.Concat(entries.Select(static entry => entry.Id + "\n")))
        );
        // Asked of the user's repository: in the store every attribute of this kind is switched off.
        var attributes = project.Git.SucceedAsync(
            ["check-attr", "-z", "--stdin", "filter", "ident", "working-tree-encoding"],
            stop,
            Bytes.GetBytes(string.Concat(entries.Select(static entry => entry.Path + "\0")))
        );
        var stored = Bytes.GetString((await sizes).Bytes).Split('\n');
        var fields = Bytes.GetString((await attributes).Bytes).Split('\0');
        var formed = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at + 2 < fields.Length; at += 3)
        {
            if (fields[at + 2] is not ("unspecified" or "unset"))
            {
                formed.Add(fields[at]);
            }
        }
        return
        [
            .. entries.Where(
                (entry, at) =>
                    formed.Contains(entry.Path)
                    || !long.TryParse(stored[at], CultureInfo.InvariantCulture, out var size)
                    || (uint)size != entry.Size
            ),
        ];
    }

    /// <summary>Lines of <c>ls-files -s -v -z</c>: <c>H 100644 id 0⇥path␀</c>, and with <c>--debug</c> five lines after each.</summary>
    private static List<Entry> Read(GitOutput listed, bool debug)
    {
        var entries = new List<Entry>();
        var text = Bytes.GetString(listed.Bytes);
        for (var at = 0; at < text.Length; )
        {
            var end = text.IndexOf('\0', at);
            var tab = text.IndexOf('\t', at);
            var words = text[at..tab].Split(' ');
            var path = text[(tab + 1)..end];
            at = end + 1;
            uint size = 0;
            if (debug)
            {
                const string mark = "size: ";
                var from = text.IndexOf(mark, at, StringComparison.Ordinal) + mark.Length;
                size = uint.Parse(text.AsSpan(from, text.IndexOf('\t', from) - from), CultureInfo.InvariantCulture);
                at = text.IndexOf('\n', from) + 1;
            }
            if (words[3] == "0")
            {
                entries.Add(new Entry(words[0][0], words[1], words[2], path, size));
            }
        }
        return entries;
    }

    private static bool Exists(ProjectRepository project, Entry entry)
    {
        var file = Path.Combine(project.Root, Encoding.UTF8.GetString(Bytes.GetBytes(entry.Path)));
        return File.Exists(file) || new FileInfo(file).LinkTarget is not null;
    }

    private static string ConfigHome() =>
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");

    private sealed record Entry(char Tag, string Mode, string Id, string Path, uint Size)
    {
        public bool IsRepository => Mode == "160000";

        public bool IsFile => Mode is "100644" or "100755";

        /// <summary>Skip-worktree (S) or assume-unchanged (lower case).</summary>
        public bool IsUnseen => Tag == 'S' || char.IsAsciiLetterLower(Tag);
    }
}
