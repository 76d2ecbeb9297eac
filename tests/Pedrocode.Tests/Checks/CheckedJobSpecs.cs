using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Checks;

/// <summary>What a job claims and what its project's checks say.</summary>
public class CheckedJobSpecs
{
    private const string Makefile = "test:\n\tgrep -q good a.txt || { echo FAIL a.txt is not good; exit 1; }\n";

    [Fact]
    public async Task A_job_is_verified_where_pedrocode_ran_the_check_and_it_passed()
    {
        await using var house = House(Writes("good"), ScriptedModel.Finish());

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Verification.ShouldBe(new Verification(Verified.Yes));
        house.EventsOf(job).OfType<CheckEnded>().Single().Outcome.ShouldBe(CheckOutcome.Passed);
    }

    [Fact]
    public async Task A_model_that_claims_success_over_a_failing_check_is_sent_back_twice_and_then_the_job_fails_with_its_output()
    {
        await using var house = House(
            Writes("bad"),
            ScriptedModel.Finish("All tests pass."),
            ScriptedModel.Finish("All tests pass now."),
            ScriptedModel.Finish("Really.")
        );

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Failed);
        view.Error!.ShouldStartWith("check failed: make test\n");
        view.Error!.ShouldContain("FAIL a.txt is not good");
        view.Verification!.ToString().ShouldBe("check failed: make test");
        var judged = house.EventsOf(job).OfType<ChecksJudged>().ToList();
        judged.Select(static check => check.Message is not null).ShouldBe([true, true, false]);
        judged[0].Message!.ShouldContain("FAIL a.txt is not good");
        house.EventsOf(job).OfType<PhaseEnded>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_that_is_mended_when_it_was_sent_back_ends_verified()
    {
        await using var house = House(
            Writes("bad"),
            ScriptedModel.Finish("done"),
            Writes("good"),
            ScriptedModel.Finish("mended")
        );

        var view = await house.Start().EndAsync();

        view.Verification!.ToString().ShouldBe("verified");
        view.Output.ShouldBe("mended");
    }

    [Fact]
    public async Task A_job_that_edits_the_check_is_not_verified_by_it()
    {
        await using var house = House(
            ScriptedModel.Calls(("write_file", """{"file":"Makefile","content":"test:\n\ttrue\n"}""")),
            ScriptedModel.Finish()
        );

        (await house.Start().EndAsync())
            .Verification!.ToString()
            .ShouldBe("unverified (the job changed how checks run: Makefile)");
    }

    [Fact]
    public async Task A_check_that_the_job_adds_is_not_run()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(
                ScriptedModel.Calls(("write_file", """{"file":"Makefile","content":"test:\n\ttrue\n"}""")),
                ScriptedModel.Finish()
            ),
            rules: JobHarness.AllowAll
        );

        var job = house.Start();
        var view = await job.EndAsync();

        view.Verification!.ToString().ShouldBe("unverified (no checks known)");
        house.EventsOf(job).OfType<CheckStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Tests_that_the_job_changed_are_counted_beside_verified()
    {
        await using var house = House(
            Writes("good"),
            ScriptedModel.Calls(("read_file", """{"file":"tests/a_test.sh"}""")),
            ScriptedModel.Calls(("code_edit", """{"file":"tests/a_test.sh","old":"strict","new":"lax"}""")),
            ScriptedModel.Finish()
        );
        house.Write("tests/a_test.sh", "strict\n");

        (await house.Start().EndAsync()).Verification!.ToString().ShouldBe("verified (changed tests: 1)");
    }

    [Fact]
    public async Task Where_nobody_may_allow_the_check_the_job_is_unverified_and_says_so()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(Writes("good"), ScriptedModel.Finish()),
            settings => settings with { OnAsk = OnAsk.Deny }
        );
        house.Write("Makefile", Makefile);

        var view = await house.Start().EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Verification!.ToString().ShouldBe("unverified (not allowed: make test)");
    }

    [Fact]
    public async Task A_check_asks_as_a_command_of_the_model_would()
    {
        await using var house = new JobHarness(ScriptedModel.Of(Writes("good"), ScriptedModel.Finish()));
        house.Write("Makefile", Makefile);

        var job = house.Start();
        var asked = await job.EventAsync<ApprovalAsked>();
        job.Send(new JobMessage.Reply(asked.Number, Answer.Once));

        asked.Subject.ShouldBe("make test");
        (await job.EndAsync()).Verification!.ToString().ShouldBe("verified");
    }

    [Fact]
    public async Task A_check_whose_program_is_missing_proves_nothing()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(Writes("good"), ScriptedModel.Finish()),
            settings => settings with { Checks = new CheckSettings { Commands = ["no-such-program-here"] } },
            JobHarness.AllowAll
        );

        (await house.Start().EndAsync())
            .Verification!.ToString()
            .ShouldBe("unverified (cannot run here: no-such-program-here)");
    }

    [Fact]
    public async Task A_job_that_changed_nothing_runs_no_checks_and_claims_none()
    {
        await using var house = House(ScriptedModel.Finish("It is in a.txt."));

        var job = house.Start("where is it?");
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Verification!.ToString().ShouldBe("unverified (nothing changed)");
        house.EventsOf(job).OfType<CheckStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_that_does_not_end_is_ended_and_counts_as_failed()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(Writes("good"), ScriptedModel.Finish()),
            settings =>
                settings with
                {
                    Checks = new CheckSettings
                    {
                        Commands = ["sleep 600; true"],
                        Retries = 0,
                        TimeLimit = TimeSpan.FromMilliseconds(300),
                    },
                },
            JobHarness.AllowAll
        );

        (await house.Start().EndAsync()).Error!.ShouldStartWith("check failed: sleep 600; true\ntimed out");
    }

    private static JobHarness House(params ModelReply[] replies)
    {
        var house = new JobHarness(ScriptedModel.Of(replies), rules: JobHarness.AllowAll);
        house.Write("Makefile", Makefile);
        return house;
    }

    private static ModelReply Writes(string content) =>
        ScriptedModel.Calls(("write_file", $$"""{"file":"a.txt","content":"{{content}}\n"}"""));
}
