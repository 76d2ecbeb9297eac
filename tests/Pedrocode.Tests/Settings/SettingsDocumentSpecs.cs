using System.Runtime.CompilerServices;
using System.Text.Json;
using Pedrocode.Cli.Settings;

namespace Pedrocode.Tests.Settings;

/// <summary>With PEDROCODE_UPDATE_DOCS=1 in the environment the documents are written instead of compared.</summary>
public class SettingsDocumentSpecs
{
    private const string TableStart = "<!-- keys: made from the table in src/Pedrocode.Cli/Settings -->\n";
    private const string TableEnd = "<!-- end of keys -->\n";

    [Fact]
    public void The_json_schema_is_made_from_the_table_of_keys() =>
        ShouldHold("pedrocli.schema.json", _ => SettingsSchema.Text());

    [Fact]
    public void The_documentation_lists_every_key_as_the_table_has_it() =>
        ShouldHold(
            "configuration.md",
            document =>
            {
                var start = document.IndexOf(TableStart, StringComparison.Ordinal) + TableStart.Length;
                var end = document.IndexOf(TableEnd, StringComparison.Ordinal);
                return document[..start] + SettingsTable.Markdown() + document[end..];
            }
        );

    [Fact]
    public void The_schema_knows_every_key_and_no_other()
    {
        using var schema = JsonDocument.Parse(SettingsSchema.Text());

        var keys =
            from section in schema.RootElement.GetProperty("properties").EnumerateObject()
            where section.Name != "$schema" && section.Name != ProfileKey.SectionName
            from member in section.Value.GetProperty("properties").EnumerateObject()
            select $"{section.Name}.{member.Name}";

        keys.ShouldBe(SettingKeys.All.Select(key => key.Name));
    }

    [Fact]
    public void The_example_of_the_documentation_can_be_read()
    {
        var document = File.ReadAllText(Path.Combine(Documents(), "configuration.md"));
        var example = document.Split("```jsonc\n")[1].Split("```")[0];
        using var user = new UserAtHome();
        user.WritesOwn(example);

        var reading = user.Reads();

        reading.Effective.Count.ShouldBe(7);
        reading.Ignored.ShouldBeEmpty();
    }

    private static void ShouldHold(string document, Func<string, string> made)
    {
        var path = Path.Combine(Documents(), document);
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        if (Environment.GetEnvironmentVariable("PEDROCODE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, made(text));
            return;
        }
        (text == made(text)).ShouldBeTrue($"docs/{document} is not what the table says: PEDROCODE_UPDATE_DOCS=1");
    }

    private static string Documents([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath("../../../docs", Path.GetDirectoryName(thisFile)!);
}
