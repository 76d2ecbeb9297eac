using System.Globalization;
using Pedrocode.Core.Posix;

namespace Pedrocode.Tests.Posix;

public class ProcessIdentitySpecs
{
    [Fact]
    public void This_process_is_alive()
    {
        var identity = ProcessIdentity.Current();

        identity.Pid.ShouldBe(Environment.ProcessId);
        identity.BootId.Length.ShouldBe(36);
        identity.IsAlive().ShouldBeTrue();
    }

    [Fact]
    public void Another_process_that_got_the_same_id_is_not_it()
    {
        var identity = ProcessIdentity.Current();

        (identity with { StartTime = identity.StartTime - 1 }).IsAlive().ShouldBeFalse();
        (identity with { BootId = "before" }).IsAlive().ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_that_ended_is_not_alive()
    {
        var child = new ShellChild("echo $$; cut -d' ' -f22 /proc/$$/stat");
        await child.RunAsync();
        var lines = child.Output.Split('\n');

        var identity = ProcessIdentity.Current() with
        {
            Pid = int.Parse(lines[0], CultureInfo.InvariantCulture),
            StartTime = long.Parse(lines[1], CultureInfo.InvariantCulture),
        };

        identity.IsAlive().ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_with_brackets_and_spaces_does_not_confuse()
    {
        var folder = Directory.CreateTempSubdirectory();
        var program = Path.Combine(folder.FullName, "a) S (b");
        File.Copy("/bin/sleep", program);
        using var stop = new CancellationTokenSource();
        var child = ChildProcess.Start(
            new ShellChild("").Start with
            {
                Program = program,
                Arguments = ["60"],
            },
            stop.Token
        );

        var stat = ProcStat.Of(child.Pid)!.Value;

        stat.Session.ShouldBe(child.Pid);
        stat.Parent.ShouldBe(Environment.ProcessId);
        await stop.CancelAsync();
        await child.Ended;
        folder.Delete(recursive: true);
    }
}
