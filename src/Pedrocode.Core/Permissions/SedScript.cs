namespace Pedrocode.Core.Permissions;

/// <summary>A script of sed, read as far as its commands are known to print only; what seds read differently is not.</summary>
internal ref struct SedScript(string text)
{
    private int at;
    private int open;

    public bool PrintsOnly()
    {
        while (at < text.Length)
        {
            SkipBlanks();
            if (at < text.Length && text[at] == ';')
            {
                at++;
            }
            else if (at < text.Length && !(Address() && Command()))
            {
                return false;
            }
        }
        return open == 0;
    }

    private readonly char Now => at < text.Length ? text[at] : '\0';

    private void SkipBlanks()
    {
        while (Now == ' ')
        {
            at++;
        }
    }

    private bool Address()
    {
        if (!OneAddress())
        {
            return false;
        }
        SkipBlanks();
        if (Now == ',')
        {
            at++;
            SkipBlanks();
            var before = at;
            at += Now is '+' or '~' ? 1 : 0;
            if (!OneAddress() || at == before)
            {
                return false;
            }
            SkipBlanks();
        }
        while (Now is '!' or ' ')
        {
            at++;
        }
        return true;
    }

    private bool OneAddress()
    {
        switch (Now)
        {
            case '$':
                at++;
                return true;
            case >= '0' and <= '9':
                while (char.IsAsciiDigit(Now) || Now == '~')
                {
                    at++;
                }
                return true;
            case '/':
                return Pattern() && Flags("IM");
            case '\\':
                at++;
                return Pattern() && Flags("IM");
            default:
                return true;
        }
    }

    private bool Command()
    {
        var command = Now;
        at++;
        switch (command)
        {
            case '{':
                open++;
                return true;
            case '}':
                open--;
                return open >= 0 && EndOfCommand();
            case 'p' or 'P' or 'd' or 'D' or '=' or 'n' or 'N' or 'g' or 'G' or 'h' or 'H' or 'x' or 'z' or 'F' or 'l':
                return EndOfCommand();
            case 'q' or 'Q':
                SkipBlanks();
                return Flags("0123456789") && EndOfCommand();
            case 's':
                return Pattern() && Replacement(text[at - 1]) && Flags("gpiImM0123456789") && EndOfCommand();
            case 'y':
                return Pattern() && Replacement(text[at - 1]) && EndOfCommand();
            default:
                return false;
        }
    }

    private bool EndOfCommand()
    {
        SkipBlanks();
        return Now is ';' or '}' || at == text.Length;
    }

    private bool Flags(string known)
    {
        while (at < text.Length && known.Contains(text[at]))
        {
            at++;
        }
        return true;
    }

    // From the delimiter behind the next one. Some seds end a pattern at a delimiter inside brackets, some do not: such ask.
    private bool Pattern()
    {
        var delimiter = Now;
        if (delimiter is '\0' or '\\' or '[' or ']' or ' ' or ';' or '{' or '}' || char.IsAsciiLetterOrDigit(delimiter))
        {
            return false;
        }
        var inBrackets = false;
        for (at++; at < text.Length; at++)
        {
            if (text[at] == delimiter)
            {
                at++;
                return !inBrackets;
            }
            // In brackets a backslash is itself for some and not for others.
            if (text[at] == '\\')
            {
                if (inBrackets)
                {
                    return false;
                }
                at++;
            }
            else if (text[at] == '[' && inBrackets)
            {
                if (delimiter == ':' || !CharacterClass())
                {
                    return false;
                }
            }
            else if (text[at] == '[')
            {
                inBrackets = true;
                at += at + 1 < text.Length && text[at + 1] == '^' ? 1 : 0;
                at += at + 1 < text.Length && text[at + 1] == ']' ? 1 : 0;
            }
            else if (text[at] == ']')
            {
                inBrackets = false;
            }
        }
        return false;
    }

    // `[:space:]`; leaves off at its last character.
    private bool CharacterClass()
    {
        var end = text.IndexOf(":]", at + 2 <= text.Length ? at + 2 : text.Length, StringComparison.Ordinal);
        if (end < 0 || text[at + 1] != ':' || text.AsSpan(at + 2, end - at - 2).ContainsAnyExceptInRange('a', 'z'))
        {
            return false;
        }
        at = end + 1;
        return true;
    }

    private bool Replacement(char delimiter)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == delimiter)
            {
                at++;
                return true;
            }
            at += text[at] == '\\' ? 1 : 0;
        }
        return false;
    }
}
