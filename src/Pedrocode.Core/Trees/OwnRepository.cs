using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace Pedrocode.Core.Trees;

/// <summary>The git repository in a job's tree, which is the model's. No checkpoint holds it.</summary>
internal static class OwnRepository
{
    private const int Length = 16;
    private const string Objects = "objects";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        RecurseSubdirectories = true,
    };

    /// <summary>Differs once git has written anything there but objects.</summary>
    public static string Fingerprint(string tree)
    {
        var repository = Path.Combine(tree, ".git");
        if (!Directory.Exists(repository))
        {
            return "";
        }
        var files = new FileSystemEnumerable<string>(
            repository,
            static (ref FileSystemEntry file) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.ToFullPath()} {file.Length} {file.LastWriteTimeUtc.Ticks}"
                ),
            Everything
        )
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.FileName.SequenceEqual(Objects),
        };
        var text = string.Join('\n', files.Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Length];
    }
}
