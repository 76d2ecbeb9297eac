using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>The first lines: what this is, what to type, which model was found or how to get one.</summary>
/// <param name="answered">Ends when what is asked at the start is answered: nothing may come between a question and its options.</param>
internal sealed class Greeting(Session session, Terminal terminal, ReplState state, Style style, Task answered)
{
    /// <summary>Says at once what is known, and the rest when it is found out and nothing is asked.</summary>
    /// <param name="withHead">Whether what this is and what to type is said too.</param>
    public Task SayAsync(bool withHead)
    {
        if (withHead)
        {
            SayHead();
        }
        if (session.WhyInPlace is { } why)
        {
            Say($"Jobs work on your files in place here, one at a time: {why}.");
        }
        return Task.WhenAll(SaySandboxAsync(), SayModelAsync());
    }

    private void SayHead() =>
        Say(
            $"""
            pedrocode {ProductVersion.Text}: a task you type becomes a job. /help lists what else to type.
            {(
                session.Mode == Mode.Interactive
                    ? "You review each phase; /background lets tasks run by themselves."
                    : "Tasks run in the background; /jobs shows them."
            )}
            """
        );

    /// <summary>A sandbox is as it should be and needs no words; that there is none does.</summary>
    private async Task SaySandboxAsync()
    {
        // Whether there is one is found out by a try, which takes a moment.
        var sandbox = await Task.Run(() => session.Gate.Sandbox);
        if (sandbox.WhyNone is { } why)
        {
            await answered;
            Say(
                $"No sandbox ({VisibleText.CleanLine(why)}): {(
                sandbox.IsRequired ? "no command runs, for sandbox.mode is require."
                : state.CanAsk ? "commands ask first."
                : "commands are denied without a rule."
            )}"
            );
        }
    }

    private async Task SayModelAsync()
    {
        try
        {
            var model = await session.Models.FoundAsync(CancellationToken.None);
            await answered;
            Say(model is null ? NoModel.Text : $"Model: {VisibleText.CleanLine(model.Name)} ({model.Why})");
        }
        catch (Exception e) when (e is UserError or Core.Models.ModelException)
        {
            await answered;
            Say(style.Red(e.Message));
        }
    }

    private void Say(string text) => terminal.Above(WordWrap.Lines(text, terminal.Width, indent: ""));
}
