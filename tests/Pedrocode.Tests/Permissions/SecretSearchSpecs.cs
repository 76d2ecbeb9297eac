using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Permissions;

public sealed class SecretSearchSpecs
{
    [Fact]
    public async Task What_may_not_be_read_is_not_found_by_a_search_either()
    {
        await using var harness = new JobHarness(
            ScriptedModel.Of(ScriptedModel.Calls(("search_code", """{"pattern":"CANARY"}""")), ScriptedModel.Finish())
        );
        harness.Write(".env", "KEY=CANARY\n");
        harness.Write("a.txt", "CANARY of no worth\n");

        var job = harness.Start();
        await job.EndAsync();

        var found = harness.EventsOf(job).OfType<ToolCallEnded>().First().Outcome.Text;
        found.ShouldContain("a.txt");
        found.ShouldNotContain("KEY=");
    }
}
