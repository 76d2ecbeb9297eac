using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Repl;

/// <summary>The file names that could stand where a word of a shell command was begun, a directory at a time.</summary>
internal static class FileNames
{
    private const int MostOffered = 200;
    private const string Separators = " \t\n|;&<>()='\"`";

    /// <param name="before">The line up to the cursor.</param>
    /// <param name="first">Where its command begins.</param>
    public static Completions Offer(string before, int first, Surroundings here)
    {
        var start = first;
        for (var at = first; at < before.Length; at++)
        {
            if (before[at] == '\\')
            {
                at++;
            }
            else if (Separators.Contains(before[at]))
            {
                start = at + 1;
            }
        }
        var word = before[start..];
        var directory = word[..(word.LastIndexOf('/') + 1)];
        var name = Unescaped(word[directory.Length..]);
        var path = Path.Combine(here.WorkDir, here.Expand(Unescaped(directory)));
        return new Completions(
            start,
            [
                .. In(path)
                    .Where(entry => Fits(entry.Name, name))
                    .OrderBy(static entry => entry.Name, StringComparer.Ordinal)
                    .Take(MostOffered)
                    .Select(entry => new Completion(directory + Escaped(entry.Name) + (IsDirectory(entry) ? "/" : ""))
                    {
                        EndsWord = !IsDirectory(entry),
                    }),
            ]
        );
    }

    private static IEnumerable<FileSystemInfo> In(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFileSystemInfos()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // None there, or none of the user's.
            return [];
        }
    }

    private static bool IsDirectory(FileSystemInfo entry) => Directory.Exists(entry.FullName);

    /// <summary>Hidden ones are offered to who asks for them.</summary>
    private static bool Fits(string name, string begun) =>
        name.StartsWith(begun, StringComparison.Ordinal)
        && (begun.StartsWith('.') || !name.StartsWith('.'))
        && !name.Any(char.IsControl);

    private static string Escaped(string name) =>
        string.Concat(
            name.Select(static c =>
                char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or ',' or '@' or '%' or ':' || c > '\x7f'
                    ? $"{c}"
                    : $"\\{c}"
            )
        );

    private static string Unescaped(string word)
    {
        var text = new System.Text.StringBuilder();
        for (var at = 0; at < word.Length; at++)
        {
            at += word[at] == '\\' && at + 1 < word.Length ? 1 : 0;
            text.Append(word[at]);
        }
        return text.ToString();
    }
}
