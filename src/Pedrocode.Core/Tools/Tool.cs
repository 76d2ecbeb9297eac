using System.Text.Json;
using Pedrocode.Core.Models;

namespace Pedrocode.Core.Tools;

/// <summary>
/// Something a model can call. What it tells the model stands in the .md file beside it: first the description,
/// then, after a line <c>---</c>, the JSON schema of its arguments.
/// </summary>
public abstract class Tool
{
    protected Tool(string name)
    {
        Name = name;
        Definition = ToolText.Read(name);
    }

    public string Name { get; }

    public ToolDefinition Definition { get; }

    /// <summary>What a call can do to the world; the Permissions gate and the phases judge by it.</summary>
    public abstract ToolEffect Effect { get; }

    /// <summary>The call in a few characters, for people: <c>code_edit(file='api/auth.go')</c> shows what this returns inside the brackets.</summary>
    public abstract string Brief(JsonElement arguments);

    /// <summary>
    /// Makes the call. <paramref name="arguments"/> is an object that fits the schema. Whatever the model should know,
    /// a wrong path or a failing command too, is an outcome; an exception means a fault of ours or of the machine.
    /// </summary>
    public abstract Task<ToolOutcome> CallAsync(JsonElement arguments, ToolContext context, CancellationToken stop);
}

public enum ToolEffect
{
    /// <summary>Changes nothing.</summary>
    Reads,

    /// <summary>Changes files of the tree.</summary>
    Writes,

    /// <summary>Runs a command: may do anything the sandbox lets it.</summary>
    Runs,

    /// <summary>Speaks to the harness only (plan, finish).</summary>
    Reports,
}
