using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pedrocode.Cli.Settings;

/// <summary>A value as somebody wrote it, before its key has judged it.</summary>
internal abstract record SettingValue
{
    private SettingValue() { }

    /// <summary>Of the file it stands in, from 1; 0 for a variable or a flag.</summary>
    public int Line { get; init; }

    /// <summary>The value as a line of a terminal may show it.</summary>
    public abstract string Shown { get; }

    public sealed record Text(string Value) : SettingValue
    {
        public override string Shown => Quote(Value);
    }

    public sealed record Number(double Value) : SettingValue
    {
        public override string Shown => Value.ToString("R", CultureInfo.InvariantCulture);
    }

    public sealed record Flag(bool Value) : SettingValue
    {
        public override string Shown => Value ? "true" : "false";
    }

    public sealed record List(ImmutableArray<SettingValue> Items) : SettingValue
    {
        public override string Shown => "a list";
    }

    public sealed record Section : SettingValue
    {
        public override string Shown => "an object";
    }

    public sealed record Null : SettingValue
    {
        public override string Shown => "null";
    }

    /// <summary>As JSON would write it, on one line, with whatever a terminal could obey or hide made visible.</summary>
    public static string Quote(string text, int atMost = 60)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > atMost)
            {
                return quoted.Append("…\"").ToString();
            }
            quoted.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\t' => "\\t",
                    _ when IsHidden(rune) => $"\\u{rune.Value:x4}",
                    _ => rune.ToString(),
                }
            );
        }
        return quoted.Append('"').ToString();
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;
}
