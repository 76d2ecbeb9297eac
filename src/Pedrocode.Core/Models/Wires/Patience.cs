namespace Pedrocode.Core.Models.Wires;

/// <summary>How long one attempt may be silent: long before the first token, shortly between tokens.</summary>
internal sealed class Patience : IDisposable
{
    private static readonly TimeSpan AfterFinish = TimeSpan.FromSeconds(5);

    private readonly ModelServer _server;
    private readonly CancellationTokenSource _silent;
    private readonly CancellationTokenSource _both;
    private readonly CancellationToken _stop;
    private TimeSpan _limit;

    public Patience(ModelServer server, TimeProvider time, CancellationToken stop)
    {
        _server = server;
        _stop = stop;
        _limit = server.FirstTokenLimit;
        _silent = new CancellationTokenSource(_limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(stop, _silent.Token);
    }

    /// <summary>Cancelled when the job stops or patience is at its end.</summary>
    public CancellationToken Token => _both.Token;

    public bool IsStopped => _stop.IsCancellationRequested;

    public bool IsOver => _silent.IsCancellationRequested;

    /// <summary>A token has come: from now on the shorter limit holds, counted anew.</summary>
    public void TokenCame() => Allow(_server.BetweenTokens);

    /// <summary>The reply is whole; only its usage may follow.</summary>
    public void Finished() => Allow(_server.BetweenTokens < AfterFinish ? _server.BetweenTokens : AfterFinish);

    /// <summary>What <paramref name="exception"/> means for the attempt; null where it is a fault of ours.</summary>
    public WireFailure? Failure(Exception exception) =>
        IsOver && exception is not WireFailure ? WireFailure.Silent(_limit) : WireFailure.Of(exception);

    public void Dispose()
    {
        _both.Dispose();
        _silent.Dispose();
    }

    private void Allow(TimeSpan limit)
    {
        _limit = limit;
        _silent.CancelAfter(limit);
    }
}
