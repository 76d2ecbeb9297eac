using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Landings;

/// <summary>Three jobs at once on the files of one repository, in a real terminal, beside edits of the user's own.</summary>
[Trait("Category", "Aot")]
public class ThreeJobsSpecs
{
    private const string Lines = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";
    private const string Mine = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten, mine\n";

    [Fact]
    public async Task Two_land_the_third_conflicts_retry_makes_it_land_and_undo_takes_back_one_jobs_lines()
    {
        string[] names = ["alpha", "beta", "gamma"];
        var ends = names.ToDictionary(static name => name, static _ => new Hold());
        await using var pedro = await Pedro.WithAsync([
            new Rule
            {
                When = new When { LastUser = "<<<<<<<", RoundsSinceUser = 0 },
                Reply = Call("bash", """{"command":"sed -i '/^[<=>|]\\{7\\}/d; /^two$/d' shared.txt"}"""),
            },
            new Rule
            {
                When = new When { LastUser = "<<<<<<<" },
                Reply = Finish,
            },
            Edit("alpha", "sed -i 's/^six$/six, alpha/' shared.txt && git rm -q --cached old.txt && rm old.txt"),
            Edit("beta", "sed -i 's/^two$/two, beta/' shared.txt && echo beta > beta.txt"),
            Edit("gamma", "sed -i 's/^two$/two, gamma/' shared.txt && git stash list && git config user.name Model"),
            .. names.Select(name => new Rule
            {
                When = new When { Task = name },
                Hold = ends[name],
                Reply = Finish,
            }),
        ]);
        var project = Clone(pedro);
        var files = new Dictionary<string, string> { ["shared.txt"] = Mine, ["notes.txt"] = "untracked\n" };
        foreach (var (name, content) in files)
        {
            File.WriteAllText(Path.Combine(project, name), content);
        }
        var staged = Read("staged.txt") + "staged by me\n";
        File.WriteAllText(Path.Combine(project, "staged.txt"), staged);
        Git.Run(project, "add", "staged.txt");
        var log = Git.Run(project, "log", "--all", "--format=%H %D");
        var config = File.ReadAllText(Path.Combine(project, ".git", "config"));
        var index = Git.Run(project, "diff", "--cached");

        await using var terminal = await pedro.StartInTerminalAsync("--allow", "all");
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        foreach (var name in names)
        {
            await terminal.TypeLineAsync(name);
            await ends[name].Reached.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        Read("shared.txt").ShouldBe(Mine);
        ends["alpha"].Release();
        await terminal.WaitForAsync("Complete! Modified 2 files (+1 −2)");
        ends["beta"].Release();
        await terminal.WaitForAsync("Complete! Modified 2 files (+2 −1)");
        ends["gamma"].Release();
        await terminal.WaitForAsync("not applied: conflicts in");

        var landed = Mine.Replace("two", "two, beta", StringComparison.Ordinal)
            .Replace("six", "six, alpha", StringComparison.Ordinal);
        Read("shared.txt").ShouldBe(landed);
        Status().ShouldBe([" D old.txt", " M shared.txt", "M  staged.txt", "?? beta.txt", "?? notes.txt"]);

        var jobs = (await pedro.JobsAsync()).Select(static job => job.GetProperty("id").GetString()!).ToList();
        await terminal.TypeLineAsync($"/retry {jobs[^1]}");
        await terminal.WaitForAsync("Complete! Modified 1 file (+1 −0)");
        Read("shared.txt").ShouldBe(landed.Replace("two, beta\n", "two, beta\ntwo, gamma\n", StringComparison.Ordinal));

        await terminal.TypeLineAsync($"/undo {jobs[0]}");
        await terminal.WaitForAsync($"Took back {jobs[0]}: 2 files");
        Read("shared.txt").ShouldBe(Mine.Replace("two\n", "two, beta\ntwo, gamma\n", StringComparison.Ordinal));
        Read("old.txt").ShouldBe("old\n");
        Status().ShouldBe([" M shared.txt", "M  staged.txt", "?? beta.txt", "?? notes.txt"]);

        Git.Run(project, "log", "--all", "--format=%H %D").ShouldBe(log);
        Git.Run(project, "stash", "list").ShouldBe("");
        Git.Run(project, "diff", "--cached").ShouldBe(index);
        Git.Run(project, "branch", "--list").ShouldBe("* main\n");
        File.ReadAllText(Path.Combine(project, ".git", "config")).ShouldBe(config);
        Git.Run(project, "fsck", "--strict");

        string Read(string name) => File.ReadAllText(Path.Combine(project, name));
        string[] Status() =>
            Git.Run(project, "status", "--porcelain").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static FakeReply Finish { get; } = Call("finish", """{"summary":"Done."}""");

    private static Rule Edit(string task, string command) =>
        new()
        {
            When = new When { Task = task, Rounds = 0 },
            Reply = Call("bash", $$"""{"command":"{{command}}"}"""),
        };

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };

    private static string Clone(Pedro pedro)
    {
        var origin = pedro.Project("origin");
        Git.Run(origin, "init", "-q", "-b", "main");
        File.WriteAllText(Path.Combine(origin, "shared.txt"), Lines);
        File.WriteAllText(Path.Combine(origin, "old.txt"), "old\n");
        File.WriteAllText(Path.Combine(origin, "staged.txt"), "staged\n");
        Git.Run(origin, "add", "-A");
        Git.Run(origin, "-c", "user.name=User", "-c", "user.email=user@example.org", "commit", "-q", "-m", "first");
        Git.Run(pedro.Project(), "clone", "-q", origin, ".");
        return pedro.Project();
    }
}
