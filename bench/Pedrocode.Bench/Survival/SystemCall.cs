using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pedrocode.Bench.Survival;

/// <summary>A system call as strace -f -y -xx wrote it down, whole.</summary>
/// <param name="Descriptor">The number before the path; -1 where there is none.</param>
/// <param name="Path">The file of the descriptor, or the first path given.</param>
internal sealed partial record SystemCall(string Name, int Descriptor, string Path, string Arguments, long Result)
{
    /// <summary>Where the process stood; empty where no call of it has told yet.</summary>
    public string WorkDir { get; private init; } = "";

    /// <summary>Calls in the order in which they were done; what is written to standard output counts from its beginning.</summary>
    public static IEnumerable<SystemCall> Read(IEnumerable<string> trace)
    {
        var begun = new Dictionary<string, string>();
        var workDirs = new Dictionary<string, string>();
        foreach (var line in trace)
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            var (process, rest) = (line[..blank], line[blank..].TrimStart());
            if (rest.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                var start = rest[..^"<unfinished ...>".Length];
                if (
                    Whole().Match(start + ") = 0") is { Success: true } print
                    && Of(print) is { Name: "write", Descriptor: 1 } early
                )
                {
                    begun.Remove(process);
                    yield return early;
                    continue;
                }
                begun[process] = start;
                continue;
            }
            if (Resumed().Match(rest) is { Success: true } resumed)
            {
                rest = begun.GetValueOrDefault(process, "") + rest[resumed.Length..];
            }
            if (Whole().Match(rest) is { Success: true } call)
            {
                if (Here().Match(call.Groups[2].Value) is { Success: true } here)
                {
                    workDirs[process] = Text(here.Groups[1].Value);
                }
                yield return Of(call) with
                {
                    WorkDir = workDirs.GetValueOrDefault(process, ""),
                };
            }
        }
    }

    /// <summary>Where in the calls the syncs are.</summary>
    public static IEnumerable<int> Syncs(List<SystemCall> calls) =>
        Enumerable.Range(0, calls.Count).Where(i => calls[i].Name is "fsync" or "fdatasync");

    /// <summary>The events that it printed.</summary>
    public IEnumerable<string> PrintedEvents =>
        this is { Name: "write", Descriptor: 1 }
            ? Encoding
                .UTF8.GetString(Strings.First())
                .Split('\n')
                .Where(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal))
            : [];

    /// <summary>Every string among the arguments.</summary>
    public IEnumerable<byte[]> Strings =>
        Quoted().Matches(Arguments).Select(static text => Bytes(text.Groups[1].Value));

    /// <summary>The directory to which the second path of a rename or link is relative; empty where the call names none.</summary>
    public string SecondDirectory =>
        AnyDescriptor().Matches(Arguments) is [_, var second, ..] ? Text(second.Groups[1].Value) : "";

    /// <summary>The arguments behind the last string.</summary>
    public long LastNumber =>
        long.Parse(Arguments[(Arguments.LastIndexOf(',') + 1)..].Trim(), CultureInfo.InvariantCulture);

    private static SystemCall Of(Match call)
    {
        var arguments = call.Groups[2].Value;
        var descriptor = Descriptors().Match(arguments);
        return new SystemCall(
            call.Groups[1].Value,
            descriptor.Success && descriptor.Groups[1].Value != "AT_FDCWD"
                ? int.Parse(descriptor.Groups[1].Value, CultureInfo.InvariantCulture)
                : -1,
            descriptor.Success ? Text(descriptor.Groups[2].Value) : "",
            arguments,
            long.Parse(call.Groups[3].Value, CultureInfo.InvariantCulture)
        );
    }

    public static string Text(string escaped) =>
        escaped.Contains("\\x", StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetString(Bytes(escaped))
            : escaped;

    private static byte[] Bytes(string escaped) =>
        Convert.FromHexString(escaped.Replace("\\x", "", StringComparison.Ordinal));

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(\w+)\((.*)\)\s+= (-?\d+)", RegexOptions.Singleline)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?:\d+|AT_FDCWD)<([^>]*)>")]
    private static partial Regex AnyDescriptor();

    [GeneratedRegex("AT_FDCWD<([^>]*)>")]
    private static partial Regex Here();

    [GeneratedRegex(@"^(\d+|AT_FDCWD)<([^>]*)>")]
    private static partial Regex Descriptors();

    [GeneratedRegex("\"((?:\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex Quoted();
}
