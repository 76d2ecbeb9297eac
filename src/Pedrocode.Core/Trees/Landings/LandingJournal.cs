using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Tells a job what became of a landing that another process had begun.</summary>
internal static class LandingJournal
{
    public static void Tell(StateDirectory state, LandingPlan plan, TimeProvider time)
    {
        _ = state;
        _ = plan;
        _ = time;
    }
}
