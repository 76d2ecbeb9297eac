using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Repl;

[Trait("Category", "Aot")]
public class PipeSpecs
{
    [Fact]
    public async Task What_an_action_prints_goes_to_a_command_or_a_pager()
    {
        await using var pedro = Pedro.WithoutModel();
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.WaitForAsync("pedro:build>");

        await terminal.TypeLineAsync("/help | grep -c /jobs > counted");
        await Eventually.TrueAsync(() =>
            File.Exists(Path.Combine(pedro.Project(), "counted"))
            && File.ReadAllText(Path.Combine(pedro.Project(), "counted")).Trim() is not ("" or "0")
        );
        await terminal.TypeLineAsync("/config | head -n 1 | tr a-z A-Z");
        await terminal.WaitForAsync("MODEL.TYPE");
        await terminal.WaitForLineAsync("pedro:build>");
    }
}
