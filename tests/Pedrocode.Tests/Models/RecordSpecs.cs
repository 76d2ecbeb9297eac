using Pedrocode.Core.Jobs;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Replay;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Models;

public class RecordSpecs
{
    private static readonly string Token = "ghp_" + new string('a', 36);

    [Fact]
    public async Task A_jobs_replies_replayed_do_the_same_work_and_hold_no_secrets()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("write_file", """{"file":"a.txt","content":"hello\n"}""")) with
            {
                Text = $"The token is {Token}, the key my-own-key.",
                Reasoning = "hm",
                Usage = new TokenUsage(900, 20, 640),
            },
            ScriptedModel.Finish("written")
        );
        string text;
        await using (var house = new JobHarness(model))
        {
            var job = house.Start("write it");
            (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);
            text = JobRecording.Of(house.DirectoryOf(job).Read().Entries, ["my-own-key"]);
        }

        text.ShouldNotContain(Token);
        text.ShouldNotContain("my-own-key");
        text.ShouldContain("[secret]");
        await using var again = new JobHarness(
            new ReplayClient(Recording.Parse("r", text)) { Speed = double.PositiveInfinity }
        );
        var view = await again.Start("write it").EndAsync();
        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("written");
        again.Read("a.txt").ShouldBe("hello\n");
        view.Usage.Cached.ShouldBe(640);
    }
}
