using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Tests.Testing;

/// <summary>A state directory, a project and a scheduler: everything real but the model.</summary>
internal sealed class JobHarness : IAsyncDisposable
{
    private readonly TempDirectory temp = new();
    private readonly SchedulerSettings settings;

    public JobHarness(
        IModelClient model,
        Func<SchedulerSettings, SchedulerSettings>? change = null,
        PermissionRules? rules = null,
        TimeProvider? time = null
    )
    {
        Directory.CreateDirectory(Project);
        State = StateDirectory.Open(temp.At("state"));
        settings = new SchedulerSettings
        {
            OnAsk = OnAsk.Wait,
            Gate = new PermissionGate(rules ?? new PermissionRules()),
            Model = _ => model,
        };
        Scheduler = new JobScheduler(State, change?.Invoke(settings) ?? settings, time ?? TimeProvider.System);
    }

    public StateDirectory State { get; }

    public JobScheduler Scheduler { get; }

    public string Project => temp.At("project");

    public static PermissionRules AllowAll { get; } = new() { Allow = [PermissionRule.Parse("all")] };

    public Job Start(
        string task = "do it",
        string agent = "quick",
        Mode mode = Mode.Background,
        string? workDir = null
    ) =>
        Scheduler.Start(
            new JobRequest(agent, task)
            {
                Mode = mode,
                WorkDir = workDir ?? Project,
                Session = "test",
                Model = "scripted",
            }
        );

    public string Write(string name, string content) => temp.Write($"project/{name}", content);

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Project, name));

    public JobDirectory DirectoryOf(Job job) => State.Find(job.Id.ToString());

    public ImmutableArray<JobEvent> EventsOf(Job job) =>
        [.. DirectoryOf(job).Read().Entries.Select(static entry => entry.Event)];

    public async ValueTask DisposeAsync()
    {
        await Scheduler.DisposeAsync();
        temp.Dispose();
    }
}

internal static class JobWaiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The job's view when it has ended.</summary>
    public static async Task<JobView> EndAsync(this Job job)
    {
        await job.Ended.WaitAsync(Patience);
        return job.View;
    }

    /// <summary>The first event of the kind, when it is on disk.</summary>
    public static async Task<T> EventAsync<T>(this Job job)
        where T : JobEvent
    {
        using var deadline = new CancellationTokenSource(Patience);
        await foreach (var entry in job.FollowAsync(0, deadline.Token))
        {
            if (entry.Event is T wanted)
            {
                return wanted;
            }
        }
        throw new InvalidOperationException(
            $"{job.Id} ended without {typeof(T).Name}: {job.View.Status} {job.View.Error}"
        );
    }
}
