using Pedrocode.Core.Posix;

namespace Pedrocode.Tests.Posix;

[Collection(nameof(MeasuresTheProcess))]
public class ChildCostSpecs
{
    [Fact]
    public async Task A_gigabyte_does_not_grow_this_process()
    {
        var bytes = 0L;
        var start = new ShellChild("head -c 1000000000 /dev/zero").Start with
        {
            Output = piece => bytes += piece.Length,
        };
        var end = await ChildProcess.RunAsync(start, CancellationToken.None);

        end.OutputBytes.ShouldBe(1_000_000_000);
        bytes.ShouldBe(1_000_000_000);
        // Other tests allocate beside this one, but not a gigabyte that lives.
        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(500_000_000);
    }

    [Fact]
    public async Task A_thousand_children_leave_no_descriptor_and_no_zombie()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Some(25)));
        var before = Descriptors();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Some(125)));

        Descriptors().ShouldBeLessThan(before + 10);
        Zombies().ShouldBeLessThan(5);

        static async Task Some(int count)
        {
            for (var i = 0; i < count; i++)
            {
                (await new ShellChild("exit 7").RunAsync()).ExitCode.ShouldBe(7);
            }
        }
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static int Zombies() =>
        Directory
            .GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? ProcStat.Of(pid) : null)
            .Count(stat => stat is { HasEnded: true } ended && ended.Parent == Environment.ProcessId);
}
