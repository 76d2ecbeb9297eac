using Pedrocode.Probe.Scoring;

namespace Pedrocode.Tests.Probe;

public class ScoreSpecs
{
    private const string EditCases = """
        {"id":"a","content":"one","expected":{"content":"two"}}
        {"id":"b","content":"one","expected":{"content":"two","may_refuse":true}}
        {"id":"c","content":"one","expected":{"error":true}}

        """;

    [Fact]
    public void All_exact_reaches_every_mark()
    {
        var score = Score.Of(
            "edit",
            EditCases,
            """
            {"id":"a","content":"two"}
            {"id":"b","error":"not found"}
            {"id":"c","error":"not found"}
            """,
            [Mark.Parse("exact>=100%"), Mark.Parse("corrupted=0")]
        );

        score.Lines.ShouldBe(["edit: 3 cases; exact 2/2, corrupted 0/3, refused 1/2"]);
        score.Reached.ShouldBeTrue();
    }

    [Fact]
    public void A_missed_mark_names_the_cases_that_spoil_it()
    {
        var score = Score.Of(
            "edit",
            EditCases,
            """
            {"id":"a","error":"not found"}
            {"id":"b","content":"three"}
            {"id":"c","content":"one"}
            """,
            [Mark.Parse("exact>=100%"), Mark.Parse("corrupted=0"), Mark.Parse("refused<=50%")]
        );

        score.Lines.ShouldBe([
            "edit: 3 cases; exact 0/3, corrupted 2/3, refused 1/2",
            "edit: exact>=100% is missed: a, b, c",
            "edit: corrupted=0 is missed: b, c",
        ]);
        score.Reached.ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("""{"id":"b","content":"two"}""", "b")]
    public void An_answer_that_is_missing_or_in_the_wrong_place_is_a_failure_whatever_the_marks(
        string answers,
        string by
    )
    {
        var score = Score.Of("edit", EditCases, answers, []);

        score.Reached.ShouldBeFalse();
        score.Lines[0].ShouldEndWith($"; a was answered by {by}");
    }

    [Fact]
    public void Without_cases_nothing_is_reached() => Score.Of("edit", "", "", []).Reached.ShouldBeFalse();

