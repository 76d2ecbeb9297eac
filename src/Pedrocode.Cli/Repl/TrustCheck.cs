using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Repl;

/// <summary>Whether what the folder brings along may have an effect: asked at the start, at a terminal, where there is anything of the kind.</summary>
internal sealed class TrustCheck(Session session, Terminal terminal, ReplState state)
{
    private bool isFirstAnswer = true;

    /// <summary>Whether settings of the folder are trusted now and nothing was begun without them.</summary>
    public bool SettingsCount { get; private set; }

    /// <param name="take">Takes a line as the prompt does.</param>
    public async Task RunAsync(Func<Typed.Line, Task> take, CancellationToken stop)
    {
        if (session.Untrusted is not { } offer)
        {
            return;
        }
        if (!state.CanAsk || offer.IsTooLarge)
        {
            terminal.Above(TrustText.NoEffect(offer));
            return;
        }
        while (true)
        {
            var typed = await terminal.ReadAsync(
                new Prompt($"Trust this folder's {TrustText.Names(offer)}? [y/N] ")
                {
                    Remembered = false,
                    About = this,
                },
                stop
            );
            switch (typed)
            {
                case Typed.Line command when command.Text.Trim() is ['/' or '!', ..]:
                    isFirstAnswer = false;
                    await take(command);
                    if (state.Leaving || session.Untrusted is null)
                    {
                        return;
                    }
                    break;
                // A yes typed before the question was seen is none.
                case Typed.Line(var line) { About: TrustCheck } when line.Trim().ToLowerInvariant() is "y" or "yes":
                    session.Trust.Accept(offer);
                    SettingsCount = isFirstAnswer && TrustText.HasSettings(offer);
                    terminal.Above(TrustText.Accepted(offer, countAtOnce: SettingsCount));
                    return;
                case Typed.Line(var line) { About: TrustCheck }
                    when line.Trim().ToLowerInvariant() is "" or "n" or "no":
                case Typed.Interrupt({ Length: 0 }):
                    terminal.Above(TrustText.NoEffect(offer));
                    return;
                case Typed.EndOfInput:
                    state.Leaving = true;
                    return;
                case Typed.Line:
                    terminal.Above(Questions.NoAnswer);
                    break;
                default:
                    break;
            }
        }
    }
}
