using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// The one gate every call passes. Reading and edits inside the tree are free; a command runs unasked only where a rule allows
/// it or it provably just reads. Deny beats ask beats allow.
/// </summary>
public sealed class PermissionGate(PermissionRules rules)
{
    private ImmutableArray<PermissionRule> always = [];

    public PermissionRules Rules => rules with { Allow = [.. rules.Allow, .. always] };

    public Verdict Judge(Tool tool, JsonElement arguments, JobTree tree) =>
        tool.Effect == ToolEffect.Runs
            ? JudgeCommand(tool, arguments.GetProperty("command").GetString()!, tree)
            : JudgeFiles(tool, CallPaths.Of(tool, arguments, tree));

    private Verdict JudgeCommand(Tool tool, string text, JobTree tree)
    {
        var command = ShellReader.Read(text);
        var rule = $"{tool.Name}({text})";
        if (rules.Deny.FirstOrDefault(deny => deny.Forbids(tool, text, command)) is { } denied)
        {
            return new Verdict.Denied($"rule deny {denied}");
        }
        if (rules.Ask.FirstOrDefault(ask => ask.Forbids(tool, text, command)) is { } asked)
        {
            return new Verdict.Asks(text, $"rule ask {asked}", rule);
        }
        return
            (command is not null && ReadOnlyCommands.JudgeAll(command, tree.WorkDir))
            || rules.Allow.Concat(always).Any(allow => allow.Allows(tool, text, command))
            ? new Verdict.Allowed()
            : new Verdict.Asks(text, "commands ask", rule);
    }

    private Verdict JudgeFiles(Tool tool, ImmutableArray<string> paths)
    {
        var subject = string.Join(", ", paths);
        if (rules.Deny.FirstOrDefault(deny => paths.Any(path => deny.Forbids(tool, path, command: null))) is { } denied)
        {
            return new Verdict.Denied($"rule deny {denied}");
        }
        return rules.Ask.FirstOrDefault(ask => paths.Any(path => ask.Forbids(tool, path, command: null))) is { } asked
            ? new Verdict.Asks(subject, $"rule ask {asked}", $"{tool.Name}({subject})")
            : new Verdict.Allowed();
    }

    /// <summary>The user answered "always": the rule holds for the rest of the session.</summary>
    public void AllowAlways(string rule) =>
        ImmutableInterlocked.Update(ref always, static (rules, added) => rules.Add(added), PermissionRule.Parse(rule));
}
