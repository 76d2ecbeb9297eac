using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>The job in front: the head of each phase, the line under which it runs, how it ends.</summary>
internal sealed class FrontScreen(Session session, Terminal terminal, ReplState state, LiveLine live, Style shown)
{
    public void Show(JobEvent fact, JobView view)
    {
        var front = state.Front!;
        front.Pulse = front.Pulse.After(fact, session.Time.GetTimestamp());
        if (state.Attached is not null)
        {
            // It is watched, or something else is: what it does is seen there, or when that is left.
            return;
        }
        var style = shown with { Width = terminal.Width };
        switch (fact)
        {
            case PhaseStarted phase:
                terminal.Above(InteractiveView.PhaseHead(phase.Number, phase.Count, phase.Phase, style));
                break;
            case JobStarted when view.Phase is { } phase:
                terminal.Above(InteractiveView.PhaseHead(phase.Number, phase.Count, phase.Name, style));
                break;
            case PhaseEnded ended:
                terminal.Above(
                    InteractiveView.PhaseEnd(ended.Phase, ended.Rounds, InteractiveView.HandedOn(ended), style)
                );
                break;
            case Steered(var text, not null):
                terminal.Above($"{style.Mark("💬", ">")} {VisibleText.Clean(text)}");
                break;
            case JobCompleted:
                terminal.Above(WordWrap.Lines(Pedro.Done(view, style), terminal.Width, "      "));
                break;
            case JobFailed or JobPaused:
                terminal.Above(InteractiveView.PhaseStopped(view, style));
                break;
            case JobCancelled or JobInterrupted:
                terminal.Above($"{JobMarks.Mark(view.Status, style)} {view.Id} {JobStatusWords.Of(view)}");
                break;
            default:
                break;
        }
        live.Show(view.Status is JobStatus.Running or JobStatus.Pending ? front.Job : null, front.Pulse);
    }
}
