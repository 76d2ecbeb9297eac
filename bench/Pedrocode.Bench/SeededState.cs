using System.Collections.Concurrent;

namespace Pedrocode.Bench;

/// <summary>State directories that take long to make: made when first asked for, gone with this process.</summary>
internal static class SeededState
{
    private static readonly ConcurrentDictionary<Action<string>, string> Made = new();

    public static string Of(Action<string> seed) =>
        Made.GetOrAdd(
            seed,
            static make =>
            {
                var state = Directory.CreateTempSubdirectory("pedrocode-bench-state-").FullName;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(state, recursive: true);
                make(state);
                return state;
            }
        );
}
