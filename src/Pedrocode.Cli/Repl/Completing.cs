using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Repl;

/// <summary>What Tab offers at the prompt: actions, then what each takes, <c>@paths</c> in a task, and file names in a command of the user's.</summary>
internal sealed class Completing(Session session)
{
    private readonly Candidates candidates = new(session);

    public async Task<Completions> OfferAsync(string text, int cursor, CancellationToken stop)
    {
        var before = text[..cursor];
        if (before.StartsWith('!'))
        {
            return FileNames.Offer(before, first: 1, session.Here);
        }
        var start = before.LastIndexOfAny([' ', '\n']) + 1;
        var word = before[start..];
        if (word.StartsWith('@'))
        {
            return new Completions(start + 1, await candidates.PathsAsync(word[1..], stop));
        }
        if (!before.StartsWith('/'))
        {
            return Completions.None;
        }
        if (start == 0)
        {
            return new Completions(
                1,
                [.. Candidates.Named(ActionPlaces.Repl, word[1..]), .. candidates.Templates(word[1..])]
            );
        }
        var words = before[1..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var name, ..] && ActionList.Find(name, ActionPlaces.Repl) is { } action
            ? new Completions(start, await candidates.ArgumentsAsync(action, words[^1], word, stop))
            : Completions.None;
    }
}
