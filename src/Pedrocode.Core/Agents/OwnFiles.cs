using System.Text;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Core.Agents;

/// <summary>
/// Markdown files of one kind that the user or the project adds: <c>.pedro/KIND/NAME.md</c> and the same in the user's configuration. Read
/// anew at each use, so that a changed file counts at the next one; the project's come first.
/// </summary>
/// <param name="kind">The folder's name: <c>agent</c>, <c>command</c>.</param>
/// <param name="userFolder">Where the user's files are; it need not exist.</param>
/// <param name="userShown">That folder as the user knows it.</param>
/// <param name="project">What the project brings along, where the user trusts it.</param>
internal sealed class OwnFiles(string kind, string userFolder, string userShown, Func<FolderOffer?> project)
{
    public const int MostBytes = 64 * 1024;
    private const string Extension = ".md";

    public string UserFolder => userFolder;

    public string UserShown => userShown;

    /// <summary>Where the project's are, relative to its root.</summary>
    public string ProjectFolder { get; } = $".pedro/{kind}";

    public IEnumerable<OwnFile> All() => Project().Concat(User());

    /// <summary>Names are typed as words, in a shell too.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private IEnumerable<OwnFile> Project() =>
        from file in project()?.Files.AsEnumerable() ?? []
        where Path.GetDirectoryName(file.Key) == ProjectFolder && file.Key.EndsWith(Extension, StringComparison.Ordinal)
        select new OwnFile(Path.GetFileNameWithoutExtension(file.Key), file.Key, file.Value);

    private IEnumerable<OwnFile> User() =>
        Directory.Exists(userFolder)
            ? Directory
                .EnumerateFiles(userFolder, $"*{Extension}")
                .Order(StringComparer.Ordinal)
                .Select(path => new OwnFile(
                    Path.GetFileNameWithoutExtension(path),
                    $"{userShown}/{Path.GetFileName(path)}",
                    Bytes(path)
                ))
            : [];

    /// <summary>No more than tells that it is too large; a file that cannot be read is as one without front matter.</summary>
    private static ReadOnlyMemory<byte> Bytes(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            return bytes.AsMemory(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Encoding.UTF8.GetBytes(e.Message);
        }
    }
}

/// <param name="Where">The file as the user knows it.</param>
internal sealed record OwnFile(string Name, string Where, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Throws <see cref="UserError"/> for what is no name, or too large.</summary>
    public void Check(string what)
    {
        if (!OwnFiles.IsName(Name))
        {
            throw new UserError($"{Where}:1: {what}'s name is of letters, digits, '-' and '_'");
        }
        if (Bytes.Length > OwnFiles.MostBytes)
        {
            throw new UserError($"{Where}:1: larger than {OwnFiles.MostBytes / 1024} KB");
        }
    }
}
