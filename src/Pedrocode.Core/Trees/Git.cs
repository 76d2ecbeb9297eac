using System.Collections;
using System.Text;
using CliWrap;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// The only door to the git command. What a repository brings along is never run: no hooks, no file system monitor, no
/// external diff; and no variable of the user's shell points git at another repository.
/// </summary>
/// <param name="directory">Where git runs: absolute, links resolved.</param>
/// <param name="roots">Of the tree, and of the project: a git that lies in one of them (by way of the PATH) is not run.</param>
public sealed class Git(string directory, params string[] roots)
{
    private const int MostErrorBytes = 64 * 1024;

    private static readonly string[] SafeOptions =
    [
        "--no-pager",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "commit.gpgSign=false",
        "-c",
        "gc.auto=0",
        "-c",
        "safe.bareRepository=explicit",
        "-c",
        "submodule.recurse=false",
        "-c",
        "color.ui=false",
        "-c",
        "core.quotePath=false",
    ];

    /// <summary>Of the variables that steer git, only where its configuration is stays the user's choice.</summary>
    private static readonly string[] KeptVariables =
    [
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CEILING_DIRECTORIES",
        "GIT_EXEC_PATH",
    ];

    /// <summary>More variables for git; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What git wrote, without the last line break. Throws <see cref="GitFailure"/> where it did not succeed.</summary>
    public async Task<string> TextAsync(CancellationToken stop, params string[] arguments) =>
        (await SucceedAsync(arguments, stop)).Text;

    /// <summary>As <see cref="RunAsync"/>, but throws <see cref="GitFailure"/> where git did not succeed.</summary>
    public async Task<GitOutput> SucceedAsync(
        IReadOnlyList<string> arguments,
        CancellationToken stop,
        ReadOnlyMemory<byte> input = default
    )
    {
        var output = await RunAsync(arguments, stop, input: input);
        return output.ExitCode == 0 ? output : throw new GitFailure(arguments, output);
    }

    /// <summary>Runs git to its end, or until it has written <paramref name="mostBytes"/>. Its exit code is for the caller to judge.</summary>
    public async Task<GitOutput> RunAsync(
        IEnumerable<string> arguments,
        CancellationToken stop,
        int mostBytes = int.MaxValue,
        ReadOnlyMemory<byte> input = default
    )
    {
        stop.ThrowIfCancellationRequested();
        var output = new CappedBytes(mostBytes);
        var errors = new CappedBytes(MostErrorBytes);
        var result = await CliWrap
            .Cli.Wrap(Program())
            .WithArguments([.. SafeOptions, .. arguments])
            .WithWorkingDirectory(directory)
            .WithEnvironmentVariables(Variables())
            .WithStandardInputPipe(input.IsEmpty ? PipeSource.Null : PipeSource.FromBytes(input))
            .WithStandardOutputPipe(PipeTarget.Create(output.FillAsync))
            .WithStandardErrorPipe(PipeTarget.Create(errors.FillAsync))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(stop);
        return new GitOutput(
            result.ExitCode,
            output.Bytes,
            Encoding.UTF8.GetString(errors.Bytes).Trim(),
            output.IsFull
        );
    }

    private string Program() =>
        ProgramPath.Find("git", ProgramPath.Outside(roots, System.Environment.GetEnvironmentVariable("PATH")))
        ?? throw new UserError("git is not found", "install git");

    private Dictionary<string, string?> Variables()
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("GIT_", StringComparison.Ordinal) && !KeptVariables.Contains(name))
            {
                variables[name] = null;
            }
        }
        variables["GIT_OPTIONAL_LOCKS"] = "0";
        variables["GIT_TERMINAL_PROMPT"] = "0";
        // A repository's configuration could name a transport that is a program, for objects that are missing.
        variables["GIT_ALLOW_PROTOCOL"] = "none";
        variables["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in Environment)
        {
            variables[name] = value;
        }
        return variables;
    }

    /// <summary>Reads to the end or to its limit; then the writer's next write fails, which ends it.</summary>
    private sealed class CappedBytes(int most)
    {
        private readonly MemoryStream bytes = new();

        public bool IsFull { get; private set; }

        public byte[] Bytes => bytes.ToArray();

        public async Task FillAsync(Stream source, CancellationToken stop)
        {
            var buffer = new byte[32 * 1024];
            while (await source.ReadAsync(buffer, stop) is > 0 and var read)
            {
                var room = (int)Math.Min(read, most - bytes.Length);
                bytes.Write(buffer, 0, room);
                if (room < read)
                {
                    IsFull = true;
                    return;
                }
            }
        }
    }
}

/// <param name="ExitCode">0 for success, mostly; 1 where nothing was found; 128 for what git calls fatal.</param>
/// <param name="Bytes">What it wrote: names may be any bytes.</param>
/// <param name="Error">What it wrote to its error output, trimmed.</param>
/// <param name="IsCut">It wrote more than was asked for and was stopped.</param>
public sealed record GitOutput(int ExitCode, byte[] Bytes, string Error, bool IsCut)
{
    /// <summary>Without the last line break: for what are no names.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes).TrimEnd('\n');
}

/// <summary>Git did not do what pedrocode needs of it. The message names the command and git's own words.</summary>
public sealed class GitFailure(IReadOnlyList<string> arguments, GitOutput output)
    : Exception(
        $"git {arguments.FirstOrDefault(static word => !word.StartsWith('-'))} failed: {(output.Error.Length > 0 ? output.Error : $"exit code {output.ExitCode}")}"
    )
{
    public GitOutput Output { get; } = output;
}
