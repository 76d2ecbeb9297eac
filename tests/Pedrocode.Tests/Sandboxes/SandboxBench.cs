using System.Text.Json;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Sandboxes;

/// <summary>A home with something in it that is nobody's business, a project, and commands in the real sandbox.</summary>
internal sealed class SandboxBench : IDisposable
{
    public const string Canary = "CANARY-5b1d";

    private readonly TempDirectory temp = new();

    /// <param name="readable">What of the home may be read besides, relative to it.</param>
    /// <param name="caches">What of the home each project has for itself.</param>
    public SandboxBench(bool network = false, string[]? readable = null, string[]? caches = null)
    {
        Directory.CreateDirectory(Project);
        Directory.CreateDirectory(temp.At("output"));
        Directory.CreateDirectory(State);
        temp.Write("home/.ssh/id_ed25519", Canary);
        temp.Write("home/notes", Canary);
        temp.Write("state/jobs/key", Canary);
        Sandbox = Sandbox.Find(
            new SandboxSettings
            {
                Mode = SandboxMode.Require,
                Network = network,
                Readable = [.. (readable ?? []).Select(path => Path.Combine(Home, path))],
                Caches = [.. caches ?? []],
                Home = Home,
                StateDirectory = State,
            }
        );
    }

    public Sandbox Sandbox { get; }

    public string Home => temp.At("home");

    public string State => temp.At("state");

    public string Project => RealPath.Of(temp.Path)! + "/project";

    public string GuardNote => temp.At("guarded");

    public JobTree Tree => new(Project, Project, Directory.Exists(Project + "/.git"));

    public string Write(string name, string content) => temp.Write(name, content);

    public string At(string name) => temp.At(name);

    public async Task<string> RunAsync(string command, Reach reach = Reach.Tree, bool held = true, JobTree? tree = null)
    {
        var outcome = await new BashTool().CallAsync(
            JsonSerializer.SerializeToElement(new { command, timeout = 60 }),
            new ToolContext
            {
                Tree = tree ?? Tree,
                Seen = new Dictionary<string, string>(),
                OutputFolder = temp.At("output"),
                GuardNote = GuardNote,
                Marker = "job-1",
                Sandbox = held ? Sandbox : NoSandbox.Off,
                Reach = reach,
            },
            TestContext.Current.CancellationToken
        );
        return outcome.Text;
    }

    public void Dispose() => temp.Dispose();
}
