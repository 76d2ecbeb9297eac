using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class LeakedCallSpecs
{
    [Theory]
    [InlineData(
        "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"file\": \"a.txt\", \"content\": \"hi\\n\"}}\n</tool_call>"
    )]
    [InlineData(
        "<function=write_file>\n<parameter=file>\na.txt\n</parameter>\n<parameter=content>\nhi\n\n</parameter>\n</function>"
    )]
    [InlineData(
        "[TOOL_CALLS][{\"name\": \"write_file\", \"arguments\": {\"file\": \"a.txt\", \"content\": \"hi\\n\"}}]"
    )]
    public async Task A_call_leaked_as_text_is_made(string text)
    {
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Says(text), ScriptedModel.Finish()));

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.Read("a.txt").TrimEnd().ShouldBe("hi");
        house.EventsOf(job).OfType<ModelReplied>().First().Reply.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_leaked_call_of_a_tool_there_is_not_is_answered_with_the_nearest_name()
    {
        const string text =
            "<tool_call>\n{\"name\": \"write_fil\", \"arguments\": {\"path\": \"a.txt\"}}\n</tool_call>";
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Says(text), ScriptedModel.Finish()));

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome.Text.ShouldContain("Did you mean write_file?");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_by_other_names_is_journalled_and_shown_to_the_model_under_the_tools_own(bool isLeaked)
    {
        const string arguments =
            """{"file_path":"a.txt","old_string":"one","new_string":"two","explanation":"as asked"}""";
        await using var house = new JobHarness(
            ScriptedModel.Of(
                isLeaked
                    ? ScriptedModel.Says($$"""<tool_call>{"name":"code_edit","arguments":{{arguments}}}</tool_call>""")
                    : ScriptedModel.Calls(("code_edit", arguments)),
                ScriptedModel.Finish()
            )
        );
        house.Write("a.txt", "one\n");

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.Read("a.txt").ShouldBe("two\n");
        house
            .EventsOf(job)
            .OfType<ModelReplied>()
            .First()
            .Reply.Calls.ShouldHaveSingleItem()
            .Arguments.ShouldBe("""{"file":"a.txt","old":"one","new":"two"}""");
    }

    [Fact]
    public async Task Search_replace_blocks_become_edits()
    {
        const string text = "I change it:\n\na.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n";
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Says(text), ScriptedModel.Finish()));
        house.Write("a.txt", "zero\none\n");

        (await house.Start().EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.Read("a.txt").ShouldBe("zero\ntwo\n");
    }

    [Fact]
    public async Task A_block_that_is_wrong_is_answered_with_what_is_wrong_and_is_no_end_of_the_phase()
    {
        const string broken = "a.txt\n<<<<<<< SEARCH\none\n>>>>>>> REPLACE\n";
        const string right = "a.txt\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n";
        await using var house = new JobHarness(
            ScriptedModel.Of(
                ScriptedModel.Says(broken),
                ScriptedModel.Says(broken),
                ScriptedModel.Says(right),
                ScriptedModel.Finish()
            )
        );
        house.Write("a.txt", "one\n");

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.Read("a.txt").ShouldBe("two\n");
        house
            .EventsOf(job)
            .OfType<Nudged>()
            .ShouldAllBe(static nudge => nudge.Text.Contains("Nothing of it was applied"));
    }

    [Fact]
    public async Task Words_about_a_broken_block_end_the_phase_in_the_end()
    {
        const string about = "Such a file is refused:\n\na.txt\n<<<<<<< SEARCH\none\n>>>>>>> REPLACE\n";
        await using var house = new JobHarness(new ScriptedModel(static _ => ScriptedModel.Says(about)));

        var job = house.Start();

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        house.EventsOf(job).OfType<ModelReplied>().Count().ShouldBe(5);
    }

    [Fact]
    [Trait("Attack", "atk-120")]
    public async Task Reasoning_is_kept_apart_and_never_executed()
    {
        const string text =
            "<think>I could <tool_call>{\"name\":\"write_file\",\"arguments\":{\"file\":\"a.txt\",\"content\":\"no\"}}</tool_call></think>It is done.";
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Says(text), ScriptedModel.Finish()));

        var job = house.Start();
        await job.EndAsync();

        File.Exists(Path.Combine(house.Project, "a.txt")).ShouldBeFalse();
        house.EventsOf(job).OfType<ModelReplied>().First().Reply.Text.ShouldBe("It is done.");
    }

    [Fact]
    public async Task A_leaked_call_that_breaks_off_is_answered_as_cut_off()
    {
        const string text =
            "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"file\": \"a.txt\", \"content\": \"hal";
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Says(text), ScriptedModel.Finish()));

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        File.Exists(Path.Combine(house.Project, "a.txt")).ShouldBeFalse();
        house.EventsOf(job).OfType<Nudged>().First().Text.ShouldContain("cut off");
        house.EventsOf(job).OfType<ModelReplied>().First().Reply.Finish.ShouldBe(FinishReason.Length);
    }
}
