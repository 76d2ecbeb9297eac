using System.Text;
using CsCheck;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

public sealed class JournalSpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    [Fact]
    public void What_was_appended_is_read_back_equal()
    {
        var directory = NewDirectory();
        var outcome = ToolOutcome.Ok("text \u2028 with \u0000 and é 😀") with
        {
            Changes = [new FileChange("a/b.cs", 3, 1)],
            Seen = [new FileSeen("a/b.cs", "00ff")],
        };
        JobEvent[] facts =
        [
            new JobStarted(42),
            new RoundStarted(1, 1),
            new ToolCallEnded("c1", "read_file", outcome, 12),
        ];
        using (var journal = Create(directory))
        {
            journal.Append(facts);
        }

        var content = directory.Read();

        content.Damaged.ShouldBe(0);
        content.Entries.Select(static entry => entry.Sequence).ShouldBe([1, 2, 3, 4]);
        content.Entries.Skip(1).Select(static entry => entry.Event).Take(2).ShouldBe(facts.Take(2));
        var ended = content.Entries[3].Event.ShouldBeOfType<ToolCallEnded>();
        ended.Outcome.Text.ShouldBe(outcome.Text);
        ended.Outcome.Changes.ShouldBe(outcome.Changes);
        ended.Outcome.Seen.ShouldBe(outcome.Seen);
    }

    [Fact]
    public void A_string_above_64_KB_stands_beside_the_journal_and_comes_back_whole()
    {
        var directory = NewDirectory();
        var text = new string('x', 100_000) + "é";
        using (var journal = Create(directory))
        {
            journal.Append(new JobStarted(1), new Nudged(text));
        }

        new FileInfo(directory.Journal).Length.ShouldBeLessThan(2_000);
        directory.Read().Entries[2].Event.ShouldBe(new Nudged(text));
        Directory.GetFiles(directory.Output).Length.ShouldBe(1);
    }

    [Fact]
    public void A_torn_tail_is_cut_before_the_next_append()
    {
        var directory = NewDirectory();
        Create(directory).Dispose();
        File.AppendAllText(directory.Journal, "{\"seq\":2,\"time\":\"20");

        using (var journal = Journal.Open(directory, TimeProvider.System))
        {
            journal.Append(new JobStarted(1));
        }

        var content = directory.Read();
        content.Damaged.ShouldBe(0);
        content.Entries.Length.ShouldBe(2);
    }

    [Fact]
    public void A_flipped_bit_loses_its_line_only()
    {
        var directory = NewDirectory();
        using (var journal = Create(directory))
        {
            journal.Append(new JobStarted(1), new RoundStarted(1, 1), new Nudged("hello"), new Nudged("world"));
        }
        var whole = File.ReadAllBytes(directory.Journal);
        var at = Encoding.UTF8.GetString(whole).IndexOf("hello", StringComparison.Ordinal);
        whole[at] ^= 1;
        File.WriteAllBytes(directory.Journal, whole);

        var content = directory.Read();

        content.Damaged.ShouldBe(1);
        content.Entries.Select(static entry => entry.Event).OfType<Nudged>().ShouldBe([new Nudged("world")]);
        content.View.Status.ShouldBe(JobStatus.Running);
    }

    [Fact]
    public void Any_damage_loses_at_most_the_damaged_lines_and_never_throws()
    {
        var directory = NewDirectory();
        using (var journal = Create(directory))
        {
            journal.Append(new JobStarted(1));
            for (var i = 1; i <= 20; i++)
            {
                journal.Append(new RoundStarted(i, i), new Nudged($"n{i}"));
            }
        }
        var whole = File.ReadAllBytes(directory.Journal);
        var lines = whole.Count(static b => b == '\n');
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[1, 8], Gen.Byte)
            .Sample(damage =>
            {
                var (at, length, value) = damage;
                var bytes = whole.ToArray();
                bytes.AsSpan(at, Math.Min(length, bytes.Length - at)).Fill(value);
                var content = JournalContent.Read(bytes, new OutputFiles(directory.Output));
                var touched = whole.AsSpan(at, Math.Min(length, bytes.Length - at)).Count((byte)'\n') + 1;
                content.Entries.Length.ShouldBeGreaterThanOrEqualTo(lines - 1 - touched - 1);
                _ = content.View;
            });
    }

    [Fact]
    public void An_event_of_a_newer_version_is_kept_as_unknown()
    {
        var directory = NewDirectory();
        using (var journal = Create(directory))
        {
            journal.Append(new JobStarted(1), new Nudged("old"));
        }
        var text = File.ReadAllText(directory.Journal)
            .Replace("\"type\":\"nudged\"", "\"type\":\"beamed_up\"", StringComparison.Ordinal);
        File.WriteAllText(directory.Journal, Rechecked(text));

        directory.Read().Entries[2].Event.ShouldBe(new UnknownEvent("beamed_up"));
    }

    [Fact]
    public async Task A_follower_sees_every_event_once_and_in_order()
    {
        var directory = NewDirectory();
        using var journal = Create(directory);
        var following = Task.Run(async () =>
        {
            var seen = new List<long>();
            await foreach (var entry in journal.FollowAsync(0))
            {
                seen.Add(entry.Sequence);
            }
            return seen;
        });
        journal.Append(new JobStarted(1));
        for (var i = 1; i <= 50; i++)
        {
            journal.Append(new RoundStarted(i, i), new Nudged("x"));
        }
        journal.Dispose();

        (await following).ShouldBe(Enumerable.Range(1, 102).Select(static i => (long)i));
    }

    [Fact]
    public void An_event_that_must_not_follow_is_refused_and_leaves_no_trace()
    {
        var directory = NewDirectory();
        using var journal = Create(directory);
        journal.Append(new JobStarted(1), new JobCancelled());
        var before = File.ReadAllBytes(directory.Journal);

        Should.Throw<InvalidOperationException>(() => journal.Append(new JobFailed("too late")));

        File.ReadAllBytes(directory.Journal).ShouldBe(before);
        journal.View.Status.ShouldBe(JobStatus.Cancelled);
    }

    [Fact]
    public void The_summary_is_whole_private_and_says_what_the_journal_says()
    {
        var directory = NewDirectory();
        using (var journal = Create(directory))
        {
            journal.Append(new JobStarted(1));
            journal.Append(new JobPaused("Paused: 30 of 30 rounds of work"));
        }

        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(directory.Summary));
        json.RootElement.GetProperty("status").GetString().ShouldBe("failed");
        json.RootElement.GetProperty("resumable").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("error").GetString().ShouldBe("Paused: 30 of 30 rounds of work");
        json.RootElement.GetProperty("journal_bytes").GetInt64().ShouldBe(new FileInfo(directory.Journal).Length);
        File.GetUnixFileMode(directory.Summary).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(directory.Path)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(directory.Path).Select(Path.GetFileName).Order().ShouldBe(["job.json", "journal.jsonl"]);
    }

    public void Dispose() => temp.Dispose();

    private JobDirectory NewDirectory() =>
        StateDirectory.Open(temp.At("state")).Claim(DateTimeOffset.UnixEpoch.AddYears(50));

    private static Journal Create(JobDirectory directory) =>
        Journal.Create(
            directory,
            new JobCreated(directory.Id, "quick", "task", Mode.Background, "/p", "/p", "s", "m"),
            TimeProvider.System
        );

    /// <summary>The journal with the checksums its lines should have.</summary>
    private static string Rechecked(string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .Select(static line =>
                    line.LastIndexOf(",\"crc\":\"", StringComparison.Ordinal) is var at and > 0
                        ? $"{line[..at]},\"crc\":\"{JournalLine.Checksum(Encoding.UTF8.GetBytes(line[..at])):x8}\"}}"
                        : line
                )
        );
}
