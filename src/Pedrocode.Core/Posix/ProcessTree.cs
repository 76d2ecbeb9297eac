using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Posix;

/// <summary>
/// Everything that came of a command: its session and group, its descendants, and whatever carries its marker in the
/// environment, be it in a session of its own and somebody else's child by now. (What also threw its environment away and
/// was orphaned is not found; only a PID namespace holds that.)
/// </summary>
public sealed class ProcessTree
{
    /// <summary>The variable that marks what pedrocode started for a call: <c>job-1737766800:CALL</c>.</summary>
    public const string MarkerName = "PEDROCODE_CALL";

    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(3);

    // Ids are given out in a circle of at least 32,768: in less time than this it cannot have closed.
    private static readonly TimeSpan NoFullCircle = TimeSpan.FromMilliseconds(200);
    private const int FewIds = 400;
    private const int NoSignal = 0;
    private const int KernelThreads = 2;
    private const int MostLooks = 10;

    private readonly byte[] mark;
    private readonly ProcStat? leader;
    private readonly long begun = Stopwatch.GetTimestamp();

    private ProcessTree(byte[] mark, ProcStat? leader)
    {
        this.mark = mark;
        this.leader = leader;
    }

    /// <summary>
    /// Ends what a process of ours that crashed left behind of a job's commands. Returns how many processes that were.
    /// </summary>
    public static Task<int> EndLeftoversAsync(string jobMarker) => EndMarkedAsync($"{MarkerName}={jobMarker}:");

    /// <summary>The same, and only of what the process <paramref name="owner"/> started, which has ended: another may run the job by now.</summary>
    public static Task<int> EndLeftoversAsync(string jobMarker, int owner) =>
        EndMarkedAsync(string.Create(CultureInfo.InvariantCulture, $"{MarkerName}={jobMarker}:{owner}."));

    private static Task<int> EndMarkedAsync(string mark) =>
        new ProcessTree(Encoding.UTF8.GetBytes(mark), leader: null).EndAsync(TimeSpan.FromSeconds(1));

    /// <summary>
    /// The tree of a child just started, which must stay unreaped for as long as this is used: until then its id, also
    /// that of its group and session, cannot become another's.
    /// </summary>
    internal static ProcessTree Of(int leader, string marker) =>
        new(Encoding.UTF8.GetBytes($"{MarkerName}={marker}\0"), ProcStat.Of(leader));

    /// <summary>
    /// Asks everything to end (SIGTERM), gives it <paramref name="grace"/>, then kills until nothing is left.
    /// Returns how many processes were found.
    /// </summary>
    internal async Task<int> EndAsync(TimeSpan grace)
    {
        var clock = Stopwatch.StartNew();
        var found = new HashSet<int>();
        while (clock.Elapsed < grace)
        {
            if (!await SignalAsync(found, Libc.SIGTERM, grace - clock.Elapsed))
            {
                return found.Count;
            }
        }
        while (clock.Elapsed < grace + KillPatience)
        {
            if (leader is { Pid: var group })
            {
                // In one step, so that not even a fork bomb gets away from it.
                _ = Libc.Kill(-group, Libc.SIGKILL);
            }
            if (!await SignalAsync(found, Libc.SIGKILL, TimeSpan.FromMilliseconds(500)))
            {
                return found.Count;
            }
        }
        return found.Count;
    }

    /// <summary>Lets what is about to end by itself do so: a process closes its output a moment before it is gone.</summary>
    internal Task SettleAsync(TimeSpan patience) => SignalAsync([], NoSignal, patience);

    // False where nothing is left. Else waits until all that were there have ended, or as long as the patience lasts.
    private async Task<bool> SignalAsync(HashSet<int> found, int signal, TimeSpan patience)
    {
        var members = await MembersAsync();
        try
        {
            foreach (var member in members)
            {
                found.Add(member.Pid);
                member.Signal(signal);
            }
            if (members.Count > 0)
            {
                await Task.WhenAny(Task.WhenAll(members.Select(member => member.Ended)), Task.Delay(patience));
            }
            return members.Count > 0;
        }
        finally
        {
            members.ForEach(member => member.Dispose());
        }
    }

