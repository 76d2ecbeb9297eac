using System.Diagnostics;
using System.Security.Cryptography;

namespace Pedrocode.Tests.Testing;

/// <summary>A repository of a user, made with the git command; and what stands in it, to compare byte for byte.</summary>
internal sealed class GitProject(string root)
{
    public string Root { get; } = root;

    public static GitProject Init(string root, params string[] options)
    {
        Directory.CreateDirectory(root);
        var project = new GitProject(root);
        project.Git(["init", "-q", "-b", "main", .. options]);
        project.Git("config", "user.name", "User");
        project.Git("config", "user.email", "user@example.com");
        return project;
    }

    public string At(string name) => Path.Combine(Root, name);

    public void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), content);
    }

    public void Commit(string message = "change")
    {
        Git("add", "-A");
        Git("commit", "-q", "-m", message);
    }

    /// <summary>Output of a git that must succeed, without the last line break.</summary>
    public string Git(params string[] arguments) => GitIn(Root, arguments);

    public static string GitIn(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["GIT_CONFIG_NOSYSTEM"] = "1" },
        };
        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}: {errors.Result}");
        return output.TrimEnd('\n');
    }

    /// <summary>
    /// Every file with its mode, time and content, .git too: one line each. Left out are our own refs, and the time of objects: git renews it
    /// on those that are borrowed.
    /// </summary>
    public static List<string> Everything(string root) =>
        [
            .. new DirectoryInfo(root)
                .EnumerateFileSystemInfos(
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Where(static entry => !entry.FullName.Contains("/refs/pedrocode", StringComparison.Ordinal))
                .Select(entry => $"{Path.GetRelativePath(root, entry.FullName)} {Of(entry)}")
                .Order(StringComparer.Ordinal),
        ];

    private static string Of(FileSystemInfo entry) =>
        entry switch
        {
            { LinkTarget: { } target } => $"-> {target}",
            FileInfo file =>
                $"{file.UnixFileMode} {(file.FullName.Contains("/.git/objects/") ? "" : $"{file.LastWriteTimeUtc:O} ")}{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)))}",
            _ => $"{entry.UnixFileMode}",
        };
}
