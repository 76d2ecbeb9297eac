using System.Text.RegularExpressions;

namespace Pedrocode.Cli.Views;

/// <summary>A call as people see it. Journals and lists quote with <c>'</c>, notices with <c>"</c>.</summary>
internal static partial class CallText
{
    /// <summary><c>read_file(file='a.cs')</c> → <c>read_file(file="a.cs")</c></summary>
    public static string Noticed(string brief) => Value().Replace(brief, "$1\"$2\"");

    // A value ends where the call does or the next argument begins; what it holds may be anything.
    [GeneratedRegex(@"(?<=\(|, )(\w+=)'(.*?)'(?=, \w|\)$| and \d+ more\)$)")]
    private static partial Regex Value();
}
