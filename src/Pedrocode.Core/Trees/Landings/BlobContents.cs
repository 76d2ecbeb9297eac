using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Reads many blobs with one git.</summary>
internal static class BlobContents
{
    public static async Task<Dictionary<string, byte[]>> ReadAsync(
        UserFiles files,
        IEnumerable<string> ids,
        string? borrowed,
        CancellationToken stop
    )
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).ToList();
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return contents;
        }
        var output = await files.GitAsync(
            ["cat-file", "--batch"],
            stop,
            Encoding.ASCII.GetBytes(string.Concat(wanted.Select(static id => id + "\n"))),
            borrowed
        );
        var at = 0;
        foreach (var id in wanted)
        {
            var end = at + output.AsSpan(at).IndexOf((byte)'\n');
            var head = Encoding.ASCII.GetString(output, at, end - at).Split(' ');
            if (head is not [_, "blob", var size])
            {
                throw new InvalidDataException($"git cat-file said: {string.Join(' ', head)}");
            }
            var length = int.Parse(size, CultureInfo.InvariantCulture);
            contents[id] = output[(end + 1)..(end + 1 + length)];
            at = end + 1 + length + 1;
        }
        return contents;
    }
}
