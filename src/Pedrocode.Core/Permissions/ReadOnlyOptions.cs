namespace Pedrocode.Core.Permissions;

/// <summary>
/// The options with which a program only reads, every other being in doubt, abbreviations too.
/// </summary>
/// <param name="flags">Letters of short options without a value.</param>
/// <param name="valued">Letters of short options with one, attached or as the next word.</param>
/// <param name="longs">Long options: <c>name</c> without a value, <c>name=</c> with one, <c>name?</c> with one that may be attached.</param>
internal sealed class ReadOnlyOptions(string flags = "", string valued = "", string longs = "")
{
    /// <summary>Letters of short options whose value, if any, is attached (<c>-M90%</c>).</summary>
    public string Attached { get; init; } = "";

    /// <summary>
    /// More operands than these do more than read: <c>uniq IN OUT</c>. No option may follow one then: it may be an operand.
    /// </summary>
    public int MostOperands { get; init; } = int.MaxValue;

    /// <summary><c>-20</c> is an option.</summary>
    public bool Numbers { get; init; }

    /// <summary>No getopt: the value of a short option is always a word of its own, whatever letters follow.</summary>
    public bool ValuesApart { get; init; }

    public bool JustRead(IEnumerable<string> arguments) => Operands(arguments)?.Count <= MostOperands;

    /// <summary>The words that are no options; null where one of the options is not known to be harmless.</summary>
    public List<string>? Operands(IEnumerable<string> arguments)
    {
        var operands = new List<string>();
        var words = new Queue<string>(arguments);
        while (words.TryDequeue(out var word))
        {
            if (word == "--")
            {
                operands.AddRange(words);
                break;
            }
            if (word.Length < 2 || word[0] != '-')
            {
                operands.Add(word);
            }
            else if (operands.Count > 0 && MostOperands < int.MaxValue)
            {
                return null;
            }
            else if (!(word[1] == '-' ? Long(word[2..], words) : Short(word[1..], words)))
            {
                return null;
            }
        }
        // Were an option's `--` its value after all, what follows would be options again.
        return operands.Exists(static operand => operand.Length > 1 && operand[0] == '-') ? null : operands;
    }

    private bool Long(string option, Queue<string> words)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? option : option[..equals];
        if (name.Length == 0 || name.AsSpan().ContainsAny(' ', '?'))
        {
            return false;
        }
        return Knows(name + "?")
            || (equals < 0 ? Knows(name) : Knows(name + "="))
            || (Knows(name + "=") && TakeValue(words));
    }

    // No set: some hundred options would have to be hashed before the first command, of which it needs two or three.
    private bool Knows(string option)
    {
        for (var at = 0; (at = longs.IndexOf(option, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var end = at + option.Length;
            if ((at == 0 || longs[at - 1] == ' ') && (end == longs.Length || longs[end] == ' '))
            {
                return true;
            }
        }
        return false;
    }

    private bool Short(string letters, Queue<string> words)
    {
        if (Numbers && letters.All(char.IsAsciiDigit))
        {
            return true;
        }
        for (var i = 0; i < letters.Length; i++)
        {
            if (valued.Contains(letters[i]))
            {
                return i + 1 == letters.Length ? TakeValue(words) : !ValuesApart;
            }
            if (Attached.Contains(letters[i]))
            {
                return true;
            }
            if (!flags.Contains(letters[i]))
            {
                return false;
            }
        }
        return true;
    }

    // A value that looks like an option may be one, should the program see the option before it otherwise. Not so a number.
    private static bool TakeValue(Queue<string> words) =>
        words.TryDequeue(out var value)
        && (value is not ['-', _, ..] || value.AsSpan(1).ContainsAnyExceptInRange('0', '9') is false);
}
