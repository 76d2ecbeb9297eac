using System.Globalization;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// The number of the format a state directory is kept in. An older one is upgraded once, under a lock, and what stood there is
/// kept; a newer one is shown and never written.
/// </summary>
public static class StateFormat
{
    public const int Current = 1;

    private const int Unknown = int.MaxValue;

    /// <summary>The number that <paramref name="state"/> carries, after an upgrade where it is older.</summary>
    internal static int Settle(string state)
    {
        try
        {
            return Read(state) is { } carried && carried >= Current ? carried : UpgradeUnderLock(state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk: what is there can be read all the same, and the next start tries again.
            return Current;
        }
    }

    /// <summary>Why nothing may be written into a directory of that format.</summary>
    internal static NotWritableError Refusal(string state, int format) =>
        new(
            format == Unknown
                ? $"{PathOf(state)} holds no format number: the state is only shown, never written"
                : $"{state} is kept by a newer pedrocode (format {format}; this one knows {Current}): it is only shown, never written",
            "use the newer pedrocode, or set PEDROCODE_HOME to another directory"
        );

    private static int UpgradeUnderLock(string state)
    {
        using var turn = FileLock.Take(Path.Combine(state, "format.lock"));
        // Another process may have done it meanwhile.
        if (Read(state) is { } carried && carried >= Current)
        {
            return carried;
        }
        KeepCopy(state);
        AtomicFile.Write(PathOf(state), $"{Current}\n");
        return Current;
    }

    private static int? Read(string state)
    {
        var path = PathOf(state);
        return !File.Exists(path) ? null
            : int.TryParse(
                File.ReadAllText(path).Trim(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
            : Unknown;
    }

    // Format 1 reads what stood there before it had a number as it is; the copy is for whoever must go back.
    private static void KeepCopy(string state)
    {
        var kept = Path.Combine(state, $"before-format-{Current}");
        var jobs = Path.Combine(state, "jobs");
        string[] files =
        [
            .. new[] { "history.jsonl", "last-id" }.Select(name => Path.Combine(state, name)),
            .. Directory.Exists(jobs)
                ? new DirectoryInfo(jobs)
                    .EnumerateDirectories("job-*")
                    .Where(static job => job.LinkTarget is null)
                    .SelectMany(static job =>
                        new[] { "journal.jsonl", "job.json" }.Select(name => Path.Combine(job.FullName, name))
                    )
                : [],
        ];
        var there = files.Where(static file => FileIdentity.OfPath(file) is { IsRegularFile: true }).ToList();
        if (there.Count == 0 || FileIdentity.OfPath(kept) is not null)
        {
            return;
        }
        var half = kept + ".part";
        if (Directory.Exists(half))
        {
            Directory.Delete(half, recursive: true);
        }
        PrivateDirectory.Ensure(half);
        foreach (var file in there)
        {
            var copy = Path.Combine(half, Path.GetRelativePath(state, file));
            PrivateDirectory.Ensure(Path.GetDirectoryName(copy)!);
            AtomicFile.Write(copy, File.ReadAllBytes(file));
        }
        Directory.Move(half, kept);
        AtomicFile.SyncDirectory(state);
    }

    private static string PathOf(string state) => Path.Combine(state, "format");
}
