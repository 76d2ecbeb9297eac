using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// The one gate every call passes. Reading and edits inside the tree are free. In the sandbox a command runs unasked, but for what needs the
/// network; where nothing holds it, only where a rule allows it or it provably just reads. Deny beats ask beats allow.
/// </summary>
public sealed class PermissionGate(PermissionRules rules, Func<Sandbox>? sandbox = null, AlwaysRules? always = null)
{
    private readonly Lazy<Sandbox> sandbox = new(sandbox ?? (static () => NoSandbox.Off));
    private readonly AlwaysRules always = always ?? new AlwaysRules();

    /// <summary>What holds the commands it lets through; tried on this machine when it is first asked for.</summary>
    public Sandbox Sandbox => sandbox.Value;

    public Verdict Judge(Tool tool, JsonElement arguments, JobTree tree) =>
        tool.Effect == ToolEffect.Runs
            ? JudgeCommand(tool, arguments.GetProperty("command").GetString()!, tree, BashTool.WantsNetwork(arguments))
            : JudgeFiles(tool, CallPaths.Of(tool, arguments, tree), tree);

    private Verdict JudgeCommand(Tool tool, string text, JobTree tree, bool wantsNetwork)
    {
        var command = ShellReader.Read(text);
        var rule = $"{tool.Name}({RulePattern.Literal(text)})";
        if (rules.Deny.FirstOrDefault(deny => deny.Forbids(tool, text, command)) is { } denied)
        {
            return new Verdict.Denied($"rule deny {denied}");
        }
        var whyNotHeld = Sandbox.WhyNot(tree);
        if (whyNotHeld is not null && Sandbox.IsRequired)
        {
            return new Verdict.Denied($"sandbox.mode is require, and there is none: {whyNotHeld}");
        }
        var need =
            wantsNetwork ? "it wants the network"
            : NetworkNeed.Of(command) is { } part ? $"{part} needs the network"
            : null;
        if (rules.Ask.FirstOrDefault(ask => ask.Forbids(tool, text, command)) is { } asked)
        {
            return new Verdict.Asks(text, $"rule ask {asked}", rule) { Network = need is not null };
        }
        if (Allows(tool, text, command, tree.ProjectRoot))
        {
            return new Verdict.Allowed(need is not null);
        }
        if (whyNotHeld is null)
        {
            return need is null || Sandbox.HasNetwork
                ? new Verdict.Allowed(Sandbox.HasNetwork)
                : new Verdict.Asks(text, need, rule) { Network = true };
        }
        if (command is null || !ReadOnlyCommands.JudgeAll(command, tree.WorkDir, tree.Root))
        {
            return new Verdict.Asks(text, $"commands ask without a sandbox ({whyNotHeld})", rule);
        }
        return !RepositoryConfiguration.Counts(command) || RepositoryConfiguration.RunsNothing(tree.Root)
            ? new Verdict.Allowed()
            : new Verdict.Asks(text, "git would run what the repository's configuration names", rule);
    }

    private Verdict JudgeFiles(Tool tool, ImmutableArray<string> paths, JobTree tree)
    {
        var subject = string.Join(", ", paths);
        if (rules.Deny.FirstOrDefault(deny => paths.Any(path => deny.Forbids(tool, path, command: null))) is { } denied)
        {
            return new Verdict.Denied($"rule deny {denied}");
        }
        if (rules.Ask.FirstOrDefault(ask => paths.Any(path => ask.Forbids(tool, path, command: null))) is { } asked)
        {
            return new Verdict.Asks(subject, $"rule ask {asked}", RuleFor(tool, subject));
        }
        if (paths.All(path => Allows(tool, path, command: null, tree.ProjectRoot)))
        {
            return new Verdict.Allowed();
        }
        if (paths.FirstOrDefault(BuiltInFileRules.IsSecret) is { } secret)
        {
            return new Verdict.Denied(
                $"{secret} looks like a secret; the user can allow it by the rule {RuleFor(tool, secret)}"
            );
        }
        return tool.Effect == ToolEffect.Writes && paths.FirstOrDefault(BuiltInFileRules.RunsLater) is { } runs
            ? new Verdict.Asks(subject, $"what stands in {runs} can run code later", RuleFor(tool, subject))
            : new Verdict.Allowed();
    }

    private static string RuleFor(Tool tool, string path) =>
        $"{(tool.Effect == ToolEffect.Writes ? "write" : "read")}({RulePattern.Literal(path)})";

    /// <summary>Whether a rule lets a command of the user's own run unasked, with nothing around it.</summary>
    public bool AllowsCommand(string text, string root)
    {
        var command = ShellReader.Read(text);
        var shell = StandardTools.All.Find("bash");
        return !rules.Deny.Concat(rules.Ask).Any(rule => rule.Forbids(shell, text, command))
            && Allows(shell, text, command, root);
    }

    /// <summary>Whether what stands in the file is kept from searches too.</summary>
    public bool Hides(Tool tool, string path, JobTree tree) =>
        rules.Deny.Any(deny => deny.Forbids(tool, path, command: null))
        || (BuiltInFileRules.IsSecret(path) && !Allows(tool, path, command: null, tree.ProjectRoot));

    /// <summary>The user answered "always": the rule holds in this project until he forgets it.</summary>
    public void AllowAlways(string rule, JobTree tree) => always.Add(tree.ProjectRoot, rule);

    private bool Allows(Tool tool, string subject, IReadOnlyList<IReadOnlyList<string>>? command, string root) =>
        rules.Allow.Any(allow => allow.Allows(tool, subject, command))
        || always.Of(root).Any(allow => allow.Allows(tool, subject, command));
}
