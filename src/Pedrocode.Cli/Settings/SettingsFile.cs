using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Pedrocode.Cli.Settings;

/// <summary>What stands in one file of settings: its values, or what is wrong with it.</summary>
internal sealed record SettingsFile(ImmutableArray<Assignment> Assignments, ImmutableArray<string> Faults)
{
    public static readonly SettingsFile Empty = new([], []);

    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static SettingsFile Parse(ReadOnlySpan<byte> text, SettingsPlace place)
    {
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            return Empty;
        }
        var reader = new Reader(text, place);
        reader.ReadFile();
        return new SettingsFile([.. reader.Assignments], [.. reader.Faults]);
    }

    private ref struct Reader(ReadOnlySpan<byte> text, SettingsPlace place)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private readonly Dictionary<string, int> _lineOf = [];
        private Utf8JsonReader _json = new(text, Options);
        private int _line = 1;
        private int _countedTo;

        public List<Assignment> Assignments { get; } = [];

        public List<string> Faults { get; } = [];

        public void ReadFile()
        {
            if (!Utf8.IsValid(_text))
            {
                Faults.Add($"{place.Shown}: is not UTF-8 text");
                return;
            }
            try
            {
                _json.Read();
                if (_json.TokenType != JsonTokenType.StartObject)
                {
                    Faults.Add($"{place.Shown}:{Line()}: found {ReadValue().Shown}; allowed: an object, {{ … }}");
                    return;
                }
                ReadSection(section: "");
                _json.Read();
            }
            catch (JsonException broken)
            {
                Faults.Add(BrokenJson(broken));
            }
            catch (InvalidOperationException)
            {
                Faults.Add($"{place.Shown}:{Line()}: not valid JSON: half of a surrogate pair, which is no character");
            }
        }

        private void ReadSection(string section)
        {
            while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
            {
                var line = Line();
                var name = section + _json.GetString();
                _json.Read();
                if (section.Length > 0 && SettingKeys.Find(name) is { } key)
                {
                    ReadKey(key, line);
                }
                else if (section.Length == 0 && name == ProfileKey.SectionName)
                {
                    ReadProfiles(line);
                }
                else if (section.Length == 0 && SettingKeys.Sections.Contains(name))
                {
                    ReadNamedSection(name, line);
                }
                else
                {
                    if (name != "$schema")
                    {
                        Faults.Add($"{place.Shown}:{line}: {UnknownKey.Message(name)}");
                    }
                    _json.Skip();
                }
            }
        }

        private void ReadNamedSection(string name, int line)
        {
            if (_json.TokenType == JsonTokenType.StartObject)
            {
                ReadSection(section: name + '.');
                return;
            }
            var members = SettingKeys.All.Where(key => key.Section == name).Select(key => key.Member);
            Faults.Add(
                $"{place.Shown}:{line}: {name}: found {ReadValue().Shown}; allowed: an object with {string.Join(", ", members)}"
            );
        }

        private void ReadProfiles(int line)
        {
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                Faults.Add(
                    $"{place.Shown}:{line}: {ProfileKey.SectionName}: found {ReadValue().Shown}; allowed: an object with a name for each profile"
                );
                return;
            }
            while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
            {
                var at = Line();
                var profile = _json.GetString()!;
                _json.Read();
                ReadProfile(profile, at);
            }
        }

        private void ReadProfile(string profile, int line)
        {
            var fault =
                profile.Length is 0 or > ProfileKey.LongestName
                || profile.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))
                    ? $"found the name {SettingValue.Quote(profile)}; allowed: a name of up to {ProfileKey.LongestName} characters without spaces"
                : _json.TokenType != JsonTokenType.StartObject
                    ? $"{SettingValue.Plain(profile)}: found {ReadValue().Shown}; allowed: {ProfileKey.AllowedMembers}"
                : null;
            if (fault is not null)
            {
                Faults.Add($"{place.Shown}:{line}: {ProfileKey.SectionName}: {fault}");
                _json.Skip();
                return;
            }
            var isEmpty = true;
            while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
            {
                isEmpty = false;
                var at = Line();
                var member = _json.GetString()!;
                _json.Read();
                if (ProfileKey.Of(profile, member) is { } key)
                {
                    ReadKey(key, at);
                    continue;
                }
                Faults.Add($"{place.Shown}:{at}: {UnknownKey.InProfile(profile, member)}");
                _json.Skip();
            }
            if (isEmpty)
            {
                Faults.Add(
                    $"{place.Shown}:{line}: {ProfileKey.SectionName}.{SettingValue.Plain(profile)}: found an empty object; allowed: {ProfileKey.AllowedMembers}"
                );
            }
        }

        private void ReadKey(SettingKey key, int line)
        {
            var value = ReadValue() with { Line = line };
            if (!_lineOf.TryAdd(key.Name, line))
            {
                Faults.Add($"{place.Shown}:{line}: {key.Name}: is set in line {_lineOf[key.Name]} already");
                return;
            }
            var faults = key.Faults(value).ToList();
            foreach (var fault in faults)
            {
                Faults.Add($"{place.Shown}:{fault.Line}: {fault.At}: {fault.Text}");
            }
            if (faults.Count == 0)
            {
                Assignments.Add(new Assignment(key, value, new SettingSource.File(place, line)));
            }
        }

        private SettingValue ReadValue()
        {
            var line = Line();
            SettingValue value = _json.TokenType switch
            {
                JsonTokenType.String => new SettingValue.Text(_json.GetString()!),
                JsonTokenType.Number => new SettingValue.Number(_json.GetDouble()),
                JsonTokenType.True => new SettingValue.Flag(true),
                JsonTokenType.False => new SettingValue.Flag(false),
                JsonTokenType.StartArray => new SettingValue.List(ReadItems()),
                JsonTokenType.StartObject => new SettingValue.Section(),
                _ => new SettingValue.Null(),
            };
            _json.Skip();
            return value with { Line = line };
        }

        private ImmutableArray<SettingValue> ReadItems()
        {
            var items = ImmutableArray.CreateBuilder<SettingValue>();
            while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                items.Add(ReadValue());
            }
            return items.ToImmutable();
        }

        /// <summary>The line of the current token; counts on from the last one asked for, so that a long file costs one pass.</summary>
        private int Line()
        {
            var start = (int)_json.TokenStartIndex;
            _line += _text[_countedTo..start].Count((byte)'\n');
            _countedTo = start;
            return _line;
        }

        private readonly string BrokenJson(JsonException broken)
        {
            var line = (int)(broken.LineNumber ?? 0);
            var bytes = (int)(broken.BytePositionInLine ?? 0);
            var start = 0;
            for (var before = 0; before < line; before++)
            {
                start += _text[start..].IndexOf((byte)'\n') + 1;
            }
            var column = Encoding.UTF8.GetCharCount(_text.Slice(start, Math.Min(bytes, _text.Length - start))) + 1;
            var end = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var what = end < 0 ? broken.Message : broken.Message[..end];
            return $"{place.Shown}:{line + 1}:{column}: not valid JSON: {what}";
        }
    }
}
