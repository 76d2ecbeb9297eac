using System.Text.Json;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Models.Json;

public class ArgumentCoercionSpecs
{
    private const string Schema = """
        {"type": "object",
         "properties": {
           "file": {"type": "string"},
           "start": {"type": "integer"},
           "ratio": {"type": "number"},
           "all": {"type": "boolean"},
           "steps": {"type": "array", "items": {"type": "string"}},
           "result": {"type": "object", "properties": {"verdict": {"type": "string", "enum": ["pass", "fail"]}}, "required": ["verdict"]},
           "note": {"type": ["string", "null"]}
         },
         "required": ["file"]}
        """;

    [Theory]
    [InlineData("""{"file": "a", "start": "12"}""", """{"file":"a","start":12}""")]
    [InlineData("""{"file": "a", "start": 12.0}""", """{"file":"a","start":12}""")]
    [InlineData("""{"file": "a", "ratio": "0.5"}""", """{"file":"a","ratio":0.5}""")]
    [InlineData("""{"file": "a", "all": "True"}""", """{"file":"a","all":true}""")]
    [InlineData("""{"file": "a", "steps": "first"}""", """{"file":"a","steps":["first"]}""")]
    [InlineData("""{"file": "a", "steps": "[\"first\", \"second\"]"}""", """{"file":"a","steps":["first","second"]}""")]
    [InlineData("""{"file": "a", "steps": [1, "two"]}""", """{"file":"a","steps":["1","two"]}""")]
    [InlineData(
        """{"file": "a", "result": "{\"verdict\": \"pass\"}"}""",
        """{"file":"a","result":{"verdict":"pass"}}"""
    )]
    [InlineData("""{"file": "a", "result": {"verdict": "PASS"}}""", """{"file":"a","result":{"verdict":"pass"}}""")]
    [InlineData("""{"file": "a", "start": null}""", """{"file":"a"}""")]
    [InlineData("""{"file": "a", "note": null}""", """{"file":"a","note":null}""")]
    [InlineData("""{"file": 12}""", """{"file":"12"}""")]
    [InlineData("""{"file": {"json": true}}""", """{"file":"{\"json\": true}"}""")]
    [InlineData("""{"File": "a", "START": 1}""", """{"file":"a","start":1}""")]
    [InlineData("""{"file": "a", "why": null}""", """{"file":"a"}""")]
    public void Values_are_made_to_fit_their_types(string arguments, string fitted) => Fits(arguments, fitted);

    [Theory]
    [InlineData("""{'file': 'a', }""", """{"file":"a"}""")]
    [InlineData("```json\n{\"file\": \"a\"}\n```", """{"file":"a"}""")]
    [InlineData("""[{"file": "a"}]""", """{"file":"a"}""")]
    [InlineData("\"{\\\"file\\\": \\\"a\\\"}\"", """{"file":"a"}""")]
    [InlineData("""{"arguments": {"file": "a"}}""", """{"file":"a"}""")]
    [InlineData("""{"input": {"path": "a"}}""", """{"file":"a"}""")]
    [InlineData("""{"input": "{\"path\": \"a\"}"}""", """{"file":"a"}""")]
    [InlineData("""{"name": "read_file", "parameters": {"file": "a"}}""", """{"file":"a"}""")]
    public void Arguments_are_repaired_and_unwrapped(string arguments, string fitted) => Fits(arguments, fitted);

    [Theory]
    [InlineData("read_file", """{"path":"a.c","start_line":3}""", """{"file":"a.c","start":3}""")]
    [InlineData("read_file", """{"filePath":"a.c"}""", """{"file":"a.c"}""")]
    [InlineData("read_file", """{"file":"a.c","path":"a.c"}""", """{"file":"a.c"}""")]
    [InlineData(
        "code_edit",
        """{"file_path":"a.c","old_string":"x","new_string":"y","replace_all":true}""",
        """{"file":"a.c","old":"x","new":"y","all":true}"""
    )]
    [InlineData(
        "code_edit",
        """{"filename":"a.c","search":"x","replace":"y"}""",
        """{"file":"a.c","old":"x","new":"y"}"""
    )]
    [InlineData("write_file", """{"path":"a.c","contents":"x"}""", """{"file":"a.c","content":"x"}""")]
    [InlineData("apply_patch", """{"input":"*** Begin Patch"}""", """{"patch":"*** Begin Patch"}""")]
    [InlineData(
        "search_code",
        """{"query":"main","directory":"src","include":"*.c"}""",
        """{"pattern":"main","path":"src","glob":"*.c"}"""
    )]
    [InlineData("find_files", """{"pattern":"*.c"}""", """{"glob":"*.c"}""")]
    [InlineData("bash", """{"cmd":"ls"}""", """{"command":"ls"}""")]
    public void What_other_agents_call_a_parameter_stands_for_it(string tool, string arguments, string own)
    {
        var schema = StandardTools.All.Find(tool).Definition.Parameters;

        ArgumentNames.Own(arguments, schema).ShouldBe(own);
        ArgumentCoercion
            .Coerce(tool, arguments, schema)
            .ShouldBeOfType<CoercedArguments.Fitting>()
            .Arguments.GetRawText()
            .ShouldBe(own);
    }

