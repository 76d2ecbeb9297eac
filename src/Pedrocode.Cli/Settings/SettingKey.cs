using System.Text.Json;

namespace Pedrocode.Cli.Settings;

/// <summary>
/// One key of the settings: all that reading, messages, <c>config show</c>, the JSON schema and the documentation know of it.
/// </summary>
internal abstract class SettingKey
{
    public const string NotSet = "not set";

    /// <summary>Dotted: <c>jobs.max_concurrent</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Meaning { get; init; }

    public required ProjectMay ProjectMay { get; init; }

    public string Section => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    public string Member => Name[(Section.Length + 1)..];

    /// <summary>What may stand there, in words: <c>a whole number from 1 to 100</c>.</summary>
    public abstract string Allowed { get; }

    /// <summary>True where the values of all layers count together, false where the highest layer wins.</summary>
    public virtual bool AddsUp => false;

    /// <summary>What is wrong with a value; nothing where it is fine.</summary>
    public abstract IEnumerable<SettingFault> Faults(SettingValue value);

    /// <summary>The settings with this value in them. The value is one without faults.</summary>
    public abstract PedroSettings Set(PedroSettings settings, SettingValue value, SettingSource source);

    /// <summary>The value of this key as it is shown; <see cref="NotSet"/> where there is none.</summary>
    public abstract string Shown(PedroSettings settings);

    /// <summary>The properties of this key in a JSON schema, inside its object.</summary>
    public abstract void WriteSchema(Utf8JsonWriter json);
}

/// <summary>What the file of a project, which comes with the repository, may do with a key.</summary>
internal enum ProjectMay
{
    /// <summary>A plain preference: counts at once.</summary>
    Count,

    /// <summary>Counts where it is lower than what holds without it.</summary>
    Lower,

    /// <summary>Its rules come on top: they can only narrow what is allowed.</summary>
    Narrow,

    /// <summary>Would count in a trusted folder only.</summary>
    CountWhenTrusted,

    /// <summary>Never counts.</summary>
    NotCount,
}

/// <summary>A key whose value is a <typeparamref name="T"/> of the settings.</summary>
internal abstract class SettingKey<T> : SettingKey
{
    public required Func<PedroSettings, T> Get { get; init; }

    public required Func<PedroSettings, T, PedroSettings> With { get; init; }

    public sealed override string Shown(PedroSettings settings) => Shown(Get(settings));

    public override PedroSettings Set(PedroSettings settings, SettingValue value, SettingSource source) =>
        With(settings, Read(value, source));

    public override IEnumerable<SettingFault> Faults(SettingValue value) =>
        Accepts(value) ? [] : [new SettingFault(Name, value.Line, Objection(value))];

    protected abstract bool Accepts(SettingValue value);

    protected abstract T Read(SettingValue value, SettingSource source);

    protected abstract string Shown(T value);

    protected virtual string Objection(SettingValue value) => $"found {value.Shown}; allowed: {Allowed}";
}
