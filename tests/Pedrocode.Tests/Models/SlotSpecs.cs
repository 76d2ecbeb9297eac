using System.Collections.Concurrent;
using System.Diagnostics;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Models;

public sealed class SlotSpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SlotSpecs() => PrivateDirectory.Ensure(temp.At("state"));

    [Fact]
    public async Task One_slot_and_five_jobs_all_progress_and_never_two_requests_at_once()
    {
        var atOnce = 0;
        var most = 0;
        var order = new ConcurrentQueue<string>();
        var model = new ScriptedModel(request =>
        {
            order.Enqueue(request.Messages.OfType<UserMessage>().First().Text.Split('\n')[0]);
            Interlocked.Decrement(ref atOnce);
            return request.Messages.Count(static message => message is AssistantMessage) < 3
                ? ScriptedModel.Calls(("find_files", """{"glob":"*"}"""))
                : ScriptedModel.Finish();
        })
        {
            Hold = async stop =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
            },
        };
        await using var house = new JobHarness(
            model,
            settings => settings with { MaxConcurrent = 5, Slots = _ => Slots(1) }
        );

        var jobs = Enumerable.Range(1, 5).Select(number => house.Start($"task {number}")).ToList();
        foreach (var job in jobs)
        {
            (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        }

        most.ShouldBe(1);
        jobs.ShouldContain(job => house.EventsOf(job).OfType<ModelAwaited>().Any());
        // Nobody has four turns before everybody has had one.
        var asked = order.ToList();
        var fourth = asked
            .Select((task, at) => (task, at))
            .GroupBy(one => one.task)
            .Min(group => group.ElementAt(3).at);
        asked.Take(fourth).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task A_job_that_waits_for_the_model_says_so_and_how_many_are_before_it()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(ScriptedModel.Finish()),
            settings => settings with { Slots = _ => Slots(1), MaxConcurrent = 2 }
        );
        var held = Slots(1).TryTake(wished: null)!;

        var first = house.Start();
        await first.EventAsync<ModelAwaited>();
        await WaitingAsync(1);
        var second = house.Start();
        await second.EventAsync<ModelAwaited>();

        first.View.LastEvent.ShouldBe("waits for the model");
        second.View.LastEvent.ShouldBe("waits for the model (1 before it)");
        held.Dispose();
        (await first.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        (await second.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        async Task WaitingAsync(int count)
        {
            while (Slots(1).Length < count)
            {
                await Task.Delay(10, Stop);
            }
        }
    }

    [Fact]
    public async Task A_holder_that_dies_frees_its_slot()
    {
        var slots = Slots(1);
        slots.TryTake(wished: null).ShouldNotBeNull().Dispose();
        var file = Directory.EnumerateFiles(temp.At("state"), "slot-0.lock", SearchOption.AllDirectories).Single();
        using var holder = Process.Start(
            new ProcessStartInfo("flock", [file, "sh", "-c", "echo held; exec sleep 300"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        await holder.StandardOutput.ReadLineAsync(Stop);
        slots.TryTake(wished: null).ShouldBeNull();
        var waiting = slots.TakeAsync(wished: null, isWatched: false, Stop);

        holder.Kill(entireProcessTree: true);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(20), Stop)).Number.ShouldBe(0);
    }

    [Fact]
    public async Task Who_is_watched_goes_first_else_who_came_first()
    {
        var slots = Slots(1);
        var held = slots.TryTake(wished: null)!;
        var order = new List<string>();
        var first = TakeAsync("first", isWatched: false);
        var second = TakeAsync("second", isWatched: false);
        var watched = TakeAsync("watched", isWatched: true);

        held.Dispose();
        await Task.WhenAll(first, second, watched).WaitAsync(TimeSpan.FromSeconds(20), Stop);

        order.ShouldBe(["watched", "first", "second"]);

        async Task TakeAsync(string name, bool isWatched)
        {
            using var slot = await slots.TakeAsync(wished: null, isWatched, Stop);
            order.Add(name);
        }
    }

    [Fact]
    public async Task Who_waits_goes_before_who_comes()
    {
        var slots = Slots(1);
        var held = slots.TryTake(wished: null)!;
        using var leaving = new CancellationTokenSource();
        var waiting = slots.TakeAsync(wished: null, isWatched: false, leaving.Token);

        held.Dispose();
        slots.TryTake(wished: null).ShouldBeNull();
        (await waiting).Dispose();

        slots.TryTake(wished: null).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_line_and_so_does_who_died()
    {
        var slots = Slots(1);
        using var held = slots.TryTake(wished: null)!;
        using var leaving = new CancellationTokenSource();
        var waiting = slots.TakeAsync(wished: null, isWatched: false, leaving.Token);
        slots.Length.ShouldBe(1);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        var line = Directory.EnumerateDirectories(temp.At("state"), "line", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(Path.Combine(line, "0-00000000000000000001-1-1"), "", Stop);

        slots.Length.ShouldBe(0);
        Directory.EnumerateFiles(line).ShouldBeEmpty();
    }

    [Fact]
    public void A_job_gets_the_slot_that_holds_its_cache()
    {
        var slots = Slots(3);
        using var other = slots.TryTake(wished: null)!;
        using var mine = slots.TryTake(wished: 2)!;
        using var taken = slots.TryTake(wished: 2)!;

        other.Number.ShouldBe(0);
        mine.Number.ShouldBe(2);
        taken.Number.ShouldBe(1);
        slots.TryTake(wished: null).ShouldBeNull();
    }

    [Fact]
    public async Task A_job_keeps_its_slot_and_llama_cpp_is_told()
    {
        var model = ScriptedModel.Of(ScriptedModel.Calls(("find_files", """{"glob":"*"}""")), ScriptedModel.Finish());
        await using var house = new JobHarness(model, settings => settings with { Slots = _ => Slots(2) });
        using var other = Slots(2).TryTake(wished: 0);

        (await house.Start().EndAsync()).Status.ShouldBe(JobStatus.Complete);

        model.Requests.Select(static request => request.Slot).ShouldBe([1, 1]);
        System
            .Text.Encoding.UTF8.GetString(
                Core.Models.OpenAi.OpenAiBody.Write(
                    model.Requests.First(),
                    ModelServer.Parse("localhost:8080", apiKey: null, ServerKind.LlamaCpp)
                ).Span
            )
            .ShouldContain("\"cache_prompt\":true,\"id_slot\":1,");
    }

    public void Dispose() => temp.Dispose();

    private ServerSlots Slots(int count) => new(temp.At("state"), "http://localhost:8080", count, TimeProvider.System);
}
