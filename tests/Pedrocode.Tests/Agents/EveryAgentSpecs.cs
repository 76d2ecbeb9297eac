using System.Text.RegularExpressions;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

/// <summary>Each agent from its first phase to its last, on a project of each of three languages whose one test fails.</summary>
public sealed class EveryAgentSpecs
{
    public static TheoryData<string> Languages { get; } = [.. Sample.All.Select(static sample => sample.Language)];

    public static TheoryData<string, string> AgentsThatChange { get; } =
    [.. Sample.All.SelectMany(static sample => new[] { ("build", sample.Language), ("quick", sample.Language) })];

    public static TheoryData<string, string> AgentsThatRead { get; } =
    [("review", Sample.All[0].Language), ("triage", Sample.All[^1].Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Debug_sees_the_failure_mends_it_and_is_verified_because_the_test_was_run(string language)
    {
        var sample = Sample.In(language);
        await using var house = House(new GoodModel(sample).Reply);
        var project = sample.Make(house.Project);

        var job = house.Start("add() gives a wrong sum", "debug");
        var view = await job.EndAsync();

        (view.Status, view.Landing).ShouldBe((JobStatus.Complete, LandingState.Landed), view.Error);
        view.Verification!.ToString().ShouldBe("verified");
        RanIn(house, job).ShouldBe([(sample.Check, CheckOutcome.Passed)]);
        project.Git("status", "--short").ShouldBe($" M {sample.File}");
        house.Read(sample.File).ShouldContain(sample.Right);
        view.Output!.ShouldContain("Commit message:\nadd: add, not subtract");
        var told = Told(house, job, "verify");
        told.ShouldContain($"The failure was shown by: {sample.Check}\n");
        told.ShouldContain($"Changed files:\n  {sample.File} (+1 -1)\n");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Debug_by_a_model_that_lies_fails_with_what_the_check_prints_and_changes_nothing(string language)
    {
        var sample = Sample.In(language);
        await using var house = House(new GoodModel(sample) { Lies = true }.Reply, checkRetries: 0);
        var project = sample.Make(house.Project);
        var before = GitProject.Everything(project.Root);

        var job = house.Start("add() gives a wrong sum", "debug");
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Failed);
        view.Error!.ShouldStartWith($"check failed: {sample.Check}\n");
        view.Error!.ShouldContain(sample.Failure);
        RanIn(house, job).Distinct().ShouldBe([(sample.Check, CheckOutcome.Failed)]);
        GitProject.Everything(project.Root).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(AgentsThatChange))]
    public async Task An_agent_that_changes_is_verified_by_the_check_found_in_the_project(string agent, string language)
    {
        var sample = Sample.In(language);
        await using var house = House(new GoodModel(sample).Reply);
        var project = sample.Make(house.Project);

        var job = house.Start("make add() right", agent);
        var view = await job.EndAsync();

        (view.Status, view.Landing).ShouldBe((JobStatus.Complete, LandingState.Landed), view.Error);
        view.Verification!.ToString().ShouldBe("verified");
        RanIn(house, job).ShouldBe([(sample.Check, CheckOutcome.Passed)]);
        project.Git("status", "--short").ShouldBe($" M {sample.File}");
        if (agent == "build")
        {
            // What a command changed is told too.
            Told(house, job, "deliver").ShouldContain($"Changed files:\n  {sample.File} (+1 -1)\n");
        }
    }

    [Theory]
    [MemberData(nameof(AgentsThatRead))]
    public async Task An_agent_that_reads_ends_with_a_report_and_leaves_everything_as_it_was(
        string agent,
        string language
    )
    {
        var sample = Sample.In(language);
        await using var house = House(new GoodModel(sample).Reply);
        var project = sample.Make(house.Project);
        var before = GitProject.Everything(project.Root);

        var job = house.Start("look at add()", agent);
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete, view.Error);
        view.Verification.ShouldBeNull();
        var report = File.ReadAllText(Path.Combine(house.State.Path, "reports", $"{job.Id}.md"));
        report.ShouldContain($"{sample.File}:{sample.Line}");
        view.Output.ShouldBe(report.TrimEnd('\n'));
        Regex
            .Count(Told(house, job, "report"), $@"\[high\] {sample.File}:{sample.Line}")
            .ShouldBe(agent == "review" ? 2 : 1);
        GitProject.Everything(project.Root).ShouldBe(before);
    }

    private static JobHarness House(Func<ModelRequest, ModelReply> reply, int checkRetries = 2) =>
        new(
            new ScriptedModel(reply),
            settings =>
                settings with
                {
                    Isolation = Isolation.Tree,
                    Checks = new CheckSettings { Retries = checkRetries },
                },
            JobHarness.AllowAll
        );

    private static string Told(JobHarness house, Job job, string phase) =>
        house.EventsOf(job).OfType<PhaseStarted>().Single(started => started.Phase == phase).Message;

    private static IEnumerable<(string, CheckOutcome)> RanIn(JobHarness house, Job job) =>
        house
            .EventsOf(job)
            .OfType<CheckEnded>()
            .Where(static run => !run.OnBase)
            .Select(static run => (run.Command, run.Outcome));

