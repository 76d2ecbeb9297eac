using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>A question about a call, in full: the literal of what would be done, escapes as marks; why it is asked; where; which rule would allow it.</summary>
internal static class QuestionText
{
    private const string Indent = "\n      ";

    /// <summary><c>wants to run: npm install</c>, further lines of it indented.</summary>
    public static string Wants(string subject) =>
        $"wants to run: {VisibleText.Clean(subject).Replace("\n", Indent, StringComparison.Ordinal)}";

    /// <summary>Lines that begin with a line break; nothing of what was not written down.</summary>
    public static string About(string why, string? directory, string? rule) =>
        (why.Length == 0 ? "" : $"\n   {VisibleText.CleanLine(why)}")
        + (directory is null ? "" : $", in {VisibleText.CleanLine(directory)}")
        + (rule is null ? "" : $"\n   always would be the rule {VisibleText.CleanLine(rule)}");

    public static string InFull(QuestionView question) =>
        Wants(question.Subject) + About(question.Why, question.Directory, question.Rule);
}
