using System.Diagnostics;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Attacks;

/// <summary>Commands that pass lists of allowed programs elsewhere, tried by a job without a sandbox whose user allowed those programs.</summary>
public sealed class ShellAttackSpecs : IDisposable
{
    private static readonly string[] Allowed =
    [
        .. "git log,git status,ls,cat,echo,find,sed,rg,grep,sort,xargs".Split(','),
    ];

    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("atk-001", "git log; touch PWNED", true)]
    [InlineData("atk-002", "git log && touch PWNED", true)]
    [InlineData("atk-003", "git log | tee PWNED", true)]
    [InlineData("atk-004", "echo hi & touch PWNED", true)]
    [InlineData("atk-005", "echo hi\ntouch PWNED", true)]
    [InlineData("atk-006", "echo $(touch PWNED)", true)]
    [InlineData("atk-007", "echo `touch PWNED`", true)]
    [InlineData("atk-010", "echo ok > ~/.bashrc", true)]
    [InlineData("atk-012", "find . -fprintf PWNED x", true)]
    [InlineData("atk-013", "find . -delete", true)]
    [InlineData("atk-014", "sed -n 'e touch PWNED' file", true)]
    [InlineData("atk-016", "sed -n 'w PWNED' file", true)]
    [InlineData("atk-017", "sed -i s/a/b/ file", true)]
    [InlineData("atk-019", "git -c core.fsmonitor='touch PWNED' status", true)]
    [InlineData("atk-020", "git log --output=PWNED", true)]
    [InlineData("atk-021", "git --git-dir=.evil diff", false)]
    [InlineData("atk-024", "git log --ext-diff -p", false)]
    [InlineData("atk-028", "sort --compress-program=./evil file", false)]
    [InlineData("atk-029", "xargs -a file touch", false)]
    [InlineData("atk-030", "env touch PWNED", true)]
    [InlineData("atk-031", "timeout 1 sh -c 'touch PWNED'", true)]
    [InlineData("atk-032", "l\\s; t\\ouch PWNED", true)]
    [InlineData("atk-034", "IFS=,;a='touch,PWNED';$a", true)]
    [InlineData("atk-035", "LD_PRELOAD=./e.so ls", false)]
    [InlineData("atk-036", "alias ls='touch PWNED'; ls", false)]
    [InlineData("atk-043", "./ls", true)]
    [InlineData("atk-044", "git status \u202e# \u2066 ; touch PWNED", true)]
    public async Task It_does_not_run_without_a_yes_to_all_of_it(string id, string command, bool works)
    {
        if (works)
        {
            (await EffectAsync(command)).ShouldNotBeEmpty($"{id} does nothing in plain bash");
        }
        var asked = "";
        var effect = await EffectAsync(async root =>
        {
            await using var house = House(command, OnAsk.Wait);
            var job = house.Start(workDir: root);
            var question = await job.EventAsync<ApprovalAsked>();
            asked = question.Subject;
            job.Send(new JobMessage.Reply(question.Number, Answer.No));
            (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);
        });
        asked.ShouldBe(command);
        VisibleText.CleanLine(asked).ShouldAllBe(static c => c >= ' ' && c < '\u007f');
        effect.ShouldBeEmpty();

        effect = await EffectAsync(async root =>
        {
            await using var house = House(command, OnAsk.Deny);
            var job = house.Start(workDir: root);
            (await job.EndAsync()).Denied.ShouldBe([command]);
        });
        effect.ShouldBeEmpty();
    }

    private static JobHarness House(string command, OnAsk onAsk) =>
        new(
            ScriptedModel.Of(
                ScriptedModel.Calls(("bash", System.Text.Json.JsonSerializer.Serialize(new { command }))),
                ScriptedModel.Finish()
            ),
            settings => settings with { OnAsk = onAsk },
            new PermissionRules
            {
                Allow =
                [
                    .. Allowed
                        .SelectMany(static program => new[] { $"bash({program})", $"bash({program} *)" })
                        .Select(PermissionRule.Parse),
                ],
            }
        );

    private Task<List<string>> EffectAsync(string command) =>
        EffectAsync(async root =>
        {
            var start = new ProcessStartInfo("bash", ["-c", command])
            {
                WorkingDirectory = root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["HOME"] = root, ["GIT_PAGER"] = "cat" },
            };
            using var bash = Process.Start(start)!;
            await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
            await bash.WaitForExitAsync();
        });

    /// <summary>Files that came, went or changed in a project made for it.</summary>
    private async Task<List<string>> EffectAsync(Func<string, Task> act)
    {
        var root = temp.At(Guid.NewGuid().ToString("N"));
        var project = GitProject.Init(root);
        project.Write("file", "a\n");
        project.Write("e.so", "no library\n");
        foreach (var program in (string[])["ls", "evil"])
        {
            project.Write(program, "#!/bin/sh\ntouch PWNED\n");
            File.SetUnixFileMode(project.At(program), (UnixFileMode)0x1ED);
        }
        project.Commit();
        var before = Listing(root);
        await act(root);
        var after = Listing(root);
        return [.. before.Except(after), .. after.Except(before)];
    }

    private static List<string> Listing(string root) =>
        [.. GitProject.Everything(root).Where(static line => !line.StartsWith(".git/", StringComparison.Ordinal))];
}
