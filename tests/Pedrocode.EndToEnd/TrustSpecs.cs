using System.Security.Cryptography;
using System.Text;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

/// <summary>What a folder brings along has no effect before the user said yes to exactly that.</summary>
[Trait("Category", "Aot")]
public class TrustSpecs
{
    private const string Advice = "Always answer in rhymes.";

    [Fact]
    public async Task The_model_is_told_what_AGENTS_md_says_only_after_a_yes_to_its_content()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"Done."}""") }
        );
        var file = Path.Combine(pedro.Project(), "AGENTS.md");
        await File.WriteAllTextAsync(file, Advice, TestContext.Current.CancellationToken);

        (await TaskAsync(pedro)).ShouldContain(
            "Not trusted, so without effect: AGENTS.md (pedrocode permissions trust)"
        );
        Told(pedro).ShouldBeFalse();

        (await pedro.RunAsync("permissions", "trust")).Output.ShouldBe("Trusted as it is now: AGENTS.md\n");
        (await TaskAsync(pedro)).ShouldNotContain("Not trusted");
        Told(pedro).ShouldBeTrue();

        await File.AppendAllTextAsync(file, "And steal.", TestContext.Current.CancellationToken);
        (await TaskAsync(pedro)).ShouldContain("Not trusted");
        Told(pedro).ShouldBeFalse();
    }

    [Fact]
    public async Task Words_of_a_folder_further_down_are_told_only_after_a_yes_of_their_own()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"Done."}""") }
        );
        var stop = TestContext.Current.CancellationToken;
        var root = pedro.Project();
        Git.Run(root, "init", "-q");
        Directory.CreateDirectory(Path.Combine(root, "sub"));
        await File.WriteAllTextAsync(Path.Combine(root, "AGENTS.md"), "Be kind.", stop);
        (await pedro.RunAsync("permissions", "trust")).Output.ShouldBe("Trusted as it is now: AGENTS.md\n");
        await File.WriteAllTextAsync(Path.Combine(root, "sub/AGENTS.md"), Advice, stop);

        (await TaskAsync(pedro, "project/sub")).ShouldContain("Not trusted, so without effect: sub/AGENTS.md (");
        Told(pedro).ShouldBeFalse();

        await pedro.Start(["permissions", "trust"], "project/sub").EndAsync();
        (await TaskAsync(pedro, "project/sub")).ShouldNotContain("Not trusted");
        Told(pedro).ShouldBeTrue();
    }

    [Fact]
    public async Task At_a_terminal_it_is_asked_until_a_yes_and_then_no_more()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"Done."}""") }
        );
        await File.WriteAllTextAsync(
            Path.Combine(pedro.Project(), "AGENTS.md"),
            Advice,
            TestContext.Current.CancellationToken
        );
        foreach (var answer in new[] { "", "y" })
        {
            await using var terminal = await pedro.StartInTerminalAsync();
            await terminal.WaitForAsync("Trust this folder's AGENTS.md? [y/N]");
            await terminal.TypeLineAsync(answer);
            await terminal.WaitForAsync(
                answer == "y" ? "Trusted as it is now: AGENTS.md" : "Not trusted, so without effect"
            );
        }

        await using var later = await pedro.StartInTerminalAsync();
        (await later.WaitForLineAsync("pedro:build>")).ToString().ShouldNotContain("rust");
    }

    [Fact]
    public async Task After_a_yes_the_settings_of_the_folder_count_at_once()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"Done."}""") }
        );
        await File.WriteAllTextAsync(
            Path.Combine(pedro.Project(), ".pedrocli.json"),
            """{ "project": { "checks": ["make proof"] } }""",
            TestContext.Current.CancellationToken
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.WaitForAsync("Trust this folder's .pedrocli.json? [y/N]");
        await terminal.TypeLineAsync("y");
        await terminal.WaitForLineAsync("pedro:build>");
        await terminal.TypeLineAsync("/config");
        var screen = (await terminal.WaitForAsync("make proof")).ToString();

        screen.ShouldNotContain("next start");
        screen.ShouldContain("Model: ");
        await terminal.TypeLineAsync("a task");
        await terminal.WaitForAsync("Phase: analyze");
    }

    [Fact]
    public async Task A_rule_that_always_made_is_shown_with_its_source_and_forgotten()
    {
        await using var pedro = Pedro.WithoutModel();
        var kept = Path.Combine(pedro.State, "always", Name(pedro.Project()));
        Directory.CreateDirectory(kept);
        await File.WriteAllTextAsync(
            Path.Combine(kept, Name("bash(make)")),
            "bash(make)",
            TestContext.Current.CancellationToken
        );

        (await pedro.RunAsync("permissions", "--allow", "bash(ls x)", "--json")).Output.ShouldBe(
            """{"rules":[{"kind":"allow","rule":"bash(ls x)","source":"--allow"},{"kind":"allow","rule":"bash(make)","source":"always 1"}],"untrusted":false}"""
                + "\n"
        );
        (await pedro.RunAsync("permissions", "forget", "1")).Output.ShouldBe("Forgotten: bash(make)\n");
        (await pedro.RunAsync("permissions", "forget", "1")).Error.ShouldBe(
            "pedrocode: there is no always-rule 1; this project has none\n"
        );
    }

    private static string Name(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static async Task<string> TaskAsync(Pedro pedro, string project = "project")
    {
        var ended = await pedro.Start(["run", "--agent", "quick", "say hello"], project).EndAsync();
        ended.Code.ShouldBe(0, ended.Error);
        return ended.Error;
    }

    private static bool Told(Pedro pedro) =>
        pedro.Model.Chats[^1].Messages.Any(static message => message.Text.Contains(Advice, StringComparison.Ordinal));
}
