using System.Buffers;
using System.Collections.Frozen;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// Which commands provably only read, so that they may run unasked even without a sandbox. A list of what is known to be
/// harmless, option by option; whatever is not on it asks.
/// </summary>
public static class ReadOnlyCommands
{
    private const int DeepestShell = 3;

    // zsh expands more than bash does (`=ls`, `^a`, `%1`), and its printf and test calculate, which can run commands.
    private static readonly SearchValues<char> SameInZsh = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-./:,+|&;'\""
    );

    /// <summary>Their words are no paths that they would open.</summary>
    private static readonly FrozenSet<string> NamesNoFiles = FrozenSet.ToFrozenSet([
        .. "true false : echo printf expr sleep seq pwd type command which basename dirname".Split(' '),
    ]);

    /// <summary>Whether a shell command, as the model wrote it, only reads, and nothing private.</summary>
    /// <param name="command">The text.</param>
    /// <param name="workDir">Where it would run.</param>
    /// <param name="project">The folder of which all may be read; <paramref name="workDir"/> unless given.</param>
    public static bool JudgeText(string command, string? workDir = null, string? project = null) =>
        ShellReader.Read(command) is { } commands && JudgeAll(commands, workDir, project);

    /// <summary>Whether all parts of a command, as <see cref="ShellReader"/> read them, only read, one after the other.</summary>
    public static bool JudgeAll(
        IReadOnlyList<IReadOnlyList<string>> commands,
        string? workDir = null,
        string? project = null
    ) => JudgeAll(commands, workDir, project ?? workDir, depth: 0);

    /// <summary>Whether one command, run where the project is, only reads. What follows a <c>cd</c> is for <see cref="JudgeAll(IReadOnlyList{IReadOnlyList{string}}, string?)"/>.</summary>
    public static bool Judge(IReadOnlyList<string> words) => words is not ["cd", ..] && JudgeAll([words]);

    /// <summary>Whether the command is one of which it is known how it only reads.</summary>
    internal static bool Knows(IReadOnlyList<string> words) =>
        Name(words[0]) switch
        {
            "find" or "sed" or "jq" or "xxd" or "printf" => true,
            "git" => ReadOnlyGit.Knows([.. words.Skip(1)]),
            var name => ReadOnlyPrograms.All.ContainsKey(name),
        };

    private static bool JudgeAll(
        IReadOnlyList<IReadOnlyList<string>> commands,
        string? workDir,
        string? project,
        int depth
    )
    {
        var (elsewhere, at) = (false, workDir);
        foreach (var words in commands)
        {
            if (IsChangeDirectory(words, out var target))
            {
                if (PrivatePlace.IsNamedBy(words, at, project))
                {
                    return false;
                }
                elsewhere |= target != "." && target != workDir;
                at = words.Count == 1 ? HomeFolder : PrivatePlace.Resolve(target.Length == 0 ? "/" : target, at);
            }
            else if (
                !Judge(words, at, project, depth)
                // A folder somewhere may hold a repository whose configuration runs programs.
                || (elsewhere && ReadsConfiguration(words))
                || (!NamesNoFiles.Contains(words[0]) && PrivatePlace.IsNamedBy(words, at, project))
            )
            {
                return false;
            }
        }
        return true;
    }

    private static string HomeFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static bool IsChangeDirectory(IReadOnlyList<string> words, out string target)
    {
        target = words is ["cd", var given] ? given.TrimEnd('/') : "";
        return words is ["cd", not ("" or ['-', ..])] or ["cd"] && words.All(IsHarmless);
    }

    private static bool ReadsConfiguration(IReadOnlyList<string> words) =>
        Name(words[0]) is "git" or "bash" or "sh" or "dash" or "zsh";

    private static bool Judge(IReadOnlyList<string> words, string? at, string? project, int depth)
    {
        if (words.Count == 0 || !words.All(IsHarmless))
        {
            return false;
        }
        var arguments = words.Skip(1).ToList();
        return Name(words[0]) switch
        {
            "true" or "false" or ":" or "echo" => true,
            "pwd" => arguments is [] or ["-L" or "-P"],
            "printf" => ReadOnlyBuiltins.Printf(arguments),
            "test" => ReadOnlyBuiltins.Test(arguments),
            "type" => arguments.All(static word => word is "-a" or "-t" or "-p" or "-P" || !word.StartsWith('-')),
            "which" => arguments.All(static word => word == "-a" || !word.StartsWith('-')),
            "command" => arguments is ["-v" or "-V", .. var names]
                && !names.Exists(static name => name.StartsWith('-')),
            "sleep" => arguments is [var time]
                && time.Length <= 4
                && time.All(static c => char.IsAsciiDigit(c) || c == '.'),
            "expr" => true,
            "find" => ReadOnlyFind.Judge(arguments),
            "sed" => ReadOnlySed.Judge(arguments),
            "git" => ReadOnlyGit.Judge(arguments),
            "jq" => ReadOnlyBuiltins.Jq(arguments),
            "xxd" => ReadOnlyBuiltins.Xxd(arguments),
            "bash" or "sh" or "dash" => arguments is ["-c" or "-lc", var script]
                && depth < DeepestShell
                && Script(script, at, project, depth),
            "zsh" => arguments is ["-c" or "-lc", var script]
                && depth < DeepestShell
                && !script.AsSpan().ContainsAnyExcept(SameInZsh)
                && Script(script, at, project, depth),
            var name => ReadOnlyPrograms.All.TryGetValue(name, out var options)
                && options.JustRead(arguments)
                && ReadOnlyBuiltins.Operands(name, arguments),
        };
    }

    private static bool Script(string script, string? at, string? project, int depth) =>
        ShellReader.Read(script) is { } commands && JudgeAll(commands, at, project, depth + 1);

    // A bare name, or one that is spelled out as the system's. `./ls` is anybody's.
    private static string Name(string word) =>
        word.StartsWith("/usr/bin/", StringComparison.Ordinal) ? word["/usr/bin/".Length..]
        : word.StartsWith("/bin/", StringComparison.Ordinal) ? word["/bin/".Length..]
        : word;

    private static bool IsHarmless(string word) => word.All(ShellCharacters.IsQuotable) && !SecretPath.IsNamedBy(word);
}
