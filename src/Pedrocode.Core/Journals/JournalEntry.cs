namespace Pedrocode.Core.Journals;

/// <param name="Sequence">From 1, without gaps.</param>
public sealed record JournalEntry(long Sequence, DateTimeOffset Time, JobEvent Event);
