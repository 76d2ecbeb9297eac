using System.Collections.Concurrent;

namespace Pedrocode.Core.Posix;

/// <summary>
/// A thread that lives as long as the process. The signal a child wants at its parent's death (prctl PR_SET_PDEATHSIG) comes with the end of
/// the thread that started it, and threads of the pool come and go.
/// </summary>
internal static class ParentThread
{
    private static readonly Lazy<BlockingCollection<Action>> Work = new(Begin);

    /// <summary>Runs there and waits; throws what it throws.</summary>
    public static int Run(Func<int> work)
    {
        var result = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Value.Add(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var one in work.GetConsumingEnumerable())
            {
                one();
            }
        })
        {
            IsBackground = true,
            Name = "parent of sandboxes",
        }.Start();
        return work;
    }
}
