using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

/// <summary>Whatever happened to a journal, the rest of it is readable, the loss is counted, and fsck says so.</summary>
public sealed class DamageSpecs : IDisposable
{
    private const int Events = 12;

    private readonly TempDirectory temp = new();
    private readonly StateDirectory state;
    private readonly JobDirectory job;

    public DamageSpecs()
    {
        state = StateDirectory.Open(temp.At("state"));
        job = NewJob();
    }

    public static TheoryData<string, int, int> Kinds =>
        new()
        {
            // What was done, lines that cannot be read, entries that are left.
            { "torn tail", 0, Events - 1 },
            { "no final newline", 0, Events - 1 },
            { "half a record glued to a whole one", 1, Events - 1 },
            { "a block of NUL", 1, Events },
            { "a bad line in the middle", 1, Events },
            { "a raw U+2028 in a line", 1, Events - 1 },
            { "a record twice", 1, Events },
            { "two records swapped", 1, Events - 1 },
            { "a record missing", 0, Events - 1 },
            { "a byte order mark", 1, Events },
            { "carriage returns", Events, 0 },
            { "invalid UTF-8", 1, Events },
            { "a line of 10 MB", 1, Events },
            { "nested 100,000 deep", 1, Events },
            { "empty", 0, 0 },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_rest_is_readable_and_the_loss_is_counted(string kind, int damaged, int entries)
    {
        File.WriteAllBytes(job.Journal, Damage(kind));
        var other = NewJob();

        var content = job.Read();

        (content.Damaged, content.Entries.Length).ShouldBe((damaged, entries));
        _ = content.View;
        other.Read().Damaged.ShouldBe(0);
        var findings = StateCheck.Run(state, prune: false, TimeProvider.System);
        findings.ShouldAllBe(finding => finding.Where.Contains(job.Id.ToString(), StringComparison.Ordinal));
        findings.ShouldNotBeEmpty();
        findings.Any(static finding => finding.What == "1 record is missing").ShouldBe(kind == "a record missing");
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("missing")]
    [InlineData("huge")]
    [InlineData("link")]
    public void A_bad_job_json_changes_nothing_and_is_made_again(string kind)
    {
        var precious = temp.Write("precious", "mine");
        File.Delete(job.Summary);
        switch (kind)
        {
            case "damaged":
                File.WriteAllText(job.Summary, "{\"id\":");
                break;
            case "huge":
                File.WriteAllText(job.Summary, new string(' ', 20_000_000));
                break;
            case "link":
                File.CreateSymbolicLink(job.Summary, precious);
                break;
        }

        job.ReadView().Status.ShouldBe(JobStatus.Interrupted);
        StateCheck
            .Run(state, prune: false, TimeProvider.System)
            .ShouldHaveSingleItem()
            .ShouldBe(
                new StateFinding($"jobs/{job.Id}/job.json", "does not say what the journal says", Repaired: true)
            );

        StateCheck.Run(state, prune: false, TimeProvider.System).ShouldBeEmpty();
        File.ReadAllText(precious).ShouldBe("mine");
    }

    [Fact]
    public void An_event_whose_long_text_is_gone_is_damaged_and_not_of_a_newer_version()
    {
        using (var journal = Journal.Open(job, TimeProvider.System))
        {
            journal.Append(new JobResumed(), new JobStarted(1), new Nudged(new string('x', 100_000)));
        }
        Directory.Delete(job.Output, recursive: true);

        var content = job.Read();

        content.Damaged.ShouldBe(1);
        content.View.HasUnknownEvents.ShouldBeFalse();
    }

    [Fact]
    public void Nothing_that_can_be_read_is_pruned_and_what_cannot_is_only_on_request()
    {
        var empty = state.Claim(DateTimeOffset.UtcNow);
        File.WriteAllText(empty.Journal, "nothing that\ncan be read\n");

        StateCheck.Run(state, prune: false, TimeProvider.System).ShouldHaveSingleItem().Repaired.ShouldBeFalse();
        StateCheck.Run(state, prune: true, TimeProvider.System).ShouldHaveSingleItem().Repaired.ShouldBeTrue();

        state.All().ShouldBe([job]);
        Directory.Exists(empty.Path).ShouldBeFalse();
    }

    public void Dispose() => temp.Dispose();

    private byte[] Damage(string kind)
    {
        var whole = File.ReadAllBytes(job.Journal);
        var lines = Encoding.UTF8.GetString(whole).TrimEnd('\n').Split('\n').ToList();
        switch (kind)
        {
            case "torn tail":
                return whole[..^40];
            case "no final newline":
                return whole[..^1];
            case "half a record glued to a whole one":
                lines[5] = lines[5][..30] + lines[5];
                break;
            case "a block of NUL":
                lines.Insert(6, new string('\0', 4096));
                break;
            case "a bad line in the middle":
                lines.Insert(6, "what is this?");
                break;
            case "a raw U+2028 in a line":
                lines[6] = lines[6].Insert(20, "\u2028");
                break;
            case "a record twice":
                lines.Insert(6, lines[5]);
                break;
            case "two records swapped":
                (lines[6], lines[7]) = (lines[7], lines[6]);
                break;
            case "a record missing":
                lines.RemoveAt(6);
                break;
            case "a byte order mark":
                lines[0] = "\uFEFF" + lines[0];
                break;
            case "carriage returns":
                return Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\r\n")));
            case "invalid UTF-8":
                return
                [
                    .. Encoding.UTF8.GetBytes(lines[0] + "\n"),
                    0xFF,
                    0xC0,
                    0x80,
                    (byte)'\n',
                    .. whole[(lines[0].Length + 1)..],
                ];
            case "a line of 10 MB":
                lines.Insert(6, new string('x', 10_000_000));
                break;
            case "nested 100,000 deep":
                lines.Insert(6, new string('[', 100_000));
                break;
            default:
                return [];
        }
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n")));
    }

    private JobDirectory NewJob()
    {
        var made = state.Claim(DateTimeOffset.UtcNow);
        var created = new JobCreated(made.Id, "quick", "t", Mode.Background, "/p", "/p", "s", "m");
        using var journal = Journal.Create(made, created, TimeProvider.System);
        journal.Append(new JobStarted(1));
        for (var i = 1; i <= Events - 3; i++)
        {
            journal.Append(new RoundStarted(i, i));
        }
        journal.Append(new JobInterrupted(JobInterruptions.Exit));
        return made;
    }
}
