using System.Text.Json;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Tests.Models.Json;

public class JsonRepairSpecs
{
    [Theory]
    [InlineData("""{'file': 'a.cs'}""", """{"file":"a.cs"}""")]
    [InlineData("""{file: "a.cs", line: 3}""", """{"file":"a.cs","line":3}""")]
    [InlineData("""{“file”: “a.cs”}""", """{"file":"a.cs"}""")]
    [InlineData("""{file": "a.cs"}""", """{"file":"a.cs"}""")]
    [InlineData("""{"file" "a.cs"}""", """{"file":"a.cs"}""")]
    [InlineData("""[1,, 2, ,]""", "[1,2]")]
    [InlineData("""{"a": 1,, "b": 2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a": 1 "b": 2}""", """{"a":1,"b":2}""")]
    [InlineData("{\"a\": \"x\"\n\"b\": \"y\"}", """{"a":"x","b":"y"}""")]
    [InlineData("""["a" "b" 3]""", """["a","b",3]""")]
    [InlineData("""{"a": [1, 2,], }""", """{"a":[1,2]}""")]
    [InlineData("""{"a": 1}}""", """{"a":1}""")]
    public void Quotes_commas_and_colons_may_be_missing_or_spare(string text, string value) => Means(text, value);

    [Theory]
    [InlineData("""{"a": True, "b": False, "c": None}""", """{"a":true,"b":false,"c":null}""")]
    [InlineData("""[undefined, NULL]""", "[null,null]")]
    [InlineData("""[Trueish, none_of_these]""", """["Trueish","none_of_these"]""")]
    [InlineData("""[NaN]""", """["NaN"]""")]
    public void Constants_of_other_languages_are_read(string text, string value) => Means(text, value);

    [Theory]
    [InlineData("// first\n{\"a\": 1 /* one */} // last", """{"a":1}""")]
    [InlineData("```json\n{\"a\": 1}\n```", """{"a":1}""")]
    [InlineData("[1, 2, ...]", "[1,2]")]
    [InlineData("""{"a": 1, ..., "z": 26}""", """{"a":1,"z":26}""")]
    [InlineData("show({\"a\": 1});", """{"a":1}""")]
    [InlineData("""{"at": ISODate("2020-01-01"), "n": NumberLong(3)}""", """{"at":"2020-01-01","n":3}""")]
    [InlineData("""{\"a\": \"b\", \"c\": 1}""", """{"a":"b","c":1}""")]
    [InlineData("""'one ' + "two" """, "\"one two\"")]
    [InlineData("{\"a\": 1}\n{\"a\": 2}\n", """[{"a":1},{"a":2}]""")]
    [InlineData("""{"pattern": /^a\/b$/i}""", """{"pattern":"/^a\\/b$/i"}""")]
    [InlineData(
        """{url: https://example.org/a?b=c+d, path: src/a.cs}""",
        """{"url":"https://example.org/a?b=c+d","path":"src/a.cs"}"""
    )]
    public void What_surrounds_or_replaces_json_is_understood(string text, string value) => Means(text, value);

    [Theory]
    [InlineData("""{"say": "he said "yes", then left"}""", """{"say":"he said \"yes\", then left"}""")]
    [InlineData("""{"code": "x = {"a": 1}"}""", """{"code":"x = {\"a\": 1}"}""")]
    [InlineData("""{"size": "27" wide", "n": 1}""", """{"size":"27\" wide","n":1}""")]
    [InlineData("{\"code\": \"print(\"a\")\nprint(\"b\")\"}", """{"code":"print(\"a\")\nprint(\"b\")"}""")]
    [InlineData("""{'text': 'it's here'}""", """{"text":"it's here"}""")]
    public void A_quote_inside_a_string_stays_inside(string text, string value) => Means(text, value);

    [Theory]
    [InlineData(".5", "0.5")]
    [InlineData("[2, -3.5e2]", "[2,-350]")]
    [InlineData("[007, 1.2.3, 2020-01-02, 10km]", """["007","1.2.3","2020-01-02","10km"]""")]
    public void Numbers_that_are_none_stay_text(string text, string value) => Means(text, value);

    [Theory]
    [InlineData("""{"a": "b""", """{"a":"b"}""")]
    [InlineData("""{"a": "b"}""" + """, {"c": [1, 2""", """[{"a":"b"},{"c":[1,2]}]""")]
    [InlineData("""{"a":""", """{"a":null}""")]
    [InlineData("""{"a": tr""", """{"a":"tr"}""")]
    [InlineData("""{"a": 12.""", """{"a":12.0}""")]
    [InlineData("""{"a": "b\u00""", """{"a":"b"}""")]
    [InlineData("{\"a\": \"b\\\"", """{"a":"b\""}""")]
    [InlineData("[1, [2", "[1,[2]]")]
    [InlineData("""{"a": "b, "c": 1}""", """{"a":"b","c":1}""")]
    [InlineData("{\"a\": \"b\n\"c\": 1}", """{"a":"b","c":1}""")]
    [InlineData("""{"a": 1]""", """{"a":1}""")]
    public void What_was_left_open_is_closed_and_said(string text, string value)
    {
        Means(text, value);
        JsonRepair.Read(text)!.WasOpen.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"a": "b"}""")]
    [InlineData("""{'a': [1, 2,], b: "say "x" now"}""")]
    [InlineData("""{"a": 1}}}""")]
    public void What_was_whole_is_not_called_open(string text) => JsonRepair.Read(text)!.WasOpen.ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Here is the file: {}")]
    [InlineData("""{"a": 1} and more""")]
    [InlineData("""{"a": "b"} and more""")]
    [InlineData("```json\n{\"a\": 1}\n```\nas you see")]
    [InlineData("""{"a"]""")]
    [InlineData("""{:1}""")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"bell \a\"")]
    public void What_is_not_json_is_refused(string text) => JsonRepair.Read(text).ShouldBeNull();

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("f(")]
    [InlineData("{a:[")]
    public void Nesting_without_end_is_refused(string opening) =>
        JsonRepair.Read(string.Concat(Enumerable.Repeat(opening, 100_000))).ShouldBeNull();

    [Theory]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\ud83d\"")]
    [InlineData("{\"\\udc00\": 1}")]
    public void A_lone_surrogate_becomes_a_character_that_can_be_written(string text)
    {
        using var value = JsonDocument.Parse(JsonRepair.Read(text)!.Json);
        value.RootElement.ToString().ShouldContain('\uFFFD');
    }

    private static void Means(string text, string value)
    {
        var read = JsonRepair.Read(text).ShouldNotBeNull(text);
        using var actual = JsonDocument.Parse(read.Json);
        using var expected = JsonDocument.Parse(value);
        JsonElement.DeepEquals(actual.RootElement, expected.RootElement).ShouldBeTrue($"{text} gave {read.Json}");
    }
}
