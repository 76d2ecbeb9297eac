using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>A request as it came, and what was made of it.</summary>
public sealed class RecordedRequest
{
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Null where the request is no sound chat request.</summary>
    public Chat? Chat { get; internal set; }

    /// <summary>Why it got a 400, or null.</summary>
    public string? Refusal { get; internal set; }

    /// <summary>Completes when the client has hung up before the reply was whole.</summary>
    public Task Abandoned => _abandoned.Task;

    internal void Abandon() => _abandoned.TrySetResult();
}
