namespace Pedrocode.Core.Sandboxes;

/// <summary>What stands where inside a sandbox, one after the other: the later one lies above.</summary>
internal sealed class Mounts
{
    private readonly List<string> arguments = [];

    public IReadOnlyList<string> Arguments => arguments;

    public void Empty(string path) => arguments.AddRange(["--tmpfs", path]);

    public void ReadOnly(string path) => arguments.AddRange(["--ro-bind", path, path]);

    public void ReadOnly(string source, string path) => arguments.AddRange(["--ro-bind", source, path]);

    public void Writable(string source, string path) => arguments.AddRange(["--bind", source, path]);

    /// <summary>A file that says nothing.</summary>
    public void Blank(string path) => arguments.AddRange(["--ro-bind", "/dev/null", path]);
}
