using System.Diagnostics;
using System.Globalization;
using Pedrocode.Bench.Children;

namespace Pedrocode.Bench;

/// <summary>What this machine takes just now for the two things a round cannot do without: a child and a durable line.</summary>
internal sealed class Machine
{
    private const int Spawns = 20;
    private const int Appends = 50;

    private readonly List<double> shells = [];
    private readonly List<double> appends = [];

    public Figure Shell => new("bash -c true", Unit.Milliseconds, Target: null, shells);

    public Figure Append => new("append 300 bytes + fsync", Unit.Milliseconds, Target: null, appends);

    /// <summary>How many processes wanted to run in the last minute, on average, this program's included.</summary>
    public static double Load =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Called before and after the scenarios, because other work comes and goes.</summary>
    public async Task SampleAsync()
    {
        using var place = new Workplace();
        var start = new ChildStart("/bin/bash", ["-c", "true"])
        {
            WorkDir = place.WorkDir,
            Environment = place.Environment(new Uri("http://127.0.0.1/")),
        };
        for (var spawn = 0; spawn < Spawns; spawn++)
        {
            var child = await Child.StartAsync(start);
            shells.Add((await child.Ended).Wall.TotalMilliseconds);
        }
        AppendLines(Path.Combine(place.WorkDir, "journal"));
    }

    private unsafe void AppendLines(string path)
    {
        const int Flags = Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenAppend | Libc.OpenCloseOnExec;
        var descriptor = Libc.Checked(Libc.Open(path, Flags, 0x180), "open");
        var line = stackalloc byte[300];
        new Span<byte>(line, 300).Fill((byte)'x');
        for (var append = 0; append < Appends; append++)
        {
            var started = Stopwatch.GetTimestamp();
            _ = Libc.Checked((int)Libc.Write(descriptor, line, 300), "write");
            _ = Libc.Checked(Libc.FileSync(descriptor), "fsync");
            appends.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        _ = Libc.Close(descriptor);
    }
}
