using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// Where earlier versions kept jobs: a link to where they are now, for people and scripts that look there. Nothing here goes through it.
/// </summary>
public static class EarlierPlace
{
    public const string Path = "/tmp/pedrocode-jobs";

    /// <summary>Makes the link where nothing stands, or a link of ours that leads nowhere; whatever else stands there stays.</summary>
    public static void Link(string at, string jobs)
    {
        try
        {
            if (FileIdentity.OfPath(at) is { } there)
            {
                if (!there.IsLink || there.Owner != Libc.EffectiveUser() || LeadsSomewhere(at))
                {
                    return;
                }
                File.Delete(at);
            }
            File.CreateSymbolicLink(at, jobs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else was quicker, or /tmp is not ours to write: nothing depends on it.
        }
    }

    private static bool LeadsSomewhere(string link) =>
        Directory.Exists(link) || File.ResolveLinkTarget(link, returnFinalTarget: true) is { Exists: true };
}
