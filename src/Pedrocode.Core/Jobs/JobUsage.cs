using Pedrocode.Core.Models;

namespace Pedrocode.Core.Jobs;

/// <summary>Tokens a job has used, and what they cost.</summary>
/// <param name="Cached">How many of <paramref name="In"/> came from the server's cache.</param>
/// <param name="Cost">Null where no prices are configured.</param>
/// <param name="IsEstimated">Some replies came without count.</param>
public sealed record JobUsage(long In = 0, long Out = 0, long Cached = 0, double? Cost = null, bool IsEstimated = false)
{
    public JobUsage With(TokenUsage? reply) =>
        reply is null
            ? this
            : new JobUsage(
                In + reply.Prompt,
                Out + reply.Completion,
                Cached + reply.Cached,
                reply.Cost is { } cost ? (Cost ?? 0) + cost : Cost,
                IsEstimated || reply.Estimated == true
            );
}
