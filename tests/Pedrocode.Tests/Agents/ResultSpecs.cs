using System.Text.Json;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class ResultSpecs
{
    [Theory]
    [InlineData("""{"summary":"s","result":"{\"files\":[\"a\"],\"approach\":\"b\"}"}""")]
    [InlineData("""{"summary":"s","files":"a","approach":"b"}""")]
    [InlineData("""{"summary":"s","result":{"files":"a","approach":"b","mood":"good"}}""")]
    [InlineData("""{"summary":"s","result":{"Files":["a"],"APPROACH":"b","risks":null}}""")]
    public async Task A_result_that_means_the_right_thing_is_taken_in_whatever_form(string finish)
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("finish", finish)),
            ScriptedModel.Says("stop"),
            ScriptedModel.Says("stop")
        );
        await using var house = new JobHarness(model);

        var job = house.Start(agent: "build");
        await job.EndAsync();

        var result = house.EventsOf(job).OfType<PhaseEnded>().Single().Result!.Value;
        result.GetProperty("files")[0].GetString().ShouldBe("a");
        result.GetProperty("approach").GetString().ShouldBe("b");
    }

    [Fact]
    public async Task The_fault_names_what_is_missing_and_shows_a_finish_of_this_phase()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("finish", """{"summary":"s","result":{"files":["a"]}}""")),
            ScriptedModel.Says("stop"),
            ScriptedModel.Says("stop")
        );
        await using var house = new JobHarness(model);

        var job = house.Start(agent: "build");
        await job.EndAsync();

        house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Single()
            .Outcome.Text.ShouldBe(
                """finish: "approach" is missing in result. Send {"summary":"…","result":{"files":["src/login.c"],"approach":"check the token before the password","risks":["old clients send no token"]}}"""
            );
    }

    [Fact]
    public async Task Two_finishes_sent_back_cost_no_round_and_further_ones_do()
    {
        var count = 0;
        var model = new ScriptedModel(_ =>
            ScriptedModel.Calls(("finish", $$$"""{"summary":"try {{{count++}}}","result":{}}"""))
        );
        await using var house = new JobHarness(model);

        var view = await house.Start(agent: "build").EndAsync();

        view.Error.ShouldBe("Paused: 10 of 10 rounds of analyze");
        view.LlmCalls.ShouldBe(12);
    }

    [Fact]
    public async Task What_a_phase_hands_on_stands_in_the_message_that_opens_the_next()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(
                ("finish", """{"summary":"s","result":{"files":["a.c","b.c"],"approach":"split it","risks":[]}}""")
            ),
            ScriptedModel.Says("stop"),
            ScriptedModel.Says("stop")
        );
        await using var house = new JobHarness(model);

        var job = house.Start(agent: "build");
        await job.EndAsync();

        house
            .EventsOf(job)
            .OfType<PhaseStarted>()
            .Last()
            .Message.ShouldContain("From analyze:\nfiles:\n- a.c\n- b.c\napproach: split it\nrisks: none\n");
    }

    [Theory]
    [InlineData("src/a.c")]
    [InlineData("./src/a.c")]
    [InlineData("PROJECT/src/a.c")]
    public async Task A_place_is_handed_on_under_the_name_the_project_has_for_it(string file)
    {
        JobHarness? house = null;
        await using var made = house = new JobHarness(
            new ScriptedModel(request =>
                request.Messages.OfType<AssistantMessage>().Any()
                    ? ScriptedModel.Calls(
                        (
                            "finish",
                            $$$$"""{"summary":"s","result":{"findings":[{"severity":"high","file":"{{{{file.Replace("PROJECT", house!.Project, StringComparison.Ordinal)}}}}","line":2,"advice":"x"}]}}"""
                        )
                    )
                    : ScriptedModel.Calls(("finish", """{"summary":"s","result":{"facts":["f"]}}"""))
            ),
            static settings => settings with { Isolation = Isolation.Tree }
        );
        var project = GitProject.Init(house.Project);
        project.Write("src/a.c", "one\ntwo\n");
        project.Commit();

        var job = house.Start(agent: "triage");
        await job.EventAsync<PhaseEnded>();
        await job.EndAsync();

        ResultText
            .Of(house.EventsOf(job).OfType<PhaseEnded>().ElementAt(1).Result!.Value)
            .ShouldBe("findings:\n- [high] src/a.c:2 x");
    }

    [Theory]
    [InlineData("src/gone.c", 1, "src/gone.c is not there")]
    [InlineData("src/a.c", 99, "src/a.c:99 is not there: the file has 2 lines")]
    [InlineData("../outside.c", 1, "outside")]
    public async Task A_finding_at_a_place_that_does_not_exist_is_sent_back(string file, int line, string fault)
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("finish", """{"summary":"s","result":{"facts":["f"]}}""")),
            ScriptedModel.Calls(
                (
                    "finish",
                    $$$$"""{"summary":"s","result":{"findings":[{"severity":"High","file":"{{{{file}}}}","line":{{{{line}}}},"advice":"x"}]}}"""
                )
            ),
            ScriptedModel.Says("stop"),
            ScriptedModel.Says("stop")
        );
        await using var house = new JobHarness(model);
        house.Write("src/a.c", "one\ntwo\n");

        var job = house.Start(agent: "triage");
        await job.EndAsync();

        house.EventsOf(job).OfType<ToolCallEnded>().Last().Outcome.Text.ShouldContain(fault);
    }

    [Fact]
    public async Task An_unknown_tool_is_answered_with_the_tools_of_the_phase()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("launch", "{}")),
            ScriptedModel.Says("stop"),
            ScriptedModel.Says("stop")
        );
        await using var house = new JobHarness(model);

        var job = house.Start(agent: "build");
        await job.EndAsync();

        house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Single()
            .Outcome.Text.ShouldBe("There is no tool 'launch'. Tools: read_file, search_code, find_files, finish");
    }

    [Theory]
    [InlineData("true", "make test", "'make test' was not run in this phase: run exactly this")]
    [InlineData("false", "make test", "'make test' was not run in this phase; what was seen to fail is 'false'")]
    [InlineData("no-such-tool -q", "make test", "'make test' was not run in this phase: run exactly this")]
    [InlineData("true", "true", "'true' exited with 0 when it was run")]
    [InlineData("false | tail -5", "false | tail -5", "'false | tail -5' exited with 0: of a pipe only the last")]
    [InlineData("no-such-tool -q", "no-such-tool -q", "'no-such-tool -q' could not be run here")]
    [InlineData("denied", "denied", "'denied' was refused")]
    [InlineData("false", "false", null)]
    [InlineData("false", " false ", null)]
    public async Task A_failure_counts_as_reproduced_only_where_its_command_ran_and_was_seen_to_fail(
        string run,
        string claimed,
        string? fault
    )
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(
                ScriptedModel.Calls(
                    ("bash", $$"""{"command":"{{run}}"}"""),
                    ("finish", $$"""{"summary":"s","result":{"command":"{{claimed}}","failure":"f"} }""")
                ),
                ScriptedModel.Says("hm"),
                ScriptedModel.Says("hm")
            ),
            static settings => settings with { Isolation = Isolation.Tree },
            new PermissionRules { Allow = [PermissionRule.Parse("all")], Deny = [PermissionRule.Parse("bash(denied)")] }
        );
        GitProject.Init(house.Project);

        var job = house.Start(agent: "debug");
        await job.EndAsync();

        var outcome = house.EventsOf(job).OfType<ToolCallEnded>().Single(static call => call.Tool == "finish").Outcome;
        if (fault is null)
        {
            outcome.Text.ShouldBe("accepted");
        }
        else
        {
            outcome.Text.ShouldStartWith(fault);
        }
    }

    [Fact]
    public void A_result_is_readable_and_its_findings_are_in_the_order_of_their_severity()
    {
        using var result = JsonDocument.Parse(
            """
            {"priority":"high","findings":[
              {"severity":"low","file":"a.c","line":1,"advice":"rename"},
              {"severity":"critical","file":"b.c","line":2,"advice":"mend"}],"next_steps":["do\nit"],"none":[]}
            """
        );

        ResultText
            .Of(result.RootElement)
            .ShouldBe(
                "priority: high\nfindings:\n- [critical] b.c:2 mend\n- [low] a.c:1 rename\nnext steps:\n- do\n  it\nnone: none"
            );
    }
}
