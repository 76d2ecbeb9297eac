namespace Pedrocode.Core.Jobs;

/// <summary>Whether the user reviews each phase, or the job runs by itself.</summary>
public enum Mode
{
    Background,
    Interactive,
}