    [Theory]
    [InlineData(
        "patch",
        """{"files":{"a":"1\n"},"expected":{"error":true}}""",
        """{"error":"no","files":{"a":"1\n"}}""",
        "exact 1/1, corrupted 0/1, refused 0/0"
    )]
    [InlineData(
        "patch",
        """{"files":{"a":"1\n"},"expected":{"error":true}}""",
        """{"error":"no","files":{"a":"2\n"}}""",
        "exact 1/1, corrupted 1/1, refused 0/0"
    )]
    [InlineData(
        "patch",
        """{"files":{"a":"1\n"},"expected":{"files":{"b":"1\n","a":""}}}""",
        """{"files":{"a":"","b":"1\n"}}""",
        "exact 1/1, corrupted 0/1, refused 0/1"
    )]
    [InlineData(
        "patch",
        """{"files":{"a":"1\n"},"expected":{"files":{"a":"2\n"}}}""",
        """{"files":{"a":"2\n","b":""}}""",
        "exact 0/1, corrupted 1/1, refused 0/1"
    )]
    [InlineData("patch", """{"files":{},"expected":{"files":{}}}""", "{}", "exact 0/1, corrupted 1/1, refused 0/1")]
    [InlineData(
        "json",
        """{"expected":{"value":{"a":1,"b":[1.0]}}}""",
        """{"value":{"b":[1],"a":1.0}}""",
        "exact 1/1, wrong 0/1, refused 0/1"
    )]
    [InlineData("json", """{"expected":{"value":1}}""", """{"value":true}""", "exact 0/1, wrong 1/1, refused 0/1")]
    [InlineData("json", """{"expected":{"value":1}}""", """{"value":"1"}""", "exact 0/1, wrong 1/1, refused 0/1")]
    [InlineData("json", """{"expected":{"value":null}}""", """{"value":null}""", "exact 1/1, wrong 0/1, refused 0/1")]
    [InlineData("json", """{"expected":{"value":null}}""", "{}", "exact 0/1, wrong 1/1, refused 0/1")]
    [InlineData(
        "json",
        """{"expected":{"value":2.3e100}}""",
        """{"value":2.3e+100}""",
        "exact 1/1, wrong 0/1, refused 0/1"
    )]
    [InlineData("json", """{"expected":{"value":1}}""", """{"error":"no"}""", "exact 0/1, wrong 0/1, refused 1/1")]
    [InlineData("json", """{"expected":{"error":true}}""", """{"error":"no"}""", "exact 1/1, wrong 0/1, refused 0/0")]
    [InlineData("json", """{"expected":{"error":true}}""", """{"value":1}""", "exact 0/1, wrong 1/1, refused 0/0")]
    [InlineData(
        "blocks",
        """{"expected":{"edits":[{"path":" a ","search":"x\n","replace":""}]}}""",
        """{"edits":[{"path":"a","search":"x","replace":"\n"}]}""",
        "exact 1/1"
    )]
    [InlineData(
        "blocks",
        """{"expected":{"edits":[{"path":"a","search":"x\n\n","replace":""}]}}""",
        """{"edits":[{"path":"a","search":"x","replace":""}]}""",
        "exact 0/1"
    )]
    [InlineData("blocks", """{"expected":{"edits":[]}}""", """{"edits":[]}""", "exact 1/1")]
    [InlineData("blocks", """{"expected":{"edits":[]}}""", """{"error":"no"}""", "exact 0/1")]
    [InlineData("blocks", """{"expected":{"error":true}}""", """{"edits":[]}""", "exact 0/1")]
    [InlineData(
        "shell",
        """{"expected":{"decision":"ask"}}""",
        """{"decision":"auto"}""",
        "approved 1/1, needless 0/0, split 0/0"
    )]
    [InlineData("shell", """{"expected":{"decision":"ask"}}""", "{}", "approved 1/1, needless 0/0, split 0/0")]
    [InlineData(
        "shell",
        """{"expected":{"decision":"auto"}}""",
        """{"decision":"ask"}""",
        "approved 0/0, needless 1/1, split 0/0"
    )]
    [InlineData(
        "shell",
        """{"expected":{"commands":null}}""",
        """{"decision":"ask","commands":null}""",
        "approved 0/0, needless 0/0, split 1/1"
    )]
    [InlineData(
        "shell",
        """{"expected":{"commands":[["ls"]]}}""",
        """{"commands":[["ls","-l"]]}""",
        "approved 0/0, needless 0/0, split 0/1"
    )]
    [InlineData(
        "toolcalls",
        """{"expected":{"content":" hi","reasoning":null,"tool_calls":[]}}""",
        """{"content":"hi\n"}""",
        "exact 1/1, invented 0/1, content 1/1, reasoning 0/0"
    )]
    [InlineData(
        "toolcalls",
        """{"expected":{"tool_calls":[]}}""",
        """{"tool_calls":[{"name":"a","arguments":{}}]}""",
        "exact 0/1, invented 1/1, content 0/0, reasoning 0/0"
    )]
    [InlineData(
        "toolcalls",
        """{"expected":{"tool_calls":[{"name":"a","arguments":{"x":1}}]}}""",
        """{"tool_calls":[{"name":"a","arguments":{"x":"1"}}]}""",
        "exact 0/1, invented 0/0, content 0/0, reasoning 0/0"
    )]
    [InlineData(
        "toolcalls",
        """{"expected":{"reasoning":"so","tool_calls":[{"name":"a","arguments":{"x":1}}]}}""",
        """{"reasoning":"","tool_calls":[{"arguments":{"x":1.0},"name":"a"}]}""",
        "exact 1/1, invented 0/0, content 0/0, reasoning 0/1"
    )]
    public void Each_topic_counts_what_is_right_and_what_is_dangerous(
        string topic,
        string given,
        string answer,
        string figures
    )
    {
        var score = Score.Of(topic, Named(given), Named(answer), []);

        score.Lines.ShouldBe([$"{topic}: 1 cases; {figures}"]);

        static string Named(string record) => record == "{}" ? """{"id":"x"}""" : """{"id":"x",""" + record[1..];
    }

    [Theory]
    [InlineData("exact>=97%", 97, 100, true)]
    [InlineData("exact>=97%", 96, 100, false)]
    [InlineData("exact>=97%", 0, 0, false)]
    [InlineData("wrong<=1%", 1, 100, true)]
    [InlineData("wrong<=1%", 2, 100, false)]
    [InlineData("corrupted=0", 0, 9, true)]
    [InlineData("corrupted=0", 1, 900, false)]
    public void A_mark_is_reached_or_missed(string mark, int count, int outOf, bool reached) =>
        Mark.Parse(mark).IsReached(count, outOf).ShouldBe(reached);
}
