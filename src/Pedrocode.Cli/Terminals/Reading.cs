namespace Pedrocode.Cli.Terminals;

/// <summary>One read that somebody waits for.</summary>
internal sealed class Reading(Prompt prompt)
{
    private readonly TaskCompletionSource<Typed> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Prompt Prompt => prompt;

    public Task<Typed> Typed => ended.Task;

    public void End(Typed typed) => ended.TrySetResult(typed);

    public void Abandon(CancellationToken stop) => ended.TrySetCanceled(stop);

    public void Refuse() => ended.TrySetException(new InvalidOperationException("The terminal is being read already."));
}
