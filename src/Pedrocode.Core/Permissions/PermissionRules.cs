using System.Collections.Immutable;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Permissions;

/// <summary>What the user allows without being asked, wants to be asked for, and never allows.</summary>
public sealed record PermissionRules
{
    public ImmutableArray<PermissionRule> Allow { get; init; } = [];

    public ImmutableArray<PermissionRule> Ask { get; init; } = [];

    public ImmutableArray<PermissionRule> Deny { get; init; } = [];
}

/// <summary>
/// <c>all</c>, or a tool and a pattern: <c>bash(npm test)</c>, <c>bash(git log *)</c>, <c>write(.env)</c>, <c>read(secrets/*)</c>.
/// <c>*</c> stands for any text (not for what <see cref="StarReach"/> names), <c>\*</c> for a star. <c>read</c> and <c>write</c> mean every tool that does so.
/// </summary>
public sealed record PermissionRule(string Tool, string Pattern)
{
    private const string Everything = "all";

    /// <summary>Throws <see cref="UserError"/> for what is no rule.</summary>
    public static PermissionRule Parse(string text)
    {
        if (text == Everything)
        {
            return new PermissionRule(Everything, "*");
        }
        var open = text.IndexOf('(', StringComparison.Ordinal);
        return open > 0 && text.EndsWith(')') && text[..open].All(static c => char.IsAsciiLetterLower(c) || c == '_')
            ? new PermissionRule(text[..open], text[(open + 1)..^1])
            : throw new UserError(
                $"'{text}' is no rule",
                "write all, or a tool and a pattern: bash(npm test), write(.env)"
            );
    }

    /// <summary>A pattern with <c>*</c> allows a command only if it is plain words throughout and each part of it fits.</summary>
    public bool Allows(Tool tool, string subject, IReadOnlyList<IReadOnlyList<string>>? command) =>
        NamesTool(tool)
        && (
            Tool == Everything
            || Pattern == subject
            || Pattern == RulePattern.Literal(subject)
            || (
                tool.Effect == ToolEffect.Runs
                    ? command is not null
                        && command.All(words => Fits(string.Join(' ', words)) && !StarReach.IsExceeded(Pattern, words))
                    : Fits(subject)
            )
        );

    /// <summary>
    /// Whether any part of what would be done fits. In a command that cannot be read, or that runs what its words say, it may stand anywhere:
    /// that finds what is written out, and no more.
    /// </summary>
    public bool Forbids(Tool tool, string subject, IReadOnlyList<IReadOnlyList<string>>? command) =>
        NamesTool(tool)
        && (
            Tool == Everything
            || Fits(subject)
            || (
                tool.Effect == ToolEffect.Runs
                && (
                    command is null
                        ? RulePattern.Fits($"*{Pattern}*", subject)
                        : command.Any(words => Fits(string.Join(' ', words)))
                            || (command.Any(StarReach.RunsItsWords) && RulePattern.Fits($"*{Pattern}*", subject))
                )
            )
        );

    public override string ToString() => Tool == Everything ? Everything : $"{Tool}({Pattern})";

    private bool NamesTool(Tool tool) =>
        Tool == Everything
        || Tool == tool.Name
        || (Tool == "write" && tool.Effect == ToolEffect.Writes)
        || (Tool == "read" && tool.Effect == ToolEffect.Reads);

    private bool Fits(string text) => RulePattern.Fits(Pattern, text);
}
