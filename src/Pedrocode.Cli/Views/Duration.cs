namespace Pedrocode.Cli.Views;

/// <summary>Times as people read them.</summary>
internal static class Duration
{
    /// <summary><c>45s</c>, <c>2m30s</c>, <c>1h02m</c>.</summary>
    public static string Text(TimeSpan span) =>
        span switch
        {
            { TotalSeconds: < 0 } => "0s",
            { TotalMinutes: < 1 } => $"{span.Seconds}s",
            { TotalHours: < 1 } => $"{span.Minutes}m{span.Seconds:00}s",
            _ => $"{(int)span.TotalHours}h{span.Minutes:00}m",
        };
}
