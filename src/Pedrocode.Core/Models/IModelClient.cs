namespace Pedrocode.Core.Models;

/// <summary>One way to reach a model: an implementation for each wire, and <c>replay</c>.</summary>
public interface IModelClient
{
    /// <summary>
    /// Streams one reply; the last part is <see cref="ReplyPart.Completed"/>. Retries what may pass by itself.
    /// Throws <see cref="ModelException"/> for what stays wrong, <see cref="OperationCanceledException"/> within 1 s of a cancel.
    /// </summary>
    IAsyncEnumerable<ReplyPart> StreamAsync(ModelRequest request, CancellationToken stop);
}
