using System.Collections.Immutable;
using System.Globalization;
using Pedrocode.Core.Tools;

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

    /// <summary>On one line, in quotes, with whatever a terminal would obey or an eye would miss made visible.</summary>
    public static string Quote(string text, int atMost = 60)
    {
        var visible = VisibleText.CleanLine(text.Length > atMost ? text[..atMost] + '…' : text);
        return $"\"{visible.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
    }

    /// <summary>A name as it is, where it can be shown so; else in quotes.</summary>
    public static string Plain(string name)
    {
        var quoted = Quote(name, atMost: ProfileKey.LongestName);
        return quoted == $"\"{name}\"" && !name.Contains(' ') ? name : quoted;
    }
}
