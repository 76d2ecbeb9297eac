using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>Object folders of git and those they borrow from (<c>info/alternates</c>).</summary>
internal static class ObjectFolders
{
    private const int Deepest = 6;

    /// <summary>The folder, what it borrows from, and so on: absolute, each once.</summary>
    public static ImmutableArray<string> From(string objects)
    {
        var found = new List<string>();
        Add(found, objects, depth: 0);
        return [.. found];
    }

    /// <summary>Borrow from the folders: the content of <c>info/alternates</c>.</summary>
    public static string Alternates(IEnumerable<string> folders) =>
        string.Concat(folders.Select(static folder => Quoted(folder) + "\n"));

    private static void Add(List<string> found, string objects, int depth)
    {
        var real = RealPath.Of(objects) ?? objects;
        if (depth > Deepest || found.Contains(real))
        {
            return;
        }
        found.Add(real);
        var file = Path.Combine(real, "info", "alternates");
        if (!File.Exists(file))
        {
            return;
        }
        foreach (var line in File.ReadAllLines(file).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            Add(found, Path.GetFullPath(Unquoted(line), real), depth + 1);
        }
    }

    private static string Quoted(string path) =>
        path.AsSpan().ContainsAny("\n\"#\\")
            ? $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""
            : path;

    private static string Unquoted(string line)
    {
        if (line is not ['"', .. var inner, '"'])
        {
            return line;
        }
        var quoted = Encoding.UTF8.GetBytes(inner);
        var bytes = new List<byte>();
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\' || i + 1 == quoted.Length)
            {
                bytes.Add(quoted[i]);
                continue;
            }
            i++;
            if (quoted[i] is >= (byte)'0' and <= (byte)'3' && i + 2 < quoted.Length)
            {
                bytes.Add((byte)(((quoted[i] & 7) << 6) | ((quoted[i + 1] & 7) << 3) | (quoted[i + 2] & 7)));
                i += 2;
                continue;
            }
            bytes.Add(
                quoted[i] switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'t' => (byte)'\t',
                    (byte)'r' => (byte)'\r',
                    var other => other,
                }
            );
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
