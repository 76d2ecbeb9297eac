using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
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
    public void A_resumed_job() => Golden.Matches("resume", ResumeView.Text(Paused().View, Plain));

    [Fact]
    public void A_resumed_job_with_a_long_task_stays_on_its_line()
    {
        var text = ResumeView.Text(new Story(1737766800, task: new string('x', 200)).View, Narrow);

        TextWidth.Of(text.Split('\n')[0]).ShouldBe(40);
    }

    [Fact]
    public void Help() => Golden.Matches("help", HelpAction.Overview());

    [Fact]
    public void Help_about_each_action() =>
        Golden.Matches(
            "help-about",
            string.Join(
                "\n\n",
                ActionList.For(ActionPlaces.Repl).Select(static action => HelpAction.About(action, "/"))
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
            ResumeView.Text(Paused().View, Ascii),
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
                ResumeView.Text(each.View, Plain),
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

    private static Story Paused() =>
        new Story(127)
            .Started()
            .Round("code_edit(file='a.go')")
            .After(3723)
            .Then(new JobPaused("50 rounds, the limit"));

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
            new JobCancelled(),
            new JobInterrupted("Interrupted: pedrocode exited"),
            new JobPaused("50 rounds, the limit"),
        ];

    private static string Notices(Style style)
    {
        var story = Whole();
        return string.Join(
            '\n',
            story
                .Entries.Select(static entry => entry.Event)
                .Concat(Endings())
                .Select(fact => NoticeView.Of(fact, story.View, style))
                .OfType<Notice>()
                .Select(static notice => $"{notice.Weight, -8} [job-123] {notice.Text}")
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
            Pedro.Done(Complete().View, style)
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
