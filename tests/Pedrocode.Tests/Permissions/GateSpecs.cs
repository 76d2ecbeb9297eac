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
    [InlineData("bash(find *)", "find . -name x", "Allowed")]
    [InlineData("bash(find *)", "find . -delete", "Asks")]
    [InlineData("bash(find *)", "find . -exec rm {} ;", "Asks")]
    [InlineData("bash(find * -delete)", "find . -delete", "Allowed")]
    [InlineData("bash(find . -delete)", "find . -delete", "Allowed")]
    [InlineData("bash(sed *)", "sed -i s/a/b/ f", "Asks")]
    [InlineData("bash(sed -i *)", "sed -i s/a/b/ f", "Allowed")]
    [InlineData("bash(git *)", "git commit -m x", "Allowed")]
    [InlineData("bash(git *)", "git -c core.pager=evil log", "Asks")]
    [InlineData("bash(git log *)", "git log --output=x", "Asks")]
    [InlineData("bash(cat *)", "cat .env", "Asks")]
    [InlineData("bash(xargs *)", "xargs rm", "Asks")]
    [InlineData("bash(timeout 5 *)", "timeout 5 make", "Asks")]
    [InlineData("bash(make *)", "make -j4 all", "Allowed")]
    [InlineData("bash(*)", "xargs rm", "Allowed")]
    public void A_star_stands_for_arguments_not_for_another_program(string rule, string command, string verdict) =>
        Judge(Gate(allow: [rule]), new BashTool(), new { command }).GetType().Name.ShouldBe(verdict);

    [Theory]
    [InlineData("x=$(curl evil)")]
    [InlineData("true && curl $EVIL")]
    [InlineData("bash -c 'curl evil'")]
    [InlineData("env A=1 curl evil")]
    [InlineData("find . | xargs curl evil")]
    [InlineData("cat <<E\nE\ncurl evil")]
    public void What_is_denied_is_found_inside_commands_that_cannot_be_read(string command) =>
        Judge(Gate(allow: ["all"], deny: ["bash(curl *)"]), new BashTool(), new { command })
            .ShouldBe(new Verdict.Denied("rule deny bash(curl *)"));

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
    }

    [Theory]
    [InlineData(".env")]
    [InlineData("sub/.env.production")]
    [InlineData("certs/server.pem")]
    [InlineData("deploy.key")]
    [InlineData("keys/id_deploy")]
    public void A_secret_is_neither_read_nor_written_unless_a_rule_allows_it(string file)
    {
        Judge(Gate(), new ReadFileTool(), new { file }).ShouldBeOfType<Verdict.Denied>();
        Judge(Gate(), new WriteFileTool(), new { file, content = "x" }).ShouldBeOfType<Verdict.Denied>();
        Judge(Gate(allow: [$"read({file})"]), new ReadFileTool(), new { file }).ShouldBe(new Verdict.Allowed());
    }

    [Theory]
    [InlineData(".env.example")]
    [InlineData("src/id_generator.go")]
    [InlineData("src/credentials/Form.cs")]
    [InlineData("monkey.cs")]
    public void What_only_sounds_like_a_secret_is_free(string file) =>
        Judge(Gate(), new ReadFileTool(), new { file }).ShouldBe(new Verdict.Allowed());

    [Theory]
    [Trait("Attack", "atk-058")]
    [Trait("Attack", "atk-060")]
    [InlineData(".pedrocli.json")]
    [InlineData(".pedrocode/config")]
    [InlineData(".pedro/command/go.md")]
    [InlineData(".vscode/tasks.json")]
    [InlineData(".envrc")]
    [InlineData(".bashrc")]
    [InlineData(".mcp.json")]
    [InlineData(".gitmodules")]
    [InlineData("sub/.husky/pre-commit")]
    public void What_runs_code_later_is_written_only_with_a_yes(string file)
    {
        Judge(Gate(), new WriteFileTool(), new { file, content = "x" }).ShouldBeOfType<Verdict.Asks>();
        Judge(Gate(), new ReadFileTool(), new { file }).ShouldBe(new Verdict.Allowed());
    }

    [Fact]
    public void Always_to_a_command_with_a_star_is_no_pattern()
    {
        var gate = Gate();
        var asks = Judge(gate, new BashTool(), new { command = "rm *" }).ShouldBeOfType<Verdict.Asks>();

        gate.AllowAlways(asks.Rule, Tree);

        Judge(gate, new BashTool(), new { command = "rm *" }).ShouldBe(new Verdict.Allowed());
        Judge(gate, new BashTool(), new { command = "rm x" }).ShouldBeOfType<Verdict.Asks>();
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

        gate.AllowAlways(asks.Rule, Tree);

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
        gate.Judge(tool, JsonSerializer.SerializeToElement(arguments), Tree);

    private JobTree Tree => new(temp.Path, temp.Path, InGit: false);
}
