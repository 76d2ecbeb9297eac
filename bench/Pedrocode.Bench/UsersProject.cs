using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pedrocode.Bench;

/// <summary>The user's repository in a workplace.</summary>
internal static class UsersProject
{
    public static void Write(Workplace place, string name, string content)
    {
        var path = Path.Combine(place.WorkDir, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public static void Begin(Workplace place)
    {
        Git.Run(place.WorkDir, "init", "-q", "-b", "main");
        Git.Run(place.WorkDir, "add", "-A");
        Git.Run(place.WorkDir, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "base");
    }

    /// <summary>Every file of the user with its mode and content, as one hash.</summary>
    public static string Files(Workplace place)
    {
        var text = new StringBuilder();
        foreach (
            var path in Directory
                .EnumerateFiles(place.WorkDir, "*", SearchOption.AllDirectories)
                .Where(path => !path.StartsWith(Path.Combine(place.WorkDir, ".git"), StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Path.GetRelativePath(place.WorkDir, path)} {File.GetUnixFileMode(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}\n"
            );
        }
        return text.ToString();
    }
}
