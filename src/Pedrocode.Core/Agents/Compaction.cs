using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;

namespace Pedrocode.Core.Agents;

/// <summary>Keeps a job's requests within the model's window: between phases where it can, else by leaving out the oldest rounds.</summary>
internal sealed class Compaction(JobRun job)
{
    /// <summary>As a phase begins: what led to it gives way to what it decided, if the window is half full.</summary>
    public void AtPhase(Conversation conversation)
    {
        job.Flush();
        conversation.CatchUp(job.Journal.Entries);
        var entries = job.Journal.Entries;
        if (
            entries.LastOrDefault(static entry => entry.Event is PhaseStarted)
                is { Event: PhaseStarted { Number: > 1 } } opening
            && job.Window.IsHalfFull(ContextWindow.LengthOf(Build(conversation)))
        )
        {
            Shorten(conversation, opening.Sequence - 1);
        }
    }

    /// <summary>The next request, shortened first where it would not fit.</summary>
    /// <param name="isTooLong">The server has said so.</param>
    public ModelRequest Request(Conversation conversation, bool isTooLong)
    {
        conversation.CatchUp(job.Journal.Entries);
        var request = Build(conversation);
        var length = ContextWindow.LengthOf(request);
        if (
            (isTooLong || job.Window.IsFull(length))
            && conversation.CutFor(Math.Min(job.Window.Shortened(length), isTooLong ? length / 2 : int.MaxValue))
                is { } cut
        )
        {
            Shorten(conversation, cut);
            request = Build(conversation);
        }
        return request;
    }

    public bool CanShorten(Conversation conversation) => conversation.CutFor(length: 0) is not null;

    private void Shorten(Conversation conversation, long upTo)
    {
        var text = ConversationSummary.Of(job.View, job.Journal.Entries, upTo, job.Window.MostSummary);
        job.Append(new Compacted(upTo, text));
        job.Window.Forget();
        conversation.CatchUp(job.Journal.Entries);
    }

    private ModelRequest Build(Conversation conversation) =>
        new()
        {
            Model = job.View.Model,
            Tools = conversation.Tools,
            DescribesTools = conversation.DescribesTools,
            Messages = conversation.Messages,
            Temperature = job.Temperature,
            ContextSize = job.Facts.Window,
        };
}
