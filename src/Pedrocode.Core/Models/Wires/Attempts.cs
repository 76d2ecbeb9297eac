using System.Runtime.CompilerServices;

namespace Pedrocode.Core.Models.Wires;

/// <summary>The one retry loop of all wires.</summary>
internal sealed class Attempts(ModelServer server, TimeProvider time, Random random)
{
    private volatile bool _answered;

    /// <summary>Runs <paramref name="attempt"/> until one gets through, or what it met will not pass.</summary>
    public async IAsyncEnumerable<ReplyPart> RunAsync(
        Func<Patience, IAsyncEnumerable<ReplyPart>> attempt,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        for (var number = 1; ; number++)
        {
            WireFailure? failure = null;
            using (var patience = new Patience(server, time, stop))
            {
                await using var parts = attempt(patience).GetAsyncEnumerator(CancellationToken.None);
                while (failure is null)
                {
                    try
                    {
                        if (!await parts.MoveNextAsync())
                            yield break;
                    }
                    catch (Exception e) when (stop.IsCancellationRequested)
                    {
                        throw new OperationCanceledException("the model call was cancelled", e, stop);
                    }
                    catch (Exception e) when ((failure = patience.Failure(e)) is not null)
                    {
                        break;
                    }
                    stop.ThrowIfCancellationRequested();
                    _answered = true;
                    yield return parts.Current;
                }
            }
            var wait =
                Retries.Wait(failure!, number, _answered, random.NextDouble())
                ?? throw failure!.ForUser(server, number);
            yield return new ReplyPart.Retrying(failure!.Message, wait);
            await Task.Delay(wait, time, stop);
        }
    }
}
