namespace Pedrocode.Core.Permissions;

/// <summary>
/// sed with scripts of which each command is known to print only: no <c>-i</c>, no <c>-f</c>, no <c>w</c>, <c>e</c>, <c>r</c>,
/// nor the <c>w</c> and <c>e</c> flags of <c>s</c>.
/// </summary>
internal static class ReadOnlySed
{
    private static readonly ReadOnlyOptions Options = new(
        "nErsuz",
        longs: "quiet silent regexp-extended separate unbuffered null-data help version"
    );

    public static bool Judge(List<string> arguments)
    {
        var scripts = new List<string>();
        var operands = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word is not ['-', _, ..])
            {
                operands.Add(word);
            }
            // Behind `--` or, for some seds, behind an operand, it would be a file, and that operand the script.
            else if (word == "--" || operands.Count > 0)
            {
                return false;
            }
            else if (word is "-e" or "-ne" or "-nEe" or "-Ene" or "--expression" && i + 1 < arguments.Count)
            {
                scripts.Add(arguments[++i]);
            }
            else if (word.StartsWith("--expression=", StringComparison.Ordinal))
            {
                scripts.Add(word["--expression=".Length..]);
            }
            else if (!Options.JustRead([word]))
            {
                return false;
            }
        }
        return scripts.Count > 0
            ? scripts.TrueForAll(PrintsOnly)
            : operands is [var script, ..] && PrintsOnly(script) || arguments is ["--version"] or ["--help"];
    }

    private static bool PrintsOnly(string script) => new SedScript(script).PrintsOnly();
}