    /// <summary>A project whose add() subtracts, and whose test says so.</summary>
    private sealed record Sample(
        string Language,
        string Check,
        string File,
        int Line,
        string Wrong,
        string Right,
        string Failure,
        params (string Name, string Text)[] Files
    )
    {
        public static Sample[] All { get; } =
        [
            new(
                "Python",
                "python3 -m unittest discover",
                "calc.py",
                2,
                "return a - b",
                "return a + b",
                "-1 != 5",
                ("calc.py", "def add(a, b):\n    return a - b\n"),
                (
                    "test_calc.py",
                    "import unittest\nfrom calc import add\n\nclass T(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(2, 3), 5)\n"
                )
            ),
            new(
                "JavaScript",
                "npm test",
                "calc.js",
                1,
                "a - b",
                "a + b",
                "-1 !== 5",
                ("package.json", """{"scripts":{"test":"node calc.test.js"}}"""),
                ("calc.js", "exports.add = (a, b) => a - b;\n"),
                (
                    "calc.test.js",
                    "const { add } = require('./calc');\nrequire('node:assert').strictEqual(add(2, 3), 5);\n"
                )
            ),
            new(
                "C",
                "make test",
                "calc.c",
                1,
                "a - b",
                "a + b",
                "FAIL add(2, 3)",
                ("Makefile", "test:\n\t@gcc -o /dev/null -c calc.c && gcc -o t calc.c test.c && ./t\n"),
                (".gitignore", "t\n"),
                ("calc.c", "int add(int a, int b) { return a - b; }\n"),
                (
                    "test.c",
                    "#include <stdio.h>\nint add(int, int);\nint main(void) { if (add(2, 3) == 5) return 0; puts(\"FAIL add(2, 3)\"); return 1; }\n"
                )
            ),
        ];

        public static Sample In(string language) => All.Single(sample => sample.Language == language);

        public GitProject Make(string root)
        {
            var project = GitProject.Init(root);
            foreach (var (name, text) in Files)
            {
                project.Write(name, text);
            }
            project.Commit("calc: a first try");
            return project;
        }
    }

    /// <summary>Does in each phase what its opening message asks for.</summary>
    private sealed class GoodModel(Sample sample)
    {
        /// <summary>It edits nothing and says that all is well.</summary>
        public bool Lies { get; init; }

        public ModelReply Reply(ModelRequest request)
        {
            var opening = request
                .Messages.ToList()
                .FindLastIndex(static message =>
                    message is UserMessage { Text: var text } && text.Contains("Tools: ", StringComparison.Ordinal)
                );
            var goal = ((UserMessage)request.Messages[opening]).Text;
            var rounds = request.Messages.Skip(opening).Count(static message => message is AssistantMessage);
            return rounds == 0 && Work(goal) is { } work ? work : Finish(goal);
        }

        private ModelReply? Work(string goal) =>
            PhaseOf(goal) == "implement"
                ? ScriptedModel.Calls(
                    ("bash", $$"""{"command":"sed -i 's/{{sample.Wrong}}/{{sample.Right}}/' {{sample.File}}"}""")
                )
            : Has(goal, "write_file") && !Lies
                ? ScriptedModel.Calls(
                    ("read_file", $$"""{"file":"{{sample.File}}"}"""),
                    ("code_edit", $$"""{"file":"{{sample.File}}","old":"{{sample.Wrong}}","new":"{{sample.Right}}"}""")
                )
            : PhaseOf(goal) == "reproduce" ? ScriptedModel.Calls(("bash", $$"""{"command":"{{sample.Check}}"}"""))
            : Has(goal, "write_file") ? null
            : ScriptedModel.Calls(("read_file", $$"""{"file":"{{sample.File}}"}"""));

        // Verify and validate come after the edit: theirs is refused, and nothing is left to do.
        private ModelReply Finish(string goal)
        {
            var finding = $$"""{"severity":"high","file":"{{sample.File}}","line":{{sample.Line}},"advice":"add"}""";
            var result = PhaseOf(goal) switch
            {
                "reproduce" => $$"""{"command":"{{sample.Check}}","failure":"a wrong sum"}""",
                "investigate" => """{"facts":["add() subtracts"],"suspects":["add()"]}""",
                "isolate" =>
                    $$"""{"file":"{{sample.File}}","line":{{sample.Line}},"cause":"it subtracts","evidence":"read"}""",
                "analyze" when Has(goal, "approach") => $$"""{"files":["{{sample.File}}"],"approach":"add"}""",
                "plan" => """{"steps":["add"]}""",
                "deliver" => """{"commit_message":"add: add, not subtract"}""",
                "gather" => $$"""{"files":["{{sample.File}}"],"change":"all of it"}""",
                "collect" => """{"facts":["add() subtracts"]}""",
                "report" when Has(goal, "next_steps") =>
                    $$"""{"priority":"high","findings":[{{finding}}],"next_steps":["debug"]}""",
                "security" or "quality" or "analyze" or "report" => $$"""{"findings":[{{finding}}]}""",
                _ => null,
            };
            return ScriptedModel.Calls(
                (
                    "finish",
                    result is null
                        ? """{"summary":"All tests pass."}"""
                        : $$"""{"summary":"All tests pass.","result":{{result}} }"""
                )
            );
        }

        private static string PhaseOf(string goal) =>
            goal.Split('\n')
                .FirstOrDefault(static line => line.StartsWith("Phase ", StringComparison.Ordinal))
                ?.Split(": ", 2)[1]
                .Split('.')[0]
            ?? "work";

        private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);
    }
}
