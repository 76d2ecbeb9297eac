namespace Pedrocode.Core.Posix;

/// <summary>A disk that takes nothing more: full, beyond a quota, read-only, or broken.</summary>
public static class DiskRefusal
{
    private const int EIO = 5;
    private const int ENOSPC = 28;
    private const int EROFS = 30;
    private const int EDQUOT = 122;

    /// <summary>What the disk said, where that is the cause of the exception; null otherwise.</summary>
    public static string? Of(Exception e) =>
        e switch
        {
            IOException { HResult: EIO } => e.Message,
            _ when HasNoRoom(e) => e.Message,
            { InnerException: { } cause } => Of(cause),
            _ => null,
        };

    /// <summary>The same without what a terminal that was closed says too.</summary>
    public static bool HasNoRoom(Exception e) => e is IOException { HResult: ENOSPC or EROFS or EDQUOT };

    /// <summary>What the user can do about it.</summary>
    public static string NextFor(Exception e) =>
        e switch
        {
            IOException { HResult: ENOSPC or EDQUOT } => "free some space there",
            IOException { HResult: EROFS } or UnauthorizedAccessException => "make that writable",
            { InnerException: { } cause } => NextFor(cause),
            _ => "see what is wrong with that disk",
        };

    /// <summary>Whether that is what a command of ours complained about, in the words of the C locale.</summary>
    public static bool IsNamedIn(string complaint) =>
        complaint.Contains("No space left on device", StringComparison.Ordinal)
        || complaint.Contains("Disk quota exceeded", StringComparison.Ordinal)
        || complaint.Contains("Read-only file system", StringComparison.Ordinal)
        || complaint.Contains("Input/output error", StringComparison.Ordinal)
        // What git says where it does not say why.
        || complaint.Contains("unable to write", StringComparison.Ordinal)
        || complaint.Contains("couldn't set 'refs/", StringComparison.Ordinal);
}
