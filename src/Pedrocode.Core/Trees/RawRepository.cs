using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>A bare repository of our own whose blobs are the bytes of the files: no line ending is converted, no filter run.</summary>
internal static class RawRepository
{
    private const string Raw = "* -text -eol -filter -ident -working-tree-encoding\n";

    /// <summary>Who makes its commits, and that it asks nobody for objects.</summary>
    public static readonly ImmutableDictionary<string, string?> Identity = new Dictionary<string, string?>
    {
        ["GIT_AUTHOR_NAME"] = "pedrocode",
        ["GIT_AUTHOR_EMAIL"] = "pedrocode@localhost",
        ["GIT_COMMITTER_NAME"] = "pedrocode",
        ["GIT_COMMITTER_EMAIL"] = "pedrocode@localhost",
        ["GIT_NO_LAZY_FETCH"] = "1",
    }.ToImmutableDictionary();

    /// <summary>Its <c>HEAD</c> comes last: where that is, all is.</summary>
    public static bool Exists(string path) => File.Exists(Path.Combine(path, "HEAD"));

    /// <param name="borrowed">Object folders that it reads from as well.</param>
    /// <param name="settings">Of how files are looked at.</param>
    /// <param name="files">More of its files, by name.</param>
    public static void Create(
        string path,
        string objectFormat,
        ImmutableArray<string> borrowed,
        IEnumerable<KeyValuePair<string, string>> settings,
        IEnumerable<(string Name, byte[] Content)> files
    )
    {
        foreach (var folder in (string[])["", "objects", "objects/info", "objects/pack", "refs", "info"])
        {
            PrivateDirectory.Ensure(Path.Combine(path, folder).TrimEnd('/'));
        }
        void Write(string name, byte[] content) =>
            AtomicFile.Write(Path.Combine(path, name), content, durability: Durability.Content);

        if (borrowed.Length > 0)
        {
            Write("objects/info/alternates", Encoding.UTF8.GetBytes(ObjectFolders.Alternates(borrowed)));
        }
        Write("info/attributes", Encoding.UTF8.GetBytes(Raw));
        Write("config", Encoding.UTF8.GetBytes(ConfigOf(objectFormat, settings)));
        foreach (var (name, content) in files)
        {
            Write(name, content);
        }
        Write("HEAD", "ref: refs/heads/base\n"u8.ToArray());
        foreach (var folder in (string[])["objects/info", "objects", "info", ""])
        {
            AtomicFile.SyncDirectory(Path.Combine(path, folder).TrimEnd('/'));
        }
    }

    private static string ConfigOf(string objectFormat, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var text = new StringBuilder();
        var sha1 = objectFormat == "sha1";
        text.Append(
            $"[core]\n\trepositoryformatversion = {(sha1 ? 0 : 1)}\n\tbare = false\n\tlogAllRefUpdates = false\n\tsharedRepository = 0600\n"
        );
        text.Append("\tautocrlf = false\n\tattributesFile = /dev/null\n\tuntrackedCache = false\n\tsafecrlf = false\n");
        if (!sha1)
        {
            text.Append($"[extensions]\n\tobjectFormat = {objectFormat}\n");
        }
        foreach (var (key, value) in settings)
        {
            text.Append(ConfigText.Line(key, value));
        }
        return text.ToString();
    }
}
