namespace Pedrocode.Core.Models;

/// <summary>What a million tokens cost, in the user's currency.</summary>
/// <param name="Cached">Of those sent that came from the server's cache.</param>
public sealed record ModelPrices(double In, double Out, double Cached)
{
    public double Of(TokenUsage usage) =>
        (((usage.Prompt - usage.Cached) * In) + (usage.Cached * Cached) + (usage.Completion * Out)) / 1e6;
}
