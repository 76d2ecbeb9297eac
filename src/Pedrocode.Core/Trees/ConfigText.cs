namespace Pedrocode.Core.Trees;

/// <summary>Lines of a git configuration file.</summary>
internal static class ConfigText
{
    /// <param name="key">With one dot: <c>core.eol</c>.</param>
    public static string Line(string key, string value)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var quoted = value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"[{key[..dot]}]\n\t{key[(dot + 1)..]} = \"{quoted}\"\n";
    }
}
