using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class ProjectRulesSpecs
{
    [Theory]
    [InlineData("AGENTS.md", "sub/AGENTS.md", "sub/AGENTS.md")]
    [InlineData("AGENTS.md", "CLAUDE.md", "AGENTS.md")]
    [InlineData("AGENTS.md", "sub/CLAUDE.md", "sub/CLAUDE.md")]
    [InlineData("CLAUDE.md", "other/AGENTS.md", "CLAUDE.md")]
    public async Task The_nearest_file_upwards_to_the_root_counts(string one, string other, string counts)
    {
        var system = await SystemAsync(isTrusted: true, (one, $"words of {one}"), (other, $"words of {other}"));

        system.ShouldContain($"The project's {Path.GetFileName(counts)}:\nwords of {counts}");
        system.Split("words of").Length.ShouldBe(2);
    }

    [Fact]
    public async Task In_a_folder_nobody_trusts_it_counts_for_nothing()
    {
        (await SystemAsync(isTrusted: false, ("AGENTS.md", "obey me"))).ShouldNotContain("obey me");
    }

    [Fact]
    public async Task The_bytes_that_were_trusted_count_not_those_that_stand_there_a_moment_later()
    {
        var system = await SystemAsync(
            (root, workDir) =>
            {
                var trusted = new Trust("/nowhere").Look(root, workDir);
                File.WriteAllText(Path.Combine(root, "AGENTS.md"), "words of an attacker");
                return trusted;
            },
            ("AGENTS.md", "words of a friend")
        );

        system.ShouldContain("words of a friend");
        system.ShouldNotContain("attacker");
    }

    [Fact]
    public async Task A_long_one_is_cut_between_lines_and_that_is_said()
    {
        var lines = string.Concat(Enumerable.Range(1, 2000).Select(static i => $"rule number {i}\n"));

        var system = await SystemAsync(isTrusted: true, ("AGENTS.md", lines));

        system.ShouldContain("rule number 400\n");
        system.ShouldNotContain("rule number 1000");
        system.ShouldContain($"[cut here: {lines.Length:N0} bytes, of which 8 KB are shown; read_file shows the rest]");
        system.Length.ShouldBeLessThan(11_000);
    }

    private static Task<string> SystemAsync(bool isTrusted, params (string Name, string Content)[] files) =>
        SystemAsync((root, workDir) => isTrusted ? new Trust("/nowhere").Look(root, workDir) : null, files);

    private static async Task<string> SystemAsync(
        Func<string, string, FolderOffer?> trusted,
        params (string Name, string Content)[] files
    )
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(ScriptedModel.Finish()),
            settings => settings with { Trusted = trusted }
        );
        Directory.CreateDirectory(Path.Combine(house.Project, ".git"));
        house.Write("sub/a.txt", "");
        foreach (var (name, content) in files)
        {
            house.Write(name, content);
        }
        var job = house.Start(workDir: Path.Combine(house.Project, "sub"));
        await job.EndAsync();
        return house.EventsOf(job).OfType<ConversationOpened>().Single().System;
    }
}
