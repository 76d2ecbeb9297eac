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

    public static string Accepted(FolderOffer offer) =>
        $"Trusted as it is now: {Names(offer)}"
        + (offer.Files.ContainsKey(SettingsPlace.ProjectFile) ? "; its settings count from the next start" : "");
}