    private async Task<List<TreeMember>> MembersAsync()
    {
        var candidates = Candidates().Select(ProcStat.Of).OfType<ProcStat>().Where(MayBelong).ToList();
        var tree = new HashSet<int>();
        foreach (var stat in candidates)
        {
            if (IsOfLeader(stat) || await IsMarkedAsync(stat))
            {
                tree.Add(stat.Pid);
            }
        }
        int before;
        do
        {
            before = tree.Count;
            tree.UnionWith(candidates.Where(stat => tree.Contains(stat.Parent)).Select(stat => stat.Pid));
        } while (tree.Count > before);
        return candidates
            .Where(stat => tree.Contains(stat.Pid))
            .Select(stat => TreeMember.Open(stat))
            .OfType<TreeMember>()
            .ToList();
    }

    private bool MayBelong(ProcStat stat) =>
        !stat.HasEnded && stat.Pid != Environment.ProcessId && stat.StartTime >= (leader?.StartTime ?? 0);

    private bool IsOfLeader(ProcStat stat) =>
        leader is { Pid: var pid } && (stat.Session == pid || stat.Group == pid || stat.Parent == pid);

    /// <summary>A process amid an exec has no environment for a moment: it is looked at again. Threads of the kernel never have one.</summary>
    private async Task<bool> IsMarkedAsync(ProcStat stat)
    {
        for (var look = 1; ; look++)
        {
            var (length, isMarked) = ProcFile.Read(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{stat.Pid}/environ"),
                environment => (environment.Length, HasEntry(environment, mark)),
                missing: (-1, false)
            );
            if (length != 0 || look == MostLooks || stat.Parent is 0 or KernelThreads)
            {
                return isMarked;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    private static bool HasEntry(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> entry)
    {
        while (environment.IndexOf(entry) is var at and >= 0)
        {
            if (at == 0 || environment[at - 1] == 0)
            {
                return true;
            }
            environment = environment[(at + 1)..];
        }
        return false;
    }

    /// <summary>
    /// The ids among which the tree must be: after a short call only the few that were given out since it began, mostly
    /// that of the leader alone.
    /// </summary>
    private IEnumerable<int> Candidates()
    {
        if (
            leader is { Pid: var first }
            && LastPid() is var last
            && last >= first
            && last - first <= FewIds
            && Stopwatch.GetElapsedTime(begun) < NoFullCircle
        )
        {
            return Enumerable.Range(first, last - first + 1);
        }
        return Directory.EnumerateDirectories("/proc").Select(PidOf).Where(pid => pid > 0);
    }

    // The last field of /proc/loadavg: the id the kernel gave out last. 0 where it does not say.
    private static int LastPid() =>
        ProcFile.Read(
            "/proc/loadavg",
            static line => Number(Encoding.ASCII.GetString(line).TrimEnd().Split(' ')[^1]),
            0
        );

    private static int PidOf(string directory) => Number(Path.GetFileName(directory));

    private static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>One process, held by a pidfd: a signal reaches it or nobody.</summary>
    private sealed class TreeMember : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int descriptor;
        private readonly long token;

        private TreeMember(int pid, int descriptor)
        {
            Pid = pid;
            this.descriptor = descriptor;
            token = DescriptorWatch.Add(descriptor, ended.SetResult);
        }

        public int Pid { get; }

        public Task Ended => ended.Task;

        /// <summary>Null where the process ended meanwhile, its id given away or not.</summary>
        public static TreeMember? Open(ProcStat stat)
        {
            if (Libc.OpenPidDescriptor(stat.Pid) is not (var descriptor and >= 0))
            {
                return null;
            }
            if (ProcStat.Of(stat.Pid) is { HasEnded: false } now && now.StartTime == stat.StartTime)
            {
                return new TreeMember(stat.Pid, descriptor);
            }
            _ = Libc.Close(descriptor);
            return null;
        }

        public void Signal(int signal)
        {
            _ = Libc.SignalPidDescriptor(descriptor, signal);
            if (signal == Libc.SIGTERM)
            {
                // A stopped process would only hear of it when continued.
                _ = Libc.SignalPidDescriptor(descriptor, Libc.SIGCONT);
            }
        }

        public void Dispose()
        {
            DescriptorWatch.Forget(descriptor, token);
            _ = Libc.Close(descriptor);
        }
    }
}
