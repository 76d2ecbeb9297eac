using System.Collections.Frozen;
using System.Text;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// Reads a shell command that is provably nothing but words, joined by <c>&amp;&amp;</c>, <c>||</c>, <c>;</c> and <c>|</c>:
/// bash, run with <c>-c</c>, makes exactly these words of it. Everything a shell would expand, substitute, redirect, assign
/// or run aside, and everything an eye could take for something else, is not read.
/// </summary>
public static class ShellReader
{
    /// <summary>What Linux hands over as one argument of <c>-c</c>, its end included (MAX_ARG_STRLEN): bash never gets a longer text.</summary>
    private const int LongestArgument = 128 * 1024;

    /// <summary>The commands, each as its words; null where the text is not provably plain.</summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Read(string text)
    {
        if (text.Length >= LongestArgument)
        {
            return null;
        }
        var scan = new Scan(text);
        return scan.Commands();
    }

    private ref struct Scan(string text)
    {
        private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet([
            .. "if then else elif fi for while until do done case esac select function time coproc in".Split(' '),
            .. "{ } ! [[ ]]".Split(' '),
        ]);

        private readonly List<IReadOnlyList<string>> commands = [];
        private readonly StringBuilder word = new();
        private List<string> words = [];
        private int at;
        private bool inWord;

        public IReadOnlyList<IReadOnlyList<string>>? Commands()
        {
            var mayEnd = false;
            while (at < text.Length)
            {
                if (text[at] == ' ')
                {
                    EndWord();
                    at++;
                }
                else if (text[at] is ';' or '|' or '&')
                {
                    EndWord();
                    if (Joiner() is not (var length and > 0) || !EndCommand())
                    {
                        return null;
                    }
                    mayEnd = text[at] == ';';
                    at += length;
                }
                else if (!Piece())
                {
                    return null;
                }
            }
            EndWord();
            return (words.Count == 0 && mayEnd) || EndCommand() ? commands : null;
        }

        private readonly char Next => at + 1 < text.Length ? text[at + 1] : '\0';

        // The length of a joiner, 0 for `&`, `|&`, `;;` and the like.
        private readonly int Joiner() =>
            (text[at], Next, at + 2 < text.Length ? text[at + 2] : '\0') switch
            {
                ('&', '&', not '&') => 2,
                ('|', '|', not ('|' or '&')) => 2,
                ('|', not ('|' or '&'), _) => 1,
                (';', not (';' or '&' or '|'), _) => 1,
                _ => 0,
            };

        private void EndWord()
        {
            if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }

        private bool EndCommand()
        {
            if (words is not [var name, ..] || name.Contains('=') || name.StartsWith('%') || Reserved.Contains(name))
            {
                return false;
            }
            commands.Add(words);
            words = [];
            return true;
        }

        private bool Piece()
        {
            var read = text[at] switch
            {
                '\'' => SingleQuoted(),
                '"' => DoubleQuoted(),
                '\\' => Escaped(),
                _ => Bare(),
            };
            inWord = true;
            return read;
        }

        private bool SingleQuoted()
        {
            for (at++; at < text.Length; at++)
            {
                if (text[at] == '\'')
                {
                    at++;
                    return true;
                }
                if (!ShellCharacters.IsQuotable(text[at]))
                {
                    return false;
                }
                word.Append(text[at]);
            }
            return false;
        }

        private bool DoubleQuoted()
        {
            for (at++; at < text.Length; at++)
            {
                switch (text[at])
                {
                    case '"':
                        at++;
                        return true;
                    case '\\' when Next is '$' or '`' or '"' or '\\' && char.IsAscii(text[at - 1]):
                        at++;
                        break;
                    case '\\' when Next == '\0' || !char.IsAscii(text[at - 1]):
                    // Where it begins no expansion, as at the end of a pattern, it is itself.
                    case '$' when Next is not ('"' or ' ' or '|' or ')'):
                    // With history expansion on, which -c never has, it would still be itself.
                    case '!' when Next is not ('"' or ' ' or '='):
                    case '`':
                    case var other when !ShellCharacters.IsQuotable(other):
                        return false;
                }
                word.Append(text[at]);
            }
            return false;
        }

        // Not before letters and digits: `\n` reads like something it is not. Nor in a command's name, where nobody needs it.
        private bool Escaped()
        {
            if (
                words.Count == 0
                || !(Next == ' ' || char.IsAsciiLetterOrDigit(Next) is false && Next is > ' ' and < '\u007f')
            )
            {
                return false;
            }
            word.Append(Next);
            at += 2;
            return true;
        }

        private bool Bare()
        {
            var read = text[at] switch
            {
                '#' => inWord,
                '~' => inWord && text[at - 1] is '^' or '~' or '@'
                    || (inWord && char.IsAsciiLetterOrDigit(text[at - 1])),
                '!' => !inWord && words.Count > 0 && Next == ' ',
                '{' => inWord && text[at - 1] == '@' && RevisionInBraces(),
                var other => ShellCharacters.IsBare(other),
            };
            if (read)
            {
                word.Append(text[at]);
                at++;
            }
            return read;
        }

        // `@{1}`, `@{upstream}`: with neither a comma nor two dots inside, braces are themselves.
        private bool RevisionInBraces()
        {
            var end = at + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
            {
                end++;
            }
            if (end == at + 1 || end == text.Length || text[end] != '}')
            {
                return false;
            }
            word.Append(text, at, end - at);
            at = end;
            return true;
        }
    }
}
