using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Pedrocode.Cli.Settings;

internal sealed class FlagKey : SettingKey<bool>
{
    public override string Allowed => "true or false";

    protected override bool Accepts(SettingValue value) => value is SettingValue.Flag;

    protected override bool Read(SettingValue value, SettingSource source) => ((SettingValue.Flag)value).Value;

    protected override string Shown(bool value) => value ? "true" : "false";

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "boolean");
        json.WriteBoolean("default", Get(new PedroSettings()));
    }
}

internal sealed class WholeNumberKey : SettingKey<int>
{
    public required int Least { get; init; }

    public required int Most { get; init; }

    /// <summary>Said where 0 is no amount: <c>no limit</c>. Null: 0 is a number as any other.</summary>
    public string? Zero { get; init; }

    public override string Allowed =>
        Zero is null ? $"a whole number from {Least} to {Most}" : $"a whole number from 0 to {Most}; 0: {Zero}";

    /// <summary>Whether the value asks for less than holds already; where 0 is no limit, anything is less than 0.</summary>
    public bool Lowers(PedroSettings settings, SettingValue value) =>
        Amount((int)((SettingValue.Number)value).Value) < Amount(Get(settings));

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Number(var number) && number >= Least && number <= Most && double.IsInteger(number);

    protected override int Read(SettingValue value, SettingSource source) => (int)((SettingValue.Number)value).Value;

    protected override string Shown(int value) => value.ToString(CultureInfo.InvariantCulture);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", Least);
        json.WriteNumber("maximum", Most);
        json.WriteNumber("default", Get(new PedroSettings()));
    }

    private int Amount(int value) => Zero is not null && value == 0 ? int.MaxValue : value;
}

internal sealed class FractionKey : SettingKey<double?>
{
    public required double Least { get; init; }

    public required double Most { get; init; }

    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a number from {Least} to {Most}");

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Number(var number) && number >= Least && number <= Most;

    protected override double? Read(SettingValue value, SettingSource source) => ((SettingValue.Number)value).Value;

    protected override string Shown(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? NotSet;

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        json.WriteNumber("minimum", Least);
        json.WriteNumber("maximum", Most);
    }
}

internal sealed class ChoiceKey<T> : SettingKey<T>
    where T : struct, Enum
{
    public required ImmutableArray<(string Word, T Value)> Words { get; init; }

    public override string Allowed
    {
        get
        {
            var words = Words.Select(choice => $"\"{choice.Word}\"").ToList();
            return $"{string.Join(", ", words[..^1])} or {words[^1]}";
        }
    }

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Text(var text) && Words.Any(choice => choice.Word == text);

    protected override T Read(SettingValue value, SettingSource source) =>
        Words.First(choice => choice.Word == ((SettingValue.Text)value).Value).Value;

    protected override string Shown(T value) =>
        $"\"{Words.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Word}\"";

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("enum");
        foreach (var (word, _) in Words)
        {
            json.WriteStringValue(word);
        }
        json.WriteEndArray();
        var chosen = Get(new PedroSettings());
        json.WriteString(
            "default",
            Words.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, chosen)).Word
        );
    }
}
