using System.Text.Json;

namespace Pedrocode.Cli.Settings;

/// <summary>A key of the section <c>model</c>, as one of the <c>model_profiles</c> sets it.</summary>
internal sealed class ProfileKey : SettingKey, IEquatable<ProfileKey>
{
    public const string SectionName = "model_profiles";

    public const int LongestName = 64;

    public static string AllowedMembers =>
        $"an object with {string.Join(", ", ModelKeys.All.Select(static key => key.Member))}";

    /// <summary>Null where <c>model</c> has no such key.</summary>
    public static ProfileKey? Of(string profile, string member) =>
        ModelKeys.All.FirstOrDefault(key => key.Member == member) is { } inner
            ? new ProfileKey
            {
                Name = $"{SectionName}.{SettingValue.Plain(profile)}.{member}",
                Meaning = inner.Meaning,
                ProjectMay = ProjectMay.NotCount,
                Profile = profile,
                Inner = inner,
            }
            : null;

    public required string Profile { get; init; }

    /// <summary>The key of <c>model</c>.</summary>
    public required SettingKey Inner { get; init; }

    public override string Allowed => Inner.Allowed;

    public override IEnumerable<SettingFault> Faults(SettingValue value) =>
        Inner.Faults(value).Select(fault => fault with { At = Name });

    /// <summary>Alone: what the profile takes over from <c>model</c> comes when all layers are known.</summary>
    public override PedroSettings Set(PedroSettings settings, SettingValue value, SettingSource source) =>
        settings with
        {
            Profiles = settings.Profiles.SetItem(
                Profile,
                On(settings.Profiles.GetValueOrDefault(Profile) ?? new ModelSettings(), value, source)
            ),
        };

    /// <summary>The model with this value in it.</summary>
    public ModelSettings On(ModelSettings model, SettingValue value, SettingSource source) =>
        Inner.Set(new PedroSettings { Model = model }, value, source).Model;

    public override string Shown(PedroSettings settings) =>
        Inner.Shown(new PedroSettings { Model = settings.Profiles[Profile] });

    public override void WriteSchema(Utf8JsonWriter json) => Inner.WriteSchema(json);

    public bool Equals(ProfileKey? other) => other?.Name == Name;

    public override bool Equals(object? obj) => Equals(obj as ProfileKey);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}
