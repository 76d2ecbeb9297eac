using System.Text.RegularExpressions;

namespace Pedrocode.Cli.Views.Markdown;

/// <summary>Code with its comments, strings and the commonest keywords told apart. No language is known exactly; what is not recognised stays as it is.</summary>
internal static partial class CodeText
{
    /// <summary>Quotes that are never closed cost the square of a line: of this length that is nothing, so there is no time limit.</summary>
    private const int LongestLine = 2_000;

    public static IEnumerable<string> Lines(IReadOnlyList<string> code, string language, Style style)
    {
        if (language is "diff" or "patch")
        {
            return DiffView.Lines(code, style);
        }
        return style.Colour && language is not ("" or "text" or "txt" or "console")
            ? code.Select(line => line.Length > LongestLine ? line : Coloured(line, language, style))
            : code;
    }

    private static string Coloured(string line, string language, Style style) =>
        Tokens()
            .Replace(
                line,
                match =>
                    match switch
                    {
                        _ when match.Groups["comment"].Success => IsComment(match.Value, language)
                            ? style.Dim(match.Value)
                            : match.Value,
                        _ when match.Groups["text"].Success => style.Green(match.Value),
                        _ => style.Bold(match.Value),
                    }
            );

    /// <summary>A # begins a comment in some languages, // in the others.</summary>
    private static bool IsComment(string text, string language) => text[0] == '#' == HashLanguages.Contains(language);

    private static readonly HashSet<string> HashLanguages =
    [
        "sh",
        "bash",
        "zsh",
        "shell",
        "python",
        "py",
        "yaml",
        "yml",
        "ruby",
        "rb",
        "toml",
        "make",
        "dockerfile",
        "perl",
    ];

    [GeneratedRegex(
        """
            (?<comment>//.*|(?<![^\s])\#.*)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>\b(?:if|else|elif|for|foreach|while|do|done|fi|then|case|esac|switch|return|break|continue|func|function|def|fn|class|struct|record|enum|interface|namespace|package|import|using|from|export|public|private|protected|internal|static|const|let|var|async|await|new|try|catch|finally|throw|raise|except|with|in|of|is|not|and|or|null|nil|None|true|false|True|False|void|int|string|bool|self|this|match|impl|pub|mut|use|type)\b)
            """,
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Tokens();
}