    [Theory]
    [InlineData("read_file", """{"file":"a.c","path":"b.c"}""", "there is no \"path\"")]
    [InlineData("read_file", """{"path":"a.c","filename":"b.c"}""", "\"file\" is missing")]
    [InlineData("search_code", """{"pattern":"x","query":"y"}""", "there is no \"query\"")]
    [InlineData("search_code", """{"pattern":"x","ignore_case":true}""", "there is no \"ignore_case\"")]
    [InlineData("bash", """{"command":"ls","timeout_ms":5000}""", "there is no \"timeout_ms\"")]
    public void A_name_that_could_mean_two_things_or_another_unit_is_a_fault(string tool, string arguments, string text)
    {
        var schema = StandardTools.All.Find(tool).Definition.Parameters;

        ArgumentNames.Own(arguments, schema).ShouldBe(arguments);
        ArgumentCoercion
            .Coerce(tool, arguments, schema)
            .ShouldBeOfType<CoercedArguments.Fault>()
            .Text.ShouldContain(text);
    }

    [Fact]
    public void What_only_explains_a_call_is_left_out_of_it()
    {
        var bash = StandardTools.All.Find("bash").Definition.Parameters;

        ArgumentNames
            .Own("""{"command":"ls","description":"lists the files"}""", bash)
            .ShouldBe("""{"command":"ls"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public void No_arguments_are_an_empty_object(string arguments) =>
        ArgumentCoercion
            .Coerce("now", arguments, """{"type":"object"}""")
            .ShouldBeOfType<CoercedArguments.Fitting>()
            .Arguments.GetRawText()
            .ShouldBe("{}");

    [Theory]
    [InlineData("{}", """read_file: "file" is missing. Send {"file": "…"}""")]
    [InlineData("""{"file": null}""", """read_file: "file" is missing. Send {"file": "…"}""")]
    [InlineData("""{"file": "a", "strat": 1}""", """read_file: there is no "strat", use "start". Send {"file": "…"}""")]
    [InlineData(
        """{"file": "a", "start": "soon"}""",
        """read_file: "start" must be an integer, not "soon". Send {"file": "…"}"""
    )]
    [InlineData(
        """{"file": "a", "start": 1.5}""",
        """read_file: "start" must be an integer, not 1.5. Send {"file": "…"}"""
    )]
    [InlineData(
        """{"file": "a", "result": {"verdict": "maybe"}}""",
        """read_file: "result.verdict" must be one of "pass" and "fail", not "maybe". Send {"file": "…"}"""
    )]
    [InlineData("""{"file": "a", "result": {}}""", """read_file: "verdict" is missing in result. Send {"file": "…"}""")]
    [InlineData(
        """{"file": ["a", "b"]}""",
        """read_file: "file" must be a string, not ["a", "b"]. Send {"file": "…"}"""
    )]
    [InlineData("12", """read_file: the arguments must be one JSON object. Send {"file": "…"}""")]
    [InlineData("so I read: {it}", """read_file: the arguments are not JSON. Send {"file": "…"}""")]
    public void A_fault_tells_the_model_what_to_send(string arguments, string text) =>
        ArgumentCoercion.Coerce("read_file", arguments, Schema).ShouldBe(new CoercedArguments.Fault(text));

    [Theory]
    [InlineData("""{"file": "a""")]
    [InlineData("""{"file": "a", "start": 1""")]
    [InlineData("""{"file": """)]
    public void Arguments_that_break_off_are_cut_off_even_where_they_could_be_closed(string arguments) =>
        ArgumentCoercion.Coerce("read_file", arguments, Schema).ShouldBeOfType<CoercedArguments.CutOff>();

    [Fact]
    public void A_thousand_wrong_names_make_a_short_fault()
    {
        var arguments =
            "{" + string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"{new string('x', 200)}{i}\": 1")) + "}";
        ArgumentCoercion
            .Coerce("read_file", arguments, Schema)
            .ShouldBeOfType<CoercedArguments.Fault>()
            .Text.Length.ShouldBeLessThan(1000);
    }

    private static void Fits(string arguments, string fitted)
    {
        var coerced = ArgumentCoercion.Coerce("read_file", arguments, Schema);
        var actual = coerced.ShouldBeOfType<CoercedArguments.Fitting>(coerced.ToString()).Arguments;
        using var expected = JsonDocument.Parse(fitted);
        JsonElement.DeepEquals(actual, expected.RootElement).ShouldBeTrue(actual.GetRawText());
    }
}
