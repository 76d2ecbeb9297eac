using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pedrocode.Core.Agents;

/// <summary>A Markdown file with YAML fields before it, between two lines <c>---</c>. Faults name file and line.</summary>
internal sealed class FrontMatter
{
    private const string Fence = "---";

    private readonly string where;

    private FrontMatter(string where, YamlMappingNode fields, string body)
    {
        this.where = where;
        Fields = fields;
        Body = body;
    }

    public YamlMappingNode Fields { get; }

    /// <summary>What stands behind the fields, trimmed.</summary>
    public string Body { get; }

    /// <exception cref="UserError">Where there is no front matter, or none that can be read.</exception>
    public static FrontMatter Read(string where, string text) =>
        TryRead(where, text) ?? throw new UserError($"{where}:1: front matter between two lines '---' is missing");

    /// <summary>Null for a file without front matter.</summary>
    public static FrontMatter? TryRead(string where, string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, static line => line.TrimEnd() == Fence) : -1;
        return end < 0
            ? null
            : new FrontMatter(where, Read(where, lines[1..end]), string.Join('\n', lines[(end + 1)..]).Trim());
    }

    public static bool Has(YamlMappingNode fields, string name) => Find(fields, name) is not null;

    public static string? Text(YamlMappingNode fields, string name) => (Find(fields, name) as YamlScalarNode)?.Value;

    public YamlSequenceNode List(YamlMappingNode fields, string name) =>
        Find(fields, name) as YamlSequenceNode ?? throw Fault(fields, name, $"'{name}' must be a list");

    /// <exception cref="UserError">For a field that has no meaning.</exception>
    public void AllowOnly(YamlMappingNode fields, params ReadOnlySpan<string> names)
    {
        foreach (var field in fields.Children.Keys)
        {
            var name = field.ToString();
            if (!names.Contains(name))
            {
                throw Fault(field, $"there is no '{name}'; known: {string.Join(", ", names!)}");
            }
        }
    }

    public UserError Fault(YamlMappingNode fields, string name, string what) =>
        Fault(Find(fields, name) ?? fields, what);

    public UserError Fault(YamlNode node, string what) => new($"{where}:{node.Start.Line + 1}: {what}");

    private static YamlNode? Find(YamlMappingNode fields, string name) =>
        fields.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    private static YamlMappingNode Read(string where, string[] lines)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(string.Join('\n', lines)));
            return stream.Documents.Count == 0
                ? []
                : stream.Documents[0].RootNode as YamlMappingNode
                    ?? throw new UserError($"{where}:2: front matter must be fields, 'name: value'");
        }
        catch (YamlException e)
        {
            throw new UserError($"{where}:{e.Start.Line + 1}: {e.Message}");
        }
    }
}
