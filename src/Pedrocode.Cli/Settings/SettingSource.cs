namespace Pedrocode.Cli.Settings;

/// <summary>Where a value came from; its text is what <c>config show</c> prints.</summary>
internal abstract record SettingSource
{
    private SettingSource() { }

    public sealed record File(SettingsPlace Place, int Line) : SettingSource
    {
        public override string ToString() => $"{Place.Shown}:{Line}";
    }

    public sealed record Variable(string Name) : SettingSource
    {
        public override string ToString() => Name;
    }

    public sealed record CommandLine(string Option) : SettingSource
    {
        public override string ToString() => Option;
    }
}

/// <summary>One value for one key, from one place.</summary>
internal sealed record Assignment(SettingKey Key, SettingValue Value, SettingSource Source);

/// <summary>What a key has against a value. <paramref name="At"/>: the key, or the item of its list.</summary>
internal sealed record SettingFault(string At, int Line, string Text);
