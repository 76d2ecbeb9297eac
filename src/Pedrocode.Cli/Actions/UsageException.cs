namespace Pedrocode.Cli.Actions;

/// <summary>The words of a verb are wrong: exit code 2.</summary>
internal sealed class UsageException(string message, string? next = null) : Exception(message)
{
    public string? Next { get; } = next;
}
