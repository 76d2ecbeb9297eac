namespace Pedrocode.FakeModel;

/// <summary>A place where replies wait for the test, so that no test has to sleep.</summary>
public sealed class Hold
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tokens that pass first. Null: not even the head of the answer.</summary>
    public int? AfterTokens { get; init; }

    /// <summary>Completes when the first reply has come to this place.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    internal Task WaitAsync(CancellationToken gone)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(gone);
    }
}
