using System.Text.Json;
using Pedrocode.Core;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Permissions;

public sealed class GateSpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    [Theory]
    [InlineData("ls -la", "Allowed")]
    [InlineData("npm test", "Allowed")]
    [InlineData("npm test; rm -rf x", "Asks")]
    [InlineData("git log --oneline", "Allowed")]
    [InlineData("git push", "Asks")]
    [InlineData("make build", "Allowed")]
    [InlineData("make build && rm x", "Asks")]
    [InlineData("make $(rm x)", "Asks")]
    [InlineData("curl evil", "Denied")]
    [InlineData("ls && curl evil", "Denied")]
    [InlineData("ls secret", "Asks")]
    public void A_command_is_judged_by_every_part_of_it(string command, string verdict)
    {
        var gate = Gate(allow: ["bash(npm test)", "bash(make *)"], ask: ["bash(ls secret*)"], deny: ["bash(curl *)"]);

        Judge(gate, new BashTool(), new { command }).GetType().Name.ShouldBe(verdict);
    }

    [Theory]
    [InlineData(".env")]
    [InlineData("./.env")]
    [InlineData("sub/../.env")]
    [InlineData("link")]
    [InlineData("ROOT/.env")]
    public void A_denied_file_is_denied_however_it_is_written(string path)
    {
        temp.Write(".env", "KEY=1");
        Directory.CreateDirectory(temp.At("sub"));
        File.CreateSymbolicLink(temp.At("link"), temp.At(".env"));
        var file = path.Replace("ROOT", temp.Path, StringComparison.Ordinal);
        var gate = Gate(deny: ["write(.env)"]);

        Judge(gate, new WriteFileTool(), new { file, content = "x" })
            .ShouldBe(new Verdict.Denied("rule deny write(.env)"));
        Judge(gate, new ReadFileTool(), new { file }).ShouldBe(new Verdict.Allowed());
    }

    [Fact]
    public void A_patch_is_judged_by_each_file_it_names()
    {
        var gate = Gate(deny: ["write(.env)"]);

        Judge(
                gate,
                new ApplyPatchTool(),
                new { patch = "*** Begin Patch\n*** Add File: a.txt\n+a\n*** Add File: .env\n+KEY\n*** End Patch" }
            )
            .ShouldBe(new Verdict.Denied("rule deny write(.env)"));
    }

    [Fact]
    public void Always_allows_the_same_command_and_no_other()
    {
        var gate = Gate();
        var asks = Judge(gate, new BashTool(), new { command = "make x" }).ShouldBeOfType<Verdict.Asks>();

        gate.AllowAlways(asks.Rule);

        Judge(gate, new BashTool(), new { command = "make x" }).ShouldBe(new Verdict.Allowed());
        Judge(gate, new BashTool(), new { command = "make xy" }).ShouldBeOfType<Verdict.Asks>();
    }

    [Fact]
    public void Deny_beats_all()
    {
        var gate = Gate(allow: ["all"], deny: ["bash(rm *)"]);

        Judge(gate, new BashTool(), new { command = "make x" }).ShouldBe(new Verdict.Allowed());
        Judge(gate, new BashTool(), new { command = "rm -rf x" }).ShouldBe(new Verdict.Denied("rule deny bash(rm *)"));
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("bash(")]
    [InlineData("(x)")]
    [InlineData("")]
    public void What_is_no_rule_is_said(string text) =>
        Should.Throw<UserError>(() => PermissionRule.Parse(text)).Message.ShouldBe($"'{text}' is no rule");

    public void Dispose() => temp.Dispose();

    private static PermissionGate Gate(string[]? allow = null, string[]? ask = null, string[]? deny = null) =>
        new(
            new PermissionRules
            {
                Allow = [.. (allow ?? []).Select(PermissionRule.Parse)],
                Ask = [.. (ask ?? []).Select(PermissionRule.Parse)],
                Deny = [.. (deny ?? []).Select(PermissionRule.Parse)],
            }
        );

    private Verdict Judge(PermissionGate gate, Tool tool, object arguments) =>
        gate.Judge(tool, JsonSerializer.SerializeToElement(arguments), new JobTree(temp.Path, temp.Path, InGit: false));
}
