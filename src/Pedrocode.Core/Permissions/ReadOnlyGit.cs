namespace Pedrocode.Core.Permissions;

/// <summary>
/// git's commands that only read, with the options of which that is known. Not among them: what runs programs
/// (<c>-c</c>, <c>--exec-path</c>, <c>--ext-diff</c>, <c>--textconv</c>, <c>-O</c> of grep, signatures), what writes files
/// (<c>--output</c>), what leads to another repository (<c>--git-dir</c>, <c>-C</c>).
/// </summary>
internal static class ReadOnlyGit
{
    private const string DiffFlags = "pusabwWRz";
    private const string DiffValued = "SGIl";
    private const string DiffAttached = "UMCBDX";

    private const string DiffLongs =
        "patch no-patch stat? numstat shortstat dirstat? summary compact-summary name-only name-status raw patch-with-stat "
        + "patch-with-raw unified? color? no-color color-words? color-moved? no-color-moved word-diff? word-diff-regex= minimal patience "
        + "histogram diff-algorithm= anchored= indent-heuristic no-indent-heuristic find-renames? find-copies? find-copies-harder "
        + "no-renames break-rewrites? irreversible-delete diff-filter= pickaxe-all pickaxe-regex find-object= relative? no-relative text "
        + "ignore-cr-at-eol ignore-space-at-eol ignore-space-change ignore-all-space ignore-blank-lines ignore-matching-lines= "
        + "inter-hunk-context= function-context exit-code quiet no-ext-diff no-textconv ignore-submodules? src-prefix= dst-prefix= "
        + "no-prefix line-prefix= full-index binary abbrev? no-abbrev check ws-error-highlight= ita-invisible-in-index "
        + "cached staged merge-base no-index cumulative skip-to= rotate-to= ";

    private const string LogLongs =
        DiffLongs
        + "max-count= skip= since= after= until= before= since-as-filter= author= committer= grep= grep-reflog= all-match invert-grep "
        + "regexp-ignore-case basic-regexp extended-regexp fixed-strings perl-regexp merges no-merges min-parents= max-parents= "
        + "first-parent all branches? tags? remotes? glob= exclude= reflog cherry cherry-mark cherry-pick left-only right-only left-right "
        + "boundary walk-reflogs merge full-history dense sparse simplify-merges simplify-by-decoration ancestry-path? show-pulls "
        + "date-order author-date-order topo-order reverse no-walk? do-walk oneline abbrev-commit no-abbrev-commit graph decorate? "
        + "no-decorate decorate-refs= decorate-refs-exclude= clear-decorations source mailmap use-mailmap no-mailmap log-size follow "
        + "date= relative-date parents children encoding= expand-tabs? no-expand-tabs notes? no-notes cc combined-all-paths "
        + "no-diff-merges full-diff not single-worktree remove-empty ignore-missing count objects ";

    private static readonly ReadOnlyOptions Diff = new(DiffFlags, DiffValued, DiffLongs)
    {
        Attached = DiffAttached,
        Numbers = true,
    };

    private static readonly ReadOnlyOptions Log = new(
        DiffFlags + "ciEFPgmtr",
        DiffValued + "nL",
        LogLongs + "pretty? format="
    )
    {
        Attached = DiffAttached,
        Numbers = true,
    };

    private static readonly Dictionary<string, ReadOnlyOptions> Commands = new Dictionary<string, ReadOnlyOptions>
    {
        ["annotate"] = Blame,
        ["blame"] = Blame,
        ["cat-file"] = new("etsp", "", "allow-unknown-type use-mailmap mailmap"),
        ["check-ignore"] = new("vnqz", "", "verbose non-matching quiet no-index"),
        ["cherry"] = new("v", "", "verbose abbrev?"),
        ["count-objects"] = new("vH", "", "verbose human-readable"),
        ["describe"] = new(
            "",
            "",
            "contains all tags long first-parent abbrev? exact-match candidates= match= exclude= always dirty? broken?"
        ),
        ["diff"] = Diff,
        ["diff-files"] = Diff,
        ["diff-index"] = new(DiffFlags + "m", DiffValued, DiffLongs) { Attached = DiffAttached },
        ["diff-tree"] = new(DiffFlags + "rtmcv", DiffValued, DiffLongs + "root no-commit-id cc always pretty? format=")
        {
            Attached = DiffAttached,
        },
        ["for-each-ref"] = new(
            "",
            "",
            "count= format= sort= points-at= merged= no-merged= contains= no-contains= ignore-case color?"
        ),
        ["grep"] = new(
            "nilwLcvhHoqpWaIEFGPrz",
            "eABCmf",
            "line-number ignore-case files-with-matches name-only files-without-match count word-regexp invert-match full-name "
                + "extended-regexp basic-regexp perl-regexp fixed-strings column null only-matching color? no-color break heading "
                + "show-function context= after-context= before-context= function-context max-count= threads= max-depth= cached "
                + "no-index untracked exclude-standard no-exclude-standard text no-textconv recursive no-recursive and or not all-match quiet"
        )
        {
            Numbers = true,
        },
        ["log"] = Log,
        ["ls-files"] = new(
            "ztvfcdmoisku",
            "xX",
            "cached deleted modified others ignored stage killed directory eol no-empty-directory unmerged resolve-undo exclude= "
                + "exclude-from= exclude-per-directory= exclude-standard full-name error-unmatch with-tree= abbrev? debug deduplicate sparse format="
        ),
        ["ls-tree"] = new("drtzl", "", "long name-only name-status object-only full-name full-tree format= abbrev?"),
        ["merge-base"] = new("a", "", "all octopus independent is-ancestor fork-point"),
        ["name-rev"] = new("", "", "tags refs= exclude= all name-only always undefined no-undefined"),
        ["rev-list"] = Log,
        ["rev-parse"] = new(
            "q",
            "",
            "verify quiet short? abbrev-ref? symbolic symbolic-full-name all branches? tags? remotes? git-dir absolute-git-dir "
                + "git-common-dir git-path= show-toplevel show-prefix show-cdup is-inside-git-dir is-inside-work-tree is-bare-repository "
                + "is-shallow-repository revs-only no-revs flags no-flags default= show-superproject-working-tree show-object-format? "
                + "path-format= since= until= not"
        ),
        ["shortlog"] = new("nsec", "", LogLongs + "numbered summary email committer group= no-merges"),
        ["show"] = Log,
        ["show-ref"] = new("dsq", "", "tags heads branches verify head dereference hash? abbrev? quiet"),
        ["status"] = new(
            "sbzuM",
            "",
            "short branch show-stash ahead-behind no-ahead-behind porcelain? long null untracked-files? ignored? ignore-submodules? "
                + "no-column no-renames find-renames? renames"
        )
        {
            Attached = "uM",
        },
        ["version"] = new("", "", "build-options"),
        ["whatchanged"] = Log,
    };

