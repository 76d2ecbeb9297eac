using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Views;

/// <summary>Every screen as its golden file holds it.</summary>
public class ScreenSpecs
{
    private static readonly Style Plain = Story.Plain;
    private static readonly Style Ascii = Plain with { Unicode = false };
    private static readonly Style Narrow = Plain with { Width = 40 };

    [Fact]
    public void The_list_of_the_manual_is_printed_to_the_letter() =>
        Golden.Matches("list-manual", List(Plain, Editing(), Complete(456, "debug", 45), Failed(789, "review", 75)));

    [Fact]
    public void An_empty_list_says_so() => List(Plain).ShouldBe("No jobs found");

    [Fact]
    public void The_list_shows_every_status() => Golden.Matches("list-every-status", List(Plain, EveryStatus()));

    [Fact]
    public void The_list_in_ascii() => Golden.Matches("list-ascii", List(Ascii, EveryStatus()));

    [Fact]
    public void The_list_at_40_columns() => Golden.Matches("list-narrow", List(Narrow, EveryStatus()));

    [Fact]
    public void A_long_task_in_wide_characters_and_emoji_is_cut_between_characters()
    {
        var task = "修复认证 👨‍👩‍👧‍👦 家族 👍🏽 " + string.Concat(Enumerable.Repeat("漢字👩‍💻", 20));

        for (var width = 20; width < 60; width++)
        {
            var last = List(Plain with { Width = width }, new Story(task: task)).Split('\n')[^1];
            TextWidth.Of(last).ShouldBeInRange(width - 2, width);
            last.ShouldEndWith("…");
            last.TrimEnd('…').ShouldNotEndWith("\u200d");
        }
        Golden.Matches("list-wide", List(Narrow, new Story(task: task)));
    }

    [Fact]
    public void A_running_job_in_detail() => Golden.Matches("detail-running", Detail(Plain, Editing()));

    [Fact]
    public void A_pending_job_in_detail() => Golden.Matches("detail-pending", Detail(Plain, new Story()));

    [Fact]
    public void A_waiting_job_in_detail() => Golden.Matches("detail-waiting", Detail(Plain, Asking()));

    [Fact]
    public void A_complete_job_in_detail() => Golden.Matches("detail-complete", Detail(Plain, Complete()));

    [Fact]
    public void A_failed_job_in_detail() => Golden.Matches("detail-failed", Detail(Plain, Failed()));

    [Fact]
    public void A_paused_job_in_detail() => Golden.Matches("detail-paused", Detail(Plain, Paused()));

    [Fact]
    public void A_complete_job_in_detail_with_colour() =>
        Golden.Matches("detail-colour", Detail(Plain with { Colour = true }, Complete()));

    [Fact]
    public void In_a_shell_what_to_do_next_is_written_as_verbs() =>
        Golden.Matches(
            "detail-shell",
            string.Join(
                '\n',
                new[] { Editing(), Asking(), Complete(), Failed(), Paused() }
                    .Select(static story => Detail(Plain with { InShell = true }, story).Split("\nNext: ")[^1])
                    .Append(
                        NoticeView.Of(Asking().Entries[^1].Event, Asking().View, Plain with { InShell = true })!.Text
                    )
            )
        );

    [Fact]
    public void A_complete_job_in_detail_in_ascii() => Golden.Matches("detail-ascii", Detail(Ascii, Complete()));

    [Fact]
    public void Times_are_shown_in_the_zone_of_the_reader()
    {
        var east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(5.5), null, null);

