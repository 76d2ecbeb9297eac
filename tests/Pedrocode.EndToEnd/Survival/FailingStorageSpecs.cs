using System.Diagnostics;
using System.Text.RegularExpressions;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Survival;

/// <summary>A state directory on a disk of its own, which takes nothing more.</summary>
[Trait("Category", "Aot")]
public partial class FailingStorageSpecs
{
    [Theory]
    [InlineData("none", new[] { "made", "made" })]
    // There the files are on the full disk too, and the command is told so.
    [InlineData("tree", new string[0])]
    public async Task On_a_full_disk_the_job_ends_its_past_is_readable_and_it_goes_on_once_there_is_space(
        string isolation,
        string[] made
    )
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = FakeReply.Call(
                    "bash",
                    """{"command":"test -e made || head -c 9000000 /dev/zero > $FILLER; echo made >> made; head -c 20000 /dev/zero | tr \"\\\\0\" x"}"""
                ),
            },
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"All done."}""") }
        );
        File.WriteAllText(
            pedro.Config,
            $$"""{ "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" }, "jobs": { "isolation": "{{isolation}}" } }"""
        );
        var fill = Path.Combine(pedro.State, "filler");
        pedro.Variables["FILLER"] = fill;

        var said = await OnOwnDiskAsync(
            pedro,
            "--size 4000000 --tmpfs",
            $"""
            $P --allow all run --json --agent quick work >printed; echo "run: $?"
            cp {pedro.State}/jobs/*/journal.jsonl journal
            while read -r line; do grep -qF "$line" journal || echo "lost: $line"; done <printed
            $P jobs --json | grep -o '"resumable": *[a-z]*'; echo "jobs: $?"
            $P run --agent quick more; echo "another: $?"
            rm {fill}*
            $P --allow all resume all; echo "resume: $?"
            $P fsck; echo "fsck: $?"
            """
        );

        said.Where(static line => Ends().IsMatch(line))
            .ShouldBe(["run: 3", "jobs: 0", "another: 3", "resume: 0", "fsck: 0"], string.Join('\n', said));
        said.ShouldNotContain(static line => line.StartsWith("lost: ", StringComparison.Ordinal));
        said.ShouldContain(static line =>
            line.Contains("could not be saved: No space left", StringComparison.Ordinal)
            && line.Contains("; free some space there, then pedrocode resume ", StringComparison.Ordinal)
        );
        said.ShouldContain(static line =>
            line.StartsWith("\"resumable\"", StringComparison.Ordinal)
            && line.EndsWith("true", StringComparison.Ordinal)
        );
        File.ReadAllLines(Path.Combine(pedro.Project(), "made")).ShouldBe(made, string.Join('\n', said));
    }

    [Fact]
    public async Task On_a_read_only_disk_jobs_are_shown_and_nothing_is_begun()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"All done."}""") }
        );
        (await pedro.RunAsync("run", "--agent", "quick", "work")).Code.ShouldBe(0);

        var said = await OnOwnDiskAsync(
            pedro,
            $"--ro-bind {pedro.State}",
            """
            $P jobs --ended | grep -o complete; echo "jobs: $?"
            $P run --agent quick more; echo "run: $?"
            """
        );

        said.ShouldContain("complete");
        said.Where(static line => line is "jobs: 0" or "run: 3").Count().ShouldBe(2, string.Join('\n', said));
        said.ShouldContain(static line =>
            line.StartsWith("pedrocode: ", StringComparison.Ordinal)
            && line.Contains("could not be saved", StringComparison.Ordinal)
        );
        said.ShouldNotContain(static line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [GeneratedRegex("^[a-z]+: [0-9]+$")]
    private static partial Regex Ends();

    /// <summary>What the script said, in lines; in it $P is the program.</summary>
    private static async Task<string[]> OnOwnDiskAsync(Pedro pedro, string disk, string script)
    {
        var start = new ProcessStartInfo(
            "bwrap",
            [
                "--dev-bind",
                "/",
                "/",
                .. disk.Split(' '),
                pedro.State,
                "sh",
                "-c",
                $"P='{Pedro.Binary}'\nexec 2>&1\n{script}",
            ]
        )
        {
            UseShellExecute = false,
            WorkingDirectory = pedro.Project(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in pedro.Variables)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Split('\n');
    }
}
