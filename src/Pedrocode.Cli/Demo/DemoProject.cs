using System.Reflection;
using CliWrap;
using Pedrocode.Core;

namespace Pedrocode.Cli.Demo;

/// <summary>The sample repository with its failing check, configuration and state, in a directory that is gone afterwards.</summary>
internal sealed class DemoProject : IDisposable
{
    private static readonly string[] Files = ["total.sh", "check.sh"];

    private readonly string folder = Directory.CreateTempSubdirectory("pedrocode-demo-").FullName;

    public string WorkDir => Path.Combine(folder, "total");

    public string Home => Path.Combine(folder, "state");

    public string Config => Path.Combine(folder, "config.json");

    /// <summary>Writes it all. Throws <see cref="UserError"/> where git is not to be had.</summary>
    public async Task MakeAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(WorkDir);
        foreach (var file in Files)
        {
            await File.WriteAllTextAsync(Path.Combine(WorkDir, file), Resource($"demo/sample/{file}"), stop);
        }
        var replies = Path.Combine(folder, "recorded replies");
        await File.WriteAllTextAsync(replies, Resource("demo/replies.jsonl"), stop);
        await File.WriteAllTextAsync(
            Config,
            $$"""
            {
              "model": { "type": "replay", "model_name": "a recorded model", "replay_file": "{{replies}}" },
              "project": { "checks": ["sh ./check.sh"] },
              "permissions": { "allow": ["bash(sh ./check.sh)"] }
            }
            """,
            stop
        );
        await GitAsync(["init", "-q"], stop);
        await GitAsync(["add", "-A"], stop);
        await GitAsync(["commit", "-q", "-m", "total: adds numbers"], stop);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task GitAsync(IEnumerable<string> arguments, CancellationToken stop)
    {
        try
        {
            await CliWrap
                .Cli.Wrap("git")
                .WithArguments([
                    "-c",
                    "user.name=Pedro",
                    "-c",
                    "user.email=pedro@localhost",
                    "-c",
                    "commit.gpgSign=false",
                    "-c",
                    "core.hooksPath=/dev/null",
                    .. arguments,
                ])
                .WithWorkingDirectory(WorkDir)
                .ExecuteAsync(stop);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new UserError("the demo needs git, which was not found");
        }
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
