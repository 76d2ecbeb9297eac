using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

/// <summary>Models that talk instead of working: no phase that hands something on ends by their words.</summary>
public class BadModelSpecs
{
    public static TheoryData<string, string> Talk { get; } =
        new()
        {
            { "asks the user", "Which of the two files do you mean? Please tell me before I go on." },
            { "quotes finish in prose", "I will now call finish with the summary \"all done\". PHASE_COMPLETE" },
            { "stops in the middle", "The next thing to do is" },
            { "only reasons", "" },
        };

    [Theory]
    [MemberData(nameof(Talk))]
    public async Task A_model_that_only_talks_is_nudged_once_and_then_the_job_pauses(string how, string text)
    {
        var talks = ScriptedModel.Says(text) with { Reasoning = how == "only reasons" ? "Let me think again." : null };
        await using var house = new JobHarness(new ScriptedModel(_ => talks));

        var job = house.Start(agent: "build");
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldBe("Paused: no finish in analyze");
        var events = house.EventsOf(job);
        events.OfType<ModelReplied>().Count().ShouldBe(2);
        events.OfType<Nudged>().Count().ShouldBe(1);
        events.OfType<PhaseEnded>().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(house.Project).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Talk))]
    public async Task Where_words_may_end_a_phase_they_prove_nothing_and_nothing_lands(string how, string text)
    {
        var talks = ScriptedModel.Says(text) with { Reasoning = how == "only reasons" ? "Let me think again." : null };
        await using var house = new JobHarness(
            new ScriptedModel(_ => talks),
            static settings => settings with { Isolation = Isolation.Tree },
            JobHarness.AllowAll
        );
        var project = GitProject.Init(house.Project);
        project.Write("Makefile", "test:\n\ttrue\n");
        project.Commit();

        var view = await house.Start().EndAsync();

        (view.Status, view.Error, view.Verification?.ToString()).ShouldBe(
            text.Length > 0
                ? (JobStatus.Complete, null, "unverified (nothing changed)")
                : (JobStatus.Paused, "Paused: no finish in work", null)
        );
        project.Git("status", "--short").ShouldBe("");
    }
}
