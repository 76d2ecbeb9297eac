using System.Runtime.CompilerServices;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

public sealed class StateFormatSpecs : IDisposable
{
    private static readonly string Journal = Fixture();

    private readonly TempDirectory temp = new();
    private readonly string home;

    public StateFormatSpecs() => home = temp.At("state");

    [Fact]
    public void A_new_directory_carries_the_number_and_keeps_no_copy_of_nothing()
    {
        StateDirectory.Open(home);

        File.ReadAllText(At("format")).ShouldBe("1\n");
        Directory.Exists(At("before-format-1")).ShouldBeFalse();
    }

    [Fact]
    public void An_older_one_is_upgraded_once_and_what_stood_there_is_kept()
    {
        Older();
        var state = StateDirectory.Open(home);
        File.AppendAllText(At("jobs", "job-1795571451", "journal.jsonl"), "more\n");
        File.Delete(At("format"));
        StateDirectory.Open(home);

        File.ReadAllText(At("format")).ShouldBe("1\n");
        state.All().ShouldHaveSingleItem().ReadView().Task.ShouldBe("job number 5");
        File.ReadAllText(At("before-format-1", "jobs", "job-1795571451", "journal.jsonl")).ShouldBe(Journal);
        File.ReadAllText(At("before-format-1", "last-id")).ShouldBe("job-1795571451");
    }

    [Fact]
    public async Task Of_many_that_open_an_older_one_at_once_one_upgrades_it()
    {
        Older();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StateDirectory.Open(home))));

        File.ReadAllText(At("before-format-1", "jobs", "job-1795571451", "journal.jsonl")).ShouldBe(Journal);
        Directory.Exists(At("before-format-1.part")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2\n")]
    [InlineData("no number")]
    public void A_newer_or_unknown_one_is_shown_and_never_written(string number)
    {
        Older();
        File.WriteAllText(At("format"), number);
        var before = Everything();

        var state = StateDirectory.Open(home);
        var job = state.All().ShouldHaveSingleItem();
        job.ReadView().Task.ShouldBe("job number 5");
        Action[] writes =
        [
            () => state.Claim(DateTimeOffset.UnixEpoch),
            () => JobOwnership.Take(job),
            () => JobOwnership.TryTake(job),
            () => Inbox.Put(job, new JobMessage.Steer("more"), TimeProvider.System),
            () => StateCheck.Run(state, prune: true, TimeProvider.System),
            state.DemandWritable,
        ];

        writes.ShouldAllBe(static write =>
            Should.Throw<UserError>(write).Message.EndsWith("shown, never written", StringComparison.Ordinal)
        );
        Everything().ShouldBe(before);
    }

    [Fact]
    public void The_place_of_earlier_versions_leads_to_the_jobs_and_what_is_not_our_dangling_link_stays()
    {
        var jobs = StateDirectory.Open(home).Jobs;
        var place = temp.At("place");

        EarlierPlace.Link(place, jobs);
        new FileInfo(place).LinkTarget.ShouldBe(jobs);
        EarlierPlace.Link(place, temp.At("elsewhere"));
        new FileInfo(place).LinkTarget.ShouldBe(jobs);

        File.Delete(place);
        File.CreateSymbolicLink(place, temp.At("gone"));
        EarlierPlace.Link(place, jobs);
        new FileInfo(place).LinkTarget.ShouldBe(jobs);

        File.Delete(place);
        File.WriteAllText(place, "somebody's");
        EarlierPlace.Link(place, jobs);
        File.ReadAllText(place).ShouldBe("somebody's");
    }

    [Fact]
    public void A_journal_of_format_1_is_read_whole()
    {
        Older();

        var content = StateDirectory.Open(home).All().ShouldHaveSingleItem().Read();

        (content.Damaged, content.Missing, content.Entries.Length).ShouldBe((0, 0, 18));
        content.View.HasUnknownEvents.ShouldBeFalse();
        (content.View.ToolCalls, content.View.LlmCalls).ShouldBe((2, 2));
        content.View.Status.ShouldBe(JobStatus.Running);
    }

    public void Dispose() => temp.Dispose();

    private void Older()
    {
        Directory.CreateDirectory(At("jobs", "job-1795571451"));
        File.WriteAllText(At("jobs", "job-1795571451", "journal.jsonl"), Journal);
        File.WriteAllText(At("last-id"), "job-1795571451");
    }

    private List<(string, string)> Everything() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(static path => (path, File.Exists(path) ? File.ReadAllText(path) : "")),
        ];

    private string At(params string[] parts) => Path.Combine([home, .. parts]);

    private static string Fixture([CallerFilePath] string spec = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(spec)!, "Fixtures", "format-1.jsonl"));
}
