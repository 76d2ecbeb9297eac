using System.CommandLine;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

/// <summary><c>--on-ask deny|park</c>: what a job without anybody there to answer does where it must ask.</summary>
internal static class OnAskOption
{
    public static Option<string?> New() =>
        new("--on-ask")
        {
            Description =
                "where it must ask: deny (default; the model is told), or park: it stops, exit code 4, until it is approved and resumed",
            HelpName = "deny|park",
        };

    /// <summary>Throws <see cref="UsageException"/> for anything else.</summary>
    public static void Apply(Session session, string? given) =>
        session.OnAsk = given switch
        {
            null => session.OnAsk,
            "deny" => OnAsk.Deny,
            "park" => OnAsk.Park,
            _ => throw new UsageException($"--on-ask: found \"{VisibleText.CleanLine(given)}\"", "allowed: deny, park"),
        };
}
