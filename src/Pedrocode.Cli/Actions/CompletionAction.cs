using System.CommandLine;
using System.Reflection;
using Pedrocode.Cli.Repl;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Actions;

/// <summary>The script a shell loads, and the answers that script asks for.</summary>
internal sealed class CompletionAction : UserAction
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    private static readonly string[] Common = ["--help", "--version", "--debug", "--config", "--allow"];

    private readonly Argument<string?> shell;
    private readonly Argument<string[]> words;

    public CompletionAction()
        : base("completion", "Tab in your shell: verbs, options, job ids, @paths")
    {
        shell = Add(new Argument<string?>("bash|zsh|fish") { Arity = ArgumentArity.ZeroOrOne });
        words = Add(new Argument<string[]>("word") { Arity = ArgumentArity.ZeroOrMore, Hidden = true });
    }

    public override ActionPlaces Places => ActionPlaces.CommandLine;

    public override string Details =>
        """
            In ~/.bashrc: eval "$(pedrocode completion bash)"
            In ~/.zshrc, after compinit: source <(pedrocode completion zsh)
            In ~/.config/fish/config.fish: pedrocode completion fish | source
            """;

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        switch (call.Value(shell))
        {
            case "words":
                Print(call, await OfferAsync(call.Session, call.Value(words) ?? [], stop));
                return ExitCodes.Complete;
            case { } name when Shells.Contains(name):
                call.Print(Script(name).TrimEnd('\n'));
                return ExitCodes.Complete;
            default:
                throw new UsageException("completion needs the name of a shell", "pedrocode completion bash|zsh|fish");
        }
    }

    private static void Print(ActionCall call, IReadOnlyList<Completion> offered)
    {
        if (offered.Count > 0)
        {
            call.Print(string.Join('\n', offered.Select(static one => $"{one.Text}\t{one.Note}")));
        }
    }

    /// <param name="typed">The words behind the program's name, the last one begun.</param>
    private static async Task<IReadOnlyList<Completion>> OfferAsync(
        Session session,
        string[] typed,
        CancellationToken stop
    )
    {
        var begun = typed.LastOrDefault() ?? "";
        var before = typed.SkipLast(1).ToList();
        var candidates = new Candidates(session);
        if (begun.IndexOf('@', StringComparison.Ordinal) is var mark and >= 0)
        {
            return
            [
                .. (await candidates.PathsAsync(begun[(mark + 1)..], stop)).Select(path =>
                    path with
                    {
                        Text = begun[..(mark + 1)] + path.Text,
                    }
                ),
            ];
        }
        if (before.LastOrDefault() is "--config")
        {
            return [];
        }
        var verb = before
            .Where((word, i) => !word.StartsWith('-') && (i == 0 || before[i - 1] is not ("--config" or "--allow")))
            .FirstOrDefault();
        if (verb is null)
        {
            return begun.StartsWith('-')
                ?
                [
                    .. Common
                        .Where(option => option.StartsWith(begun, StringComparison.Ordinal))
                        .Select(static option => new Completion(option)),
                ]
                : Candidates.Named(ActionPlaces.CommandLine, begun);
        }
        return ActionList.Find(verb, ActionPlaces.CommandLine) is { } action
            ? await candidates.ArgumentsAsync(action, before[^1], begun, stop)
            : [];
    }

    private static string Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion/pedrocode.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
