namespace Pedrocode.Core.Posix;

/// <summary>How a child ended; nothing of its process tree runs any more.</summary>
public sealed record ChildEnd(ChildEnding Ending)
{
    /// <summary>As a shell says it: 128 + signal for a child that a signal ended.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The signal that ended it, else null.</summary>
    public int? Signal { get; init; }

    /// <summary>What it wrote, whatever became of it.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Processes it left running and that were ended: none after an orderly end.</summary>
    public int Leftovers { get; init; }
}

public enum ChildEnding
{
    /// <summary>By itself, or by a signal that was not ours.</summary>
    Exited,
    TimedOut,
    Cancelled,
}
