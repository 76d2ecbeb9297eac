using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>One thing pedrocode is started for, with everything it finds when it starts.</summary>
internal sealed record Errand(params IReadOnlyList<string> Arguments)
{
    /// <summary>What the model server answers; null: there is no server.</summary>
    public ModelScript? Model { get; init; }

    /// <summary>How many requests an errand that went well has made.</summary>
    public int Requests { get; init; }

    /// <summary>Lines on standard input.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The content of the file that <c>--config</c> names.</summary>
    public string? Config { get; init; }

    /// <summary>Whether the working directory is a repository with one commit.</summary>
    public bool InGit { get; init; }

    /// <summary>Files of the working directory, by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of the home directory, by name.</summary>
    public IReadOnlyDictionary<string, string> HomeFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes what stands in the state directory, once for all runs, which only read it.</summary>
    public Action<string>? Seed { get; init; }

    /// <summary>Run in a terminal, where this is waited for and answered with <see cref="Leave"/>.</summary>
    public string? Prompt { get; init; }

    public string Leave { get; init; } = "";

    /// <summary>What is done and measured at the prompt, in place of leaving; pedrocode is killed afterwards.</summary>
    public Func<PseudoTerminal, Child, IReadOnlyList<double>>? Visit { get; init; }

    /// <summary>Whether the job may end as it likes, because only what it sends counts.</summary>
    public bool AnyExit { get; init; }

    /// <summary>Must stand in the outcome of each tool call the model has asked for, or nothing was measured.</summary>
    public string? Outcome { get; init; }
}
