using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>What the terminal is told while nobody looks at it, byte for byte.</summary>
public class AlertSpecs
{
    private const string FocusIn = "\e[I";
    private const string FocusOut = "\e[O";

    [Theory]
    [InlineData("TERM_PROGRAM=WezTerm", "\e]9;{0}\e\\\a")]
    [InlineData("VTE_VERSION=7200", "\e]777;notify;pedrocode;{0}\e\\\a")]
    [InlineData("TMUX=yes", "\a")]
    public async Task Without_the_focus_questions_and_ends_ring_and_with_it_nothing_does(string where, string alert)
    {
        var (first, second) = (new Hold(), new Hold());
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "install", Rounds = 0 },
                Hold = first,
                Reply = FakeReply.Call("bash", """{"command":"npm install"}"""),
            },
            new Rule
            {
                When = new When { Task = "look" },
                Hold = second,
                Reply = Finish,
            },
            new Rule { Reply = Finish }
        );
        await using var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && read go && exec env -u TMUX TERM=xterm-256color {where} '{Pedro.Binary}'",
            height: 60,
            environment: [.. pedro.Variables.Select(static variable => (variable.Key, variable.Value))]
        );
        var record = await terminal.RecordAsync();
        await terminal.TypeLineAsync("go");
        await terminal.WaitForLineAsync("pedro:build>");
        Written(record).ShouldContain("\e[?1004h");
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("install it");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        var job = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;

        await terminal.TypeAsync(FocusOut);
        first.Release();
        await terminal.WaitForAsync("wants to run: npm install");
        await Eventually.TrueAsync(() => Written(record).Contains(Alert(alert, job, "wants to run npm install")));
        await terminal.TypeLineAsync("/deny");
        await terminal.WaitForAsync("Complete!");
        await Eventually.TrueAsync(() => Count(record) == 2);
        Written(record).ShouldContain(Alert(alert, job, "complete"));

        await terminal.TypeAsync(FocusIn);
        await terminal.TypeLineAsync("look at it");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        second.Release();
        await terminal.WaitAsync("the end", s => s.Rows.Count(static row => row.Contains("Complete!")) == 2);
        await terminal.TypeLineAsync("/quit");
        await terminal.WaitAsync("the end", static s => s.ExitCode == 0);
        await Eventually.TrueAsync(() => Written(record).Contains("\e[?1004l"));
        Count(record).ShouldBe(2);
    }

    private static readonly FakeReply Finish = FakeReply.Call("finish", """{"summary":"All done."}""");

    private static string Alert(string form, string job, string what) =>
        form.Replace("{0}", $"{job}: {what}", StringComparison.Ordinal);

    private static string Written(string record) => File.Exists(record) ? File.ReadAllText(record) : "";

    private static int Count(string record) => Written(record).Count(static c => c == '\a');
}
