using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// The one gate every call passes. Reading and edits inside the tree are free; a command runs unasked only where a rule allows
/// it or it provably just reads. Deny beats ask beats allow.
/// </summary>
public sealed class PermissionGate(PermissionRules rules)
{
    private ImmutableArray<PermissionRule> always = [];

    public PermissionRules Rules => rules with { Allow = [.. rules.Allow, .. always] };

    /// <param name="workDir">Where a command would run.</param>
    public Verdict Judge(Tool tool, JsonElement arguments, string workDir)
    {
        var subject = Subject(tool, arguments);
        var command = tool.Effect == ToolEffect.Runs ? ShellReader.Read(subject) : null;
        if (rules.Deny.FirstOrDefault(rule => rule.Forbids(tool, subject, command)) is { } denied)
        {
            return new Verdict.Denied($"rule deny {denied}");
        }
        if (rules.Ask.FirstOrDefault(rule => rule.Forbids(tool, subject, command)) is { } asked)
        {
            return new Verdict.Asks(subject, $"rule ask {asked}", $"{tool.Name}({subject})");
        }
        if (tool.Effect != ToolEffect.Runs || (command is not null && ReadOnlyCommands.JudgeAll(command, workDir)))
        {
            return new Verdict.Allowed();
        }
        return rules.Allow.Concat(always).Any(rule => rule.Allows(tool, subject, command))
            ? new Verdict.Allowed()
            : new Verdict.Asks(subject, "commands ask", $"{tool.Name}({subject})");
    }

    /// <summary>The user answered "always": the rule holds for the rest of the session.</summary>
    public void AllowAlways(string rule) =>
        ImmutableInterlocked.Update(ref always, static (rules, added) => rules.Add(added), PermissionRule.Parse(rule));

    private static string Subject(Tool tool, JsonElement arguments) =>
        tool.Effect switch
        {
            ToolEffect.Runs => arguments.GetProperty("command").GetString()!,
            _ when arguments.TryGetProperty("file", out var file) => file.GetString()!,
            _ when arguments.TryGetProperty("path", out var path) => path.GetString()!,
            _ => "",
        };
}
