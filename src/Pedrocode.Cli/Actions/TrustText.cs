using Pedrocode.Cli.Settings;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

/// <summary>What is said of what a folder brings along.</summary>
internal static class TrustText
{
    private const int MostNamed = 5;

    public static string Names(FolderOffer offer)
    {
        if (offer.IsTooLarge)
        {
            return "configuration (too much of it to be trusted)";
        }
        var names = offer.Files.Keys.Select(VisibleText.CleanLine).ToList();
        return string.Join(", ", names.Take(MostNamed))
            + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
    }

    public static string NoEffect(FolderOffer offer) =>
        $"Not trusted, so without effect: {Names(offer)} (pedrocode permissions trust)";

    public static bool HasSettings(FolderOffer offer) => offer.Files.ContainsKey(SettingsPlace.ProjectFile);

    /// <param name="countAtOnce">Whether its settings are read again now.</param>
    public static string Accepted(FolderOffer offer, bool countAtOnce) =>
        $"Trusted as it is now: {Names(offer)}"
        + (HasSettings(offer) && !countAtOnce ? "; its settings count from the next start" : "");
}
