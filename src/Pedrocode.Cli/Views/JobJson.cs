using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Views;

/// <summary>Jobs for programs: the fields of job.json.</summary>
internal static class JobJson
{
    public static string List(IEnumerable<JobView> jobs) => $"[{string.Join(",\n ", jobs.Select(One))}]";

    public static string One(JobView job) => JobSummaries.Json(job);
}
