using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Cli.Settings;

internal sealed class NameKey : SettingKey<string?>
{
    public override string Allowed => "a name";

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Text(var text) && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    protected override string? Read(SettingValue value, SettingSource source) => ((SettingValue.Text)value).Value;

    protected override string Shown(string? value) =>
        value is null ? NotSet : SettingValue.Quote(value, atMost: int.MaxValue);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}

/// <summary>An address and nothing secret beside it: what stands in it is shown and written down.</summary>
internal sealed class ServerUrlKey : SettingKey<Uri?>
{
    public override string Allowed =>
        "an http or https address such as \"http://localhost:11434/v1\", without user, password or query";

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Text(var text)
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" }
        && !text.Any(char.IsControl);

    protected override Uri? Read(SettingValue value, SettingSource source) => new(((SettingValue.Text)value).Value);

    protected override string Shown(Uri? value) =>
        value is null ? NotSet : SettingValue.Quote(value.OriginalString, atMost: int.MaxValue);

    protected override string Objection(SettingValue value) =>
        value is SettingValue.Text(var text) && text.AsSpan().ContainsAny('@', '?', '#')
            ? $"found an address with more than an address in it (not shown); allowed: {Allowed}"
            : base.Objection(value);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^https?://[^@?#]+$");
    }
}

/// <summary>A file; a relative one is looked for beside the file that names it.</summary>
internal sealed class FileKey : SettingKey<string?>
{
    public override string Allowed => "the path of a file";

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Text(var text) && text.Length > 0 && !text.Any(char.IsControl);

    protected override string? Read(SettingValue value, SettingSource source)
    {
        var path = ((SettingValue.Text)value).Value;
        return source is SettingSource.File(var place, _) ? place.Resolve(path) : Path.GetFullPath(path);
    }

    protected override string Shown(string? value) =>
        value is null ? NotSet : SettingValue.Quote(value, atMost: int.MaxValue);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}

/// <summary>
/// The name of an environment variable. Only names in capitals are taken, and nothing else is ever repeated:
/// what else stands there is too often the key itself.
/// </summary>
internal sealed class VariableNameKey : SettingKey<string?>
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    public override string Allowed => "the name of an environment variable in capitals, such as \"MY_API_KEY\"";

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.Text(var text)
        && text is { Length: <= 64 } and [>= 'A' and <= 'Z', ..]
        && !text.AsSpan().ContainsAnyExcept(Letters);

    protected override string? Read(SettingValue value, SettingSource source) => ((SettingValue.Text)value).Value;

    protected override string Shown(string? value) => value is null ? NotSet : $"\"{value}\"";

    protected override string Objection(SettingValue value) =>
        value is SettingValue.Text
            ? $"found something else than a name (not shown: the key itself never stands in a file); allowed: {Allowed}"
            : base.Objection(value);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^[A-Z][A-Z0-9_]{0,63}$");
    }
}

/// <summary>A list of permission rules.</summary>
internal sealed class RulesKey : SettingKey<ImmutableArray<string>>
{
    public override string Allowed => "a list of rules such as [\"bash(npm test)\"]";

    public override bool AddsUp => true;

    public override PedroSettings Set(PedroSettings settings, SettingValue value, SettingSource source) =>
        With(settings, [.. Get(settings), .. Read(value, source).Except(Get(settings))]);

    public override IEnumerable<SettingFault> Faults(SettingValue value) =>
        value is SettingValue.List(var items)
            ? items
                .Index()
                .Where(entry => !IsRule(entry.Item))
                .Select(entry => new SettingFault(
                    $"{Name}[{entry.Index}]",
                    entry.Item.Line,
                    $"found {entry.Item.Shown}; allowed: a rule such as \"bash(npm test)\""
                ))
            : base.Faults(value);

    protected override bool Accepts(SettingValue value) => value is SettingValue.List(var items) && items.All(IsRule);

    protected override ImmutableArray<string> Read(SettingValue value, SettingSource source) =>
        [.. ((SettingValue.List)value).Items.OfType<SettingValue.Text>().Select(rule => rule.Value)];

    protected override string Shown(ImmutableArray<string> value) =>
        value.IsEmpty
            ? NotSet
            : string.Join(", ", value.Select(rule => SettingValue.Quote(rule, atMost: int.MaxValue)));

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "string");
        json.WriteString("pattern", "^(all|[a-z_]+\\(.*\\))$");
        json.WriteEndObject();
    }

    private static bool IsRule(SettingValue value)
    {
        if (value is not SettingValue.Text(var text) || text.Any(char.IsControl))
        {
            return false;
        }
        try
        {
            return PermissionRule.Parse(text) is not null;
        }
        catch (UserError)
        {
            return false;
        }
    }
}

/// <summary>A list of shell commands; an empty list is one too.</summary>
internal sealed class CommandsKey : SettingKey<ImmutableArray<string>?>
{
    public override string Allowed => "a list of commands such as [\"make test\"]";

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.List(var items)
        && items.All(static item =>
            item is SettingValue.Text(var text) && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl)
        );

    protected override ImmutableArray<string>? Read(SettingValue value, SettingSource source) =>
        [.. ((SettingValue.List)value).Items.OfType<SettingValue.Text>().Select(static command => command.Value)];

    protected override string Shown(ImmutableArray<string>? value) =>
        value is not { } commands ? NotSet
        : commands.IsEmpty ? "none"
        : string.Join(", ", commands.Select(command => SettingValue.Quote(command, atMost: int.MaxValue)));

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
        json.WriteEndObject();
    }
}

internal sealed class FoldersKey : SettingKey<ImmutableArray<string>>
{
    /// <summary>Where they are, and an example.</summary>
    public required string Place { get; init; }

    public override string Allowed => $"a list of {Place}";

    protected override bool Accepts(SettingValue value) =>
        value is SettingValue.List(var items)
        && items.All(static item =>
            item is SettingValue.Text(var text)
            && !text.Any(char.IsControl)
            && text.Split('/').All(static part => part is not ("" or "." or ".." or ".git"))
        );

    protected override ImmutableArray<string> Read(SettingValue value, SettingSource source) =>
        [.. ((SettingValue.List)value).Items.OfType<SettingValue.Text>().Select(static folder => folder.Value)];

    protected override string Shown(ImmutableArray<string> value) => value.IsEmpty ? "none" : string.Join(", ", value);

    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
        json.WriteEndObject();
    }
}
