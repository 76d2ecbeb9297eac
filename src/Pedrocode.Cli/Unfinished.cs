using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli;

/// <summary>The jobs of this project that ended unfinished and that no process runs.</summary>
internal static class Unfinished
{
    public static IEnumerable<JobView> Of(Session session)
    {
        var root = ProjectRoot.Of(session.Here.WorkDir);
        return session.Scheduler.Views().Where(view => view.Root == root && view.Status.IsResumable());
    }
}
