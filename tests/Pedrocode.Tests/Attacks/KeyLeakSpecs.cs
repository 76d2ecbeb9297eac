using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Attacks;

/// <summary>The key lies where a job can come by it, and the model says it: it is kept, shown and sent nowhere.</summary>
public class KeyLeakSpecs
{
    private const string Key = "sk-live-0123456789abcdef";

    [Fact]
    public async Task A_key_that_files_commands_and_the_model_repeat_stands_nowhere_in_the_state()
    {
        var seen = new List<string>();
        var model = new ScriptedModel(request =>
        {
            seen.AddRange(request.Messages.OfType<ToolMessage>().Select(static message => message.Text));
            return request.Messages.Count(static message => message is AssistantMessage) switch
            {
                0 => ScriptedModel.Calls(
                    ("read_file", """{"file":"notes.txt"}"""),
                    (
                        "bash",
                        """{"command":"cat notes.txt; seq 20000; cat notes.txt; seq 20000; printf '\\377'; cat notes.txt"}"""
                    ),
                    ("search_code", """{"pattern":"key is"}"""),
                    ("bash", $$"""{"command":"echo {{Key}} | tr a-z A-Z"}""")
                ),
                _ => ScriptedModel.Finish($"The key is {Key}."),
            };
        });
        await using var house = new JobHarness(
            model,
            settings => settings with { Secrets = new KnownSecrets([Key]), Retention = JobRetention.KeepEverything },
            JobHarness.AllowAll
        );
        house.Write("notes.txt", $"the key is {Key}\n");

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        var files = Directory.EnumerateFiles(house.State.Path, "*", SearchOption.AllDirectories).ToList();
        files.Count(static file => file.Contains("/output/bash-", StringComparison.Ordinal)).ShouldBe(1);
        foreach (var file in files)
        {
            File.ReadAllText(file).Contains(Key, StringComparison.Ordinal).ShouldBeFalse(file);
        }
        seen.Count(static text => text.Contains($"the key is {KnownSecrets.Mark}", StringComparison.Ordinal))
            .ShouldBe(3);
        seen.ShouldAllBe(static text => !text.Contains(Key, StringComparison.Ordinal));
        job.View.Output.ShouldBe($"The key is {KnownSecrets.Mark}.");
    }
}
