using System.Collections.Frozen;

namespace Pedrocode.Core.Permissions;

/// <summary>Commands whose words follow rules of their own.</summary>
internal static class ReadOnlyBuiltins
{
    private static readonly FrozenSet<string> FileTests = FrozenSet.ToFrozenSet(
        "-e -f -d -r -w -x -s -L -h -z -n -b -c -p -S -g -u -k -O -G".Split(' ')
    );

    private static readonly FrozenSet<string> Comparisons = FrozenSet.ToFrozenSet(
        "= == != -eq -ne -lt -le -gt -ge -nt -ot -ef".Split(' ')
    );

    private static readonly FrozenSet<string> JqLongs = FrozenSet.ToFrozenSet(
        (
            "--compact-output --null-input --exit-status --slurp --raw-output --raw-input --color-output --monochrome-output "
            + "--sort-keys --tab --join-output --ascii-output --raw-output0 --version --help"
        ).Split(' ')
    );

    /// <summary>
    /// Bash's printf stores with <c>-v NAME</c> and <c>%n</c>: in PATH, that is another program for the next command; in
    /// <c>a[$(...)]</c>, that runs.
    /// </summary>
    public static bool Printf(List<string> arguments)
    {
        var format = arguments is ["--", ..] ? arguments.ElementAtOrDefault(1) : arguments.FirstOrDefault();
        if (format is null || (format.StartsWith('-') && format != "-"))
        {
            return false;
        }
        for (var at = 0; (at = format.IndexOf('%', at)) >= 0; at++)
        {
            at++;
            while (at < format.Length && !char.IsAsciiLetter(format[at]) && format[at] is not ('%' or '('))
            {
                at++;
            }
            while (at < format.Length && format[at] is 'h' or 'l' or 'j' or 'z' or 't' or 'L')
            {
                at++;
            }
            if (at < format.Length && format[at] == 'n')
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>One test of a file or of two words. <c>-v 'a[$(...)]'</c> would run.</summary>
    public static bool Test(List<string> arguments) =>
        arguments switch
        {
            ["!", var test, var word] => FileTests.Contains(test) && !word.Contains('['),
            [var test, var word] => FileTests.Contains(test) && !word.Contains('['),
            [_, var comparison, _] => Comparisons.Contains(comparison),
            _ => false,
        };

    /// <summary>jq's language neither writes nor runs; modules are read from where options say, so those ask.</summary>
    public static bool Jq(List<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--arg" or "--argjson" or "--slurpfile" or "--rawfile":
                    i += 2;
                    break;
                case "--indent":
                    i++;
                    break;
                case ['-', '-', ..] longOption when !JqLongs.Contains(longOption):
                case ['-', not '-', ..] letters when letters.AsSpan(1).ContainsAnyExcept("cnesrRCMSja"):
                    return false;
            }
        }
        return true;
    }

    /// <summary>A second operand is written to, as is the first with <c>-r</c>.</summary>
    public static bool Xxd(List<string> arguments)
    {
        var operands = 0;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                // Behind an operand it is the name of the file to write.
                case ['-', ..] when operands > 0:
                    return false;
                case "-l" or "-s" or "-c" or "-g" when i + 1 < arguments.Count && IsNumber(arguments[i + 1]):
                    i++;
                    break;
                case ['-', 'l' or 's' or 'c' or 'g', .. var number] when IsNumber(number):
                case "-p" or "-ps" or "-u" or "-b" or "-i" or "-e" or "-a":
                    break;
                case ['-', ..]:
                    return false;
                default:
                    operands++;
                    break;
            }
        }
        return operands <= 1;
    }

    /// <summary>For programs that only read with some operands, beside their options.</summary>
    public static bool Operands(string name, List<string> arguments) =>
        name switch
        {
            // What is no format sets the clock.
            "date" => ReadOnlyPrograms.All[name].Operands(arguments)!.TrueForAll(static word => word.StartsWith('+')),
            // `e` shows environments, and with them secrets.
            "ps" => ReadOnlyPrograms
                .All[name]
                .Operands(arguments)!
                .TrueForAll(static word => word.All("aruxTfjlsvXSHLmcnwZ0123456789".Contains))
                && !arguments.Exists(static word => word.Contains("env", StringComparison.OrdinalIgnoreCase)),
            _ => true,
        };

    private static bool IsNumber(string word) =>
        word.Length > 0 && word.All(char.IsAsciiHexDigit) || word is ['0', 'x', ..];
}
