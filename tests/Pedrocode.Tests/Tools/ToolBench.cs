using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CliWrap;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Tests.Tools;

/// <summary>A real directory as a job's tree, and calls on it as the loop makes them: what an outcome saw is known to the next call.</summary>
internal sealed class ToolBench : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pedrocode-tools-").FullName;
    private readonly Dictionary<string, string> seen = new(StringComparer.Ordinal);
    private readonly string workDir;

    public ToolBench(string workDir = "", bool inGit = false)
    {
        Directory.CreateDirectory(Path.Combine(folder, "tree"));
        Root = RealPath.Of(Path.Combine(folder, "tree"))!;
        this.workDir = Path.Combine(Root, workDir).TrimEnd('/');
        Directory.CreateDirectory(this.workDir);
        Directory.CreateDirectory(Path.Combine(folder, "output"));
        InGit = inGit;
        if (inGit)
        {
            Git("init", "-q");
        }
    }

    public string Root { get; }

    public bool InGit { get; }

    /// <summary>Beside the tree, not in it.</summary>
    public string Outside => RealPath.Of(folder)!;

    public string At(string path) => Path.Combine(Root, path);

    public void Put(string path, string content) => Put(path, Encoding.UTF8.GetBytes(content));

    public void Put(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), content);
    }

    public string Text(string path) => File.ReadAllText(At(path));

    public byte[] Bytes(string path) => File.ReadAllBytes(At(path));

    public void Git(params string[] arguments) => Run("git", arguments);

    public void Run(string program, params string[] arguments) =>
        CliWrap
            .Cli.Wrap(program)
            .WithArguments(arguments)
            .WithWorkingDirectory(Root)
            .ExecuteAsync()
            .Task.GetAwaiter()
            .GetResult();

    public Task<ToolOutcome> ReadAsync(string file, int? start = null, int? end = null) =>
        CallAsync(
            new ReadFileTool(),
            new
            {
                file,
                start,
                end,
            }
        );

    public Task<ToolOutcome> WriteAsync(string file, string content) =>
        CallAsync(new WriteFileTool(), new { file, content });

    public Task<ToolOutcome> EditAsync(string file, string old, string @new, bool? all = null) =>
        CallAsync(
            new CodeEditTool(),
            new
            {
                file,
                old,
                @new,
                all,
            }
        );

    public Task<ToolOutcome> SearchAsync(
        string pattern,
        string? path = null,
        string? glob = null,
        bool? caseMatters = null
    ) =>
        CallAsync(
            new SearchCodeTool(),
            new
            {
                pattern,
                path,
                glob,
                @case = caseMatters,
            }
        );

    public Task<ToolOutcome> FindAsync(string glob) => CallAsync(new FindFilesTool(), new { glob });

    public async Task<ToolOutcome> CallAsync(Tool tool, object arguments)
    {
        var outcome = await tool.CallAsync(JsonSerializer.SerializeToElement(arguments), Context(), default);
        foreach (var file in outcome.Seen)
        {
            seen[file.Path] = file.Sha256;
        }
        return outcome;
    }

    public ToolContext Context() =>
        new()
        {
            Tree = new JobTree(Root, workDir, InGit),
            Seen = seen,
            OutputFolder = Path.Combine(folder, "output"),
            GuardNote = Path.Combine(folder, "guarded"),
            Marker = "job-1",
        };

    /// <summary>Every file of the tree but git's own, with a digest of its content.</summary>
    public string Listing() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(
                    Root,
                    "*",
                    // No link is followed: one that leads back up has no end.
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        AttributesToSkip = FileAttributes.ReparsePoint,
                    }
                )
                .Where(static path => !path.Contains("/.git/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path =>
                    $"{Path.GetRelativePath(Root, path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"
                )
        );

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