        Detail(Plain with { Zone = east }, Complete()).ShouldContain("Started: 2026-01-25 02:30:00\n");
    }

    [Fact]
    public void Every_notice() => Golden.Matches("notices", Notices(Plain));

    [Fact]
    public void Every_notice_in_ascii() => Golden.Matches("notices-ascii", Notices(Ascii));

    [Fact]
    public void The_log_of_a_job() => Golden.Matches("log", Log(Plain));

    [Fact]
    public void The_log_of_a_job_with_colour() => Golden.Matches("log-colour", Log(Plain with { Colour = true }));

    [Fact]
    public void Interactive_mode() => Golden.Matches("interactive", Interactive(Plain));

    [Fact]
    public void Interactive_mode_in_ascii() => Golden.Matches("interactive-ascii", Interactive(Ascii));

    [Fact]
    public void Pedro_begins_and_is_done() => Golden.Matches("pedro", Pedros(Plain));

    [Fact]
    public void Pedro_in_ascii() => Golden.Matches("pedro-ascii", Pedros(Ascii));

    [Fact]
    public void At_the_limit_a_job_waits_or_is_not_begun() =>
        Golden.Matches(
            "limit",
            Pedro.Queued(new Story(1737766803).View, 3, 3, 1, Plain) + "\n" + Pedro.Rejected(3, Plain)
        );

    [Fact]
    public void Leaving() => Golden.Matches("leaving", Left());

    [Fact]
    public void The_start_up_check() => Golden.Matches("start-check", StartCheck(Plain, 100));

    [Fact]
    public void The_start_up_check_at_40_columns_in_ascii() =>
        Golden.Matches("start-check-narrow", StartCheck(Ascii with { Width = 40 }, 40));

    [Fact]
    public void A_verified_job_in_detail() =>
        Golden.Matches("detail-verified", Detail(Plain, Checked().Then(Landed).Then(new JobCompleted("Checked."))));

    [Fact]
    public void A_job_that_could_not_be_applied_in_detail() =>
        Golden.Matches("detail-not-applied", Detail(Plain, NotApplied()));

    [Fact]
    public void A_job_that_could_not_be_applied_in_detail_with_colour() =>
        Golden.Matches("detail-not-applied-colour", Detail(Plain with { Colour = true }, NotApplied()));

    [Fact]
    public void A_job_that_waits_for_the_directory_in_detail() =>
        Golden.Matches(
            "detail-directory",
            Detail(Plain, new Story(130).Started().Then(new DirectoryAwaited("job-123")))
        );

    [Fact]
    public void Every_end_of_a_landing_as_a_notice_and_as_a_sentence() =>
        Golden.Matches(
            "notices-landing",
            string.Join(
                '\n',
                new[]
                {
                    Checked().Then(Landed),
                    NotApplied(),
                    Checked().Then(Unlanded("the branch is another now")),
                }.SelectMany(static story => new[] { Line(story, Plain), Line(story, Ascii) })
            )
        );

    [Fact]
    public void Whatever_is_a_notice_is_a_sentence_too_and_nothing_else_is()
    {
        var story = Whole();
        foreach (var fact in story.Entries.Select(static entry => entry.Event).Concat(Endings()))
        {
            var isNotice = NoticeView.Of(fact, story.View, Ascii) is not null;
            (NoticeSentence.Of(fact, story.View, Ascii) is not null).ShouldBe(isNotice, fact.ToString());
        }
    }

    [Theory]
    [InlineData("read_file(file='a.cs')", "read_file(file=\"a.cs\")")]
    [InlineData("read_file(file='it's.cs', lines 3-9)", "read_file(file=\"it's.cs\", lines 3-9)")]
    [InlineData("search_code(pattern='a', path='src')", "search_code(pattern=\"a\", path=\"src\")")]
    [InlineData("apply_patch(file='a' and 2 more)", "apply_patch(file=\"a\" and 2 more)")]
    [InlineData("bash(grep -n 'x' a.cs)", "bash(grep -n 'x' a.cs)")]
    [InlineData("plan(3 steps)", "plan(3 steps)")]
    public void Notices_quote_with_double_marks_whatever_is_called(string brief, string noticed) =>
        CallText.Noticed(brief).ShouldBe(noticed);

    [Fact]
    public void Interactive_mode_at_40_columns() => Golden.Matches("interactive-narrow", Interactive(Narrow));

    [Fact]
    public void What_a_phase_hands_on_is_told_field_by_field() =>
        Golden.Matches(
            "phase-result",
            InteractiveView.PhaseEnd(
                "analyze",
                2,
                InteractiveView.HandedOn(
                    new PhaseEnded(
                        "analyze",
                        "Found it.",
                        System
                            .Text.Json.JsonDocument.Parse(
                                """{"files":["a.go","b.go"],"approach":"check it","risks":["old clients"]}"""
                            )
                            .RootElement,
                        2
                    )
                ),
                Plain
            )
        );

    [Fact]
    public void A_resumed_job() => Golden.Matches("resume", ResumeView.Text(Paused().View, new JobResumed(), Plain));

    [Fact]
    public void A_resumed_job_with_a_long_task_stays_on_its_line()
    {
        var text = ResumeView.Text(new Story(1737766800, task: new string('x', 200)).View, new JobResumed(), Narrow);

        TextWidth.Of(text.Split('\n')[0]).ShouldBe(40);
    }

    [Fact]
    public void Help() => Golden.Matches("help", new HelpText(ActionPlaces.Repl).Overview());

    [Fact]
    public void Help_at_40_columns() => Golden.Matches("help-40", new HelpText(ActionPlaces.Repl, 40).Overview());

    [Fact]
    public void Help_about_each_action() =>
        Golden.Matches(
            "help-about",
            string.Join(
                "\n\n",
                ActionList.For(ActionPlaces.Repl).Select(static action => new HelpText(ActionPlaces.Repl).About(action))
            )
        );

    [Fact]
    public void Ascii_screens_of_an_ascii_job_hold_nothing_else()
    {
        string[] screens =
        [
            List(Ascii, EveryStatus()),
            List(Ascii, new Story(task: new string('x', 200))),
            .. EveryStatus().Select(static story => Detail(Ascii, story)),
            Notices(Ascii),
            Log(Ascii),
            Interactive(Ascii),
            Pedros(Ascii),
            ResumeView.Text(Paused().View, new JobResumed(), Ascii),
        ];

        screens.ShouldAllBe(static screen => screen.All(char.IsAscii));
    }

    [Fact]
    public void Control_characters_never_reach_a_screen()
    {
        const string evil = "a\e[2Jb\rc\u202ed\u0007\u009b31m";
        var story = new Story(task: evil)
            .Started()
            .Then(
                new RoundStarted(1, 1),
                Story.Reply(evil),
                new ToolCallStarted("c", evil, evil),
                Story.Call(ToolOutcome.Failed(evil), evil),
                Story.Changed(new FileChange(evil, 1, 1)),
                new Steered(evil),
                new PhaseEnded("implement", evil, null, 1)
            );
        var calling = new Story(task: evil).Started().Then(new ToolCallStarted("c", evil, evil));
        var asking = new Story(task: evil).Started().Then(new ApprovalAsked(1, "c", "bash", evil, evil));
        Story[] stories =
        [
            new Story(task: evil),
            calling,
            asking,
            new Story(task: evil).Then(new JobFailed(evil, evil)),
            new Story(task: evil).Then(new JobInterrupted(evil)),
            new Story(task: evil).Started().Then(new JobPaused(evil)),
            story.Then(new JobCompleted(evil)),
        ];

        foreach (var each in stories)
        {
            string[] screens =
            [
                List(Plain, each),
                Detail(Plain, each),
                ResumeView.Text(each.View, new JobResumed(), Plain),
                Pedro.Done(each.View, Plain),
                InteractiveView.PhaseEnd("implement", 1, evil, Plain),
                .. each.Entries.Select(entry => NoticeView.Of(entry.Event, each.View, Plain)?.Text ?? ""),
                .. each.Entries.Select(entry => LogView.Line(entry, each.View, Plain) ?? ""),
            ];
            foreach (var screen in screens)
            {
                screen.ShouldNotContain('\u202e');
                screen.Where(static c => char.IsControl(c) && c != '\n').ShouldBeEmpty(screen);
            }
        }
    }

    [Fact]
    public void A_command_of_several_lines_cannot_pass_for_a_notice()
    {
        var asked = new ApprovalAsked(1, "c", "bash", "true\n[job-9] ✅ Complete!", "");

        NoticeView.Of(asked, new Story().View, Plain)!.Text.ShouldContain("\n      [job-9]");
    }

    private static Story Editing() =>
        new Story()
            .Started()
            .Round("read_file('api/auth.go')", "read_file('a.go')", "read_file('b.go')", "read_file('c.go')")
            .Round("read_file('d.go')", "read_file('e.go')", "read_file('f.go')", "read_file('g.go')")
            .Round(
                "plan(3 steps)",
                "read_file('h.go')",
                "search_code(pattern=\"auth\")",
                "code_edit(file='api/auth.go')"
            );

    private static Story Asking() =>
        new Story(124)
            .Started()
            .Round()
            .Then(
                new ApprovalAsked(1, "c", "bash", "npm install", "npm install needs the network")
                {
                    Rule = "bash(npm install)",
                    Directory = "/home/me/shop/web",
                }
            );

    private static Story Complete(long id = 456, string agent = "debug", int seconds = 45) =>
        new Story(id, agent, "Find the bug")
            .Started()
            .Round("code_edit(file='api/auth.go')")
            .Then(Story.Changed(new FileChange("api/auth.go", 80, 10), new FileChange("go.mod", 4, 2)))
            .After(seconds)
            .Then(new JobCompleted("The token was never checked.\nNow it is."));

    private static Story Failed(long id = 789, string agent = "review", int seconds = 75) =>
        new Story(id, agent, "Review the API")
            .Started("review", 1, 1)
            .Round()
            .After(seconds)
            .Then(new JobFailed("http://localhost:11434: connection refused"));

    /// <summary>A change of which the checks are glad.</summary>
    private static Story Checked() =>
        new Story(456, "build", "Fix the flaky test of the cache")
            .Started("validate", 4, 5)
            .Round("code_edit(file='cache.go')")
            .Then(Story.Changed(new FileChange("cache.go", 12, 3), new FileChange("cache_test.go", 40, 0)))
            .After(95)
            .Then(new ChecksJudged(new Verification(Verified.Yes, "changed tests: 2"), null));

    private static readonly Landed Landed = new(
        [new FileChange("cache.go", 12, 3), new FileChange("cache_test.go", 40, 0)],
        "0123abc"
    );

    private static NotApplied Unlanded(string why) => new(why, [], Landed.Changes);

    private static Story NotApplied() =>
        Checked().Then(Unlanded("conflicts in cache.go, cache_test.go")).Then(new JobCompleted("Checked."));

    private static string Line(Story story, Style style)
    {
        var fact = new JobCompleted("Checked.");
        return NoticeView.Line(NoticeView.Of(fact, story.View, style)!, "[job-456]", fact, story.View, style);
    }

    private static string Left() =>
        string.Join(
            '\n',
            LeavingView.Asked(2),
            LeavingView.Asked(1),
            LeavingView.AskedOver(new JobId(123)),
            LeavingView.Interrupted([new JobId(123), new JobId(124)], deleted: []),
            LeavingView.Interrupted([new JobId(123)], deleted: []),
            LeavingView.Interrupted([new JobId(123), new JobId(124)], deleted: [new JobId(124)])
        );

    private static string StartCheck(Style style, int width)
    {
        var jobs = new[] { Editing().Then(new JobInterrupted("Interrupted: pedrocode exited")), Paused() };
        var (above, prompt) = StartCheckView.Question(width);
        return string.Join(
            '\n',
            new[]
            {
                StartCheckView.Text(
                    [.. jobs.Select(static story => story.View)],
                    "~/.local/state/pedrocode/jobs/",
                    style
                )[..^1],
                above,
                prompt,
            }.Where(static part => part is not null)
        );
    }

    private static Story Paused() =>
        new Story(127)
            .Started()
            .Round("code_edit(file='a.go')")
            .After(3723)
            .Then(new JobPaused("Paused: 50 of 50 rounds of implement") { Limit = JobLimit.Rounds });

    private static Story[] EveryStatus() =>
        [
            Editing(),
            Asking(),
            new Story(125).Started("analyze", 1).Round().Then(new ReviewAsked(1, "analyze")),
            new Story(126, task: "Write the tests,\nall of them"),
            Complete(),
            Failed(),
            new Story(128).Started().After(5).Then(new JobCancelled()),
            new Story(129).Started().After(3661).Then(new JobInterrupted("Interrupted: pedrocode exited")),
            Paused(),
            new Story(130).Started().Then(new DirectoryAwaited("job-123")),
            Complete(131).Then(new Landed([new FileChange("a.cs", 1, 0)], Record: "1234"), new Undone()),
            Complete(132).Then(new Discarded()),
        ];

    private static string List(Style style, params Story[] stories) =>
        JobListView.Text(
            [.. stories.Select(static story => story.View)],
            static id => id.Number == 126 ? 1 : 0,
            Story.Begin.AddSeconds(150),
            style
        );

    private static string Detail(Style style, Story story) =>
        JobDetailView.Text(
            story.View,
            story.View.Status == JobStatus.Pending ? 1 : 0,
            Story.Begin.AddSeconds(150),
            style
        );

    private static Story Whole() =>
        new Story()
            .Then(new JobStarted(1), new DirectoryAwaited("job-99"), new DirectoryTaken())
            .Then(new PhaseStarted("implement", 3, 5, "Do it."), new RoundStarted(1, 1))
            .Then(new ModelRetried(2, 480, "no connection"), new ModelRetried(3, 1100, "no connection"))
            .After(12)
            .Then(Story.Reply("I shall look\nat the handler."))
            .Then(new ToolCallStarted("a", "search_code", "search_code(pattern=\"handleAuth\")"))
            .Then(Story.Call(ToolOutcome.Ok(string.Join('\n', Enumerable.Range(1, 15))), "search_code"))
            .Then(new ToolCallStarted("b", "code_edit", "code_edit(file='api/auth.go')"))
            .Then(Story.Call(ToolOutcome.Failed("old text not found\nnearest: line 3")))
            .Then(Story.Call(ToolOutcome.Refused("denied by the user"), "bash"))
            .Then(new Steered("use the old handler"), new Nudged("go on"))
            .Then(new ApprovalAsked(1, "c", "bash", "npm install", "may write"))
            .Then(new ApprovalAnswered(1, Answer.Once, null))
            .Then(Story.Changed(new FileChange("a", 80, 10), new FileChange("b", 4, 1), new FileChange("c", 0, 1)))
            .Then(new PhaseEnded("implement", "Added the check.", null, 1));

    private static JobEvent[] Endings() =>
        [
            new JobCompleted("Done."),
            new JobFailed("connection refused\nby the server", "at Main()"),
            new JobFailed("http://127.0.0.1:8080/v1: no connection (6 attempts). Start the model server.")
            {
                ByServer = true,
            },
            new JobCancelled(),
            new JobInterrupted("Interrupted: pedrocode exited"),
            new JobPaused("Paused: 50 of 50 rounds of implement") { Limit = JobLimit.Rounds },
        ];

    private static string Notices(Style style)
    {
        var story = Whole();
        return string.Join(
            '\n',
            story
                .Entries.Select(static entry => entry.Event)
                .Concat(Endings())
                .Select(fact => (Fact: fact, Notice: NoticeView.Of(fact, story.View, style)))
                .Where(static shown => shown.Notice is not null)
                .Select(shown =>
                    $"{shown.Notice!.Weight, -8} {NoticeView.Line(shown.Notice, "[job-123]", shown.Fact, story.View, style)}"
                )
        );
    }

    private static string Log(Style style)
    {
        var story = Whole().Then(new JobFailed("connection refused", "at Main()"));
        return string.Join(
            '\n',
            story.Entries.Select(entry => LogView.Line(entry, story.View, style)).Where(static line => line is not null)
        );
    }

    private static string Interactive(Style style) =>
        string.Join(
            '\n',
            InteractiveView.Start(style),
            InteractiveView.PhaseHead(1, 5, "analyze", style),
            InteractiveView.PhaseEnd("analyze", 1, "Analyzed codebase, found auth files...", style),
            InteractiveView.Menu(PhaseLines, style),
            InteractiveView.MenuPrompt(PhaseLines),
            InteractiveView.ApprovalPrompt
        );

    private static string Pedros(Style style) =>
        string.Join(
            '\n',
            Pedro.Started(new Story(1737766800).View, style),
            Pedro.Queued(new Story(1737766803).View, 3, 3, 1, style),
            Pedro.Done(
                Complete().Then(new Landed([new FileChange("a.cs", 84, 12)], Record: "1234")).View with
                {
                    Verification = new Verification(Verified.Yes),
                },
                style
            )
        );

    private static readonly MenuLine[] PhaseLines =
    [
        new('c', "Continue to next phase (default)"),
        new('r', "Retry this phase"),
        new('d', "Show the changes"),
        new('b', "Continue in the background"),
        new('x', "Cancel task"),
    ];
}
