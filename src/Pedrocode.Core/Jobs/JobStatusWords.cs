namespace Pedrocode.Core.Jobs;

/// <summary>A status in the words of the screens.</summary>
public static class JobStatusWords
{
    public static string Of(JobView view) =>
        view switch
        {
            { Status: JobStatus.Running, WaitsFor: { } holder } => $"waiting for {holder} (same directory)",
            _ => view.Status.ToString().ToLowerInvariant(),
        };
}
