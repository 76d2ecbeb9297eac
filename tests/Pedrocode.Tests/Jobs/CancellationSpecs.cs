using System.Diagnostics;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

public class CancellationSpecs
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_cancel_reaches_the_model_call()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();

        job.Send(new JobMessage.Cancel());

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);
        house.EventsOf(job)[^1].ShouldBe(new JobCancelled());
    }

    [Fact]
    public async Task A_command_that_ignores_SIGTERM_is_gone_within_two_seconds_with_all_it_started()
    {
        const string command =
            "trap '' TERM; (trap '' TERM; setsid sleep 300) & echo $$ > pids; echo $! >> pids; while true; do sleep 1; done";
        var model = ScriptedModel.Of(ScriptedModel.Calls(("bash", $$"""{"command":"{{command}}"}""")));
        await using var house = new JobHarness(model, rules: JobHarness.AllowAll);
        var job = house.Start();
        await job.EventAsync<ToolCallStarted>();
        var pids = await PidsAsync(Path.Combine(house.Project, "pids"));

        var watch = Stopwatch.StartNew();
        job.Send(new JobMessage.Cancel());
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);

        watch.Elapsed.ShouldBeLessThan(Promise + TimeSpan.FromSeconds(6));
        pids.ShouldAllBe(static pid => !IsAlive(pid));
    }

    [Fact]
    public async Task A_cancelled_job_stays_cancelled_when_its_model_then_answers()
    {
        var release = new TaskCompletionSource();
        var model = new ScriptedModel(static _ => ScriptedModel.Finish()) { Hold = _ => release.Task };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();

        job.Send(new JobMessage.Cancel());
        release.SetResult();

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);
    }

    [Fact]
    public async Task A_job_that_ended_cannot_be_cancelled_and_says_so()
    {
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Finish()));
        var job = house.Start();
        await job.EndAsync();

        Should
            .Throw<UserError>(() => house.Scheduler.Send(job.Id.ToString(), new JobMessage.Cancel()))
            .Message.ShouldBe("job is not running (status: complete)");
        Should
            .Throw<UserError>(() => house.Scheduler.Send("nothing", new JobMessage.Cancel()))
            .Message.ShouldBe("Job not found: nothing");
        job.View.Status.ShouldBe(JobStatus.Complete);
    }

    [Fact]
    public async Task Another_process_cancels_through_the_inbox_and_the_journal_names_the_request()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await using var other = new JobScheduler(house.State, OtherSettings(model), TimeProvider.System);

        other.Send(job.Id.ToString(), new JobMessage.Cancel());

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);
        house.EventsOf(job).OfType<CancelRequested>().Count().ShouldBe(1);
        Directory.GetFiles(house.DirectoryOf(job).Inbox).ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaving_interrupts_and_says_why()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();

        (await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5))).ShouldBe([job]);

        job.View.Status.ShouldBe(JobStatus.Interrupted);
        job.View.Error.ShouldBe("Interrupted: pedrocode exited");
    }

    private static SchedulerSettings OtherSettings(ScriptedModel model) =>
        new()
        {
            OnAsk = OnAsk.Deny,
            Gate = new Core.Permissions.PermissionGate(new Core.Permissions.PermissionRules()),
            Model = _ => model,
        };

    private static async Task<int[]> PidsAsync(string file)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (File.Exists(file) && File.ReadAllLines(file) is { Length: 2 } lines)
            {
                return [.. lines.Select(int.Parse)];
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
        }
    }

    private static bool IsAlive(int pid) =>
        File.Exists($"/proc/{pid}/stat")
        && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
}