    private static readonly ReadOnlyOptions BranchList = new(
        "arvi",
        "",
        "all remotes verbose list show-current merged? no-merged? contains? no-contains? points-at= sort= format= no-column "
            + "color? no-color abbrev? no-abbrev ignore-case"
    );

    private static readonly ReadOnlyOptions TagList = new(
        "li",
        "",
        "list merged? no-merged? contains? no-contains? points-at= sort= format= no-column color? no-color ignore-case"
    )
    {
        Attached = "n",
    };

    private static ReadOnlyOptions Blame =>
        new(
            "fnpctlsewb",
            "LS",
            "show-name show-number porcelain line-porcelain show-email root show-stats ignore-rev= ignore-revs-file= color-lines "
                + "color-by-age minimal contents= abbrev? date= since= first-parent reverse? incremental no-progress"
        )
        {
            Attached = "CM",
        };

    /// <summary>Whether it begins with a command that only reads, or with an option of git's own that is not known to be harmless.</summary>
    public static bool Knows(List<string> arguments) =>
        arguments.ElementAtOrDefault(Globals(arguments)) is { } command
        && (command.StartsWith('-') || Commands.ContainsKey(command));

    public static bool Judge(List<string> arguments)
    {
        var at = Globals(arguments);
        var words = arguments.Skip(at + 1).ToList();
        return arguments.ElementAtOrDefault(at) switch
        {
            null => false,
            "--version" => words.Count == 0,
            "branch" => Lists(BranchList, words, "--list", "--merged", "--no-merged", "--contains", "--no-contains"),
            "tag" => Lists(TagList, words, "--list", "-l"),
            "remote" => words is [] or ["-v"] or ["--verbose"] or ["get-url", [not '-', ..]],
            "stash" => words is ["list" or "show", .. var options] && JustReads(Log, options),
            "reflog" => words is [] || (words is ["show", .. var options] && JustReads(Log, options)),
            "worktree" => words is ["list"] or ["list", "--porcelain" or "-v" or "--verbose"],
            "config" => words is ["--get", [not '-', ..] name] && NamesNoSecret(name),
            "symbolic-ref" => words is [[not '-', ..]] or ["--short" or "-q", [not '-', ..]],
            "var" => words is [[not '-', ..]],
            var command => Commands.TryGetValue(command, out var known) && JustReads(known, words),
        };
    }

    private static int Globals(List<string> arguments)
    {
        var at = 0;
        while (at < arguments.Count && GlobalLength(arguments, at) is var length and > 0)
        {
            at += length;
        }
        return at;
    }

    // Options before the command that change nothing of what it does. `-C .` is here, any other place is another repository.
    private static int GlobalLength(List<string> arguments, int at) =>
        arguments[at] switch
        {
            "--no-pager" or "-P" or "--no-optional-locks" or "--literal-pathspecs" => 1,
            "-C" when at + 1 < arguments.Count && arguments[at + 1] is "." or "./" => 2,
            _ => 0,
        };

    private static bool JustReads(ReadOnlyOptions options, List<string> words) =>
        options.JustRead(words) && !words.Exists(ChecksSignature);

    // By a program that the repository's configuration names: `%G?`, `%+GS`, `%(signature:grade)`, `--sort=signature`.
    private static bool ChecksSignature(string word)
    {
        for (var at = 0; (at = word.IndexOf('%', at)) >= 0; at++)
        {
            var letter = at + 1 < word.Length && word[at + 1] is '+' or '-' or ' ' ? at + 2 : at + 1;
            if (letter < word.Length && word[letter] == 'G')
            {
                return true;
            }
        }
        return word.Contains("(signature", StringComparison.OrdinalIgnoreCase)
            || word.Contains("(*signature", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("signature", StringComparison.OrdinalIgnoreCase)
            || (
                word.StartsWith("--sort=", StringComparison.Ordinal)
                && word.Contains("signature", StringComparison.OrdinalIgnoreCase)
            );
    }

    // Without one of the words that make it a list, a name would be that of a new branch or tag.
    private static bool Lists(ReadOnlyOptions options, List<string> words, params ReadOnlySpan<string> lists)
    {
        if (options.Operands(words) is not { } operands || words.Exists(ChecksSignature))
        {
            return false;
        }
        var isList = false;
        foreach (var list in lists)
        {
            isList |= words.Contains(list);
        }
        return isList || operands.Count == 0;
    }

    private static bool NamesNoSecret(string name) =>
        !new[] { "header", "token", "pass", "cred", "key", "secret" }.Any(word =>
            name.Contains(word, StringComparison.OrdinalIgnoreCase)
        );
}
