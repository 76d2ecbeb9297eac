using System.Text;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Permissions;

/// <summary>What the reader calls plain, bash runs as exactly those words: asked of bash itself.</summary>
public sealed class ShellAgainstBashSpecs : IDisposable
{
    private const char WordEnd = '\u001f';
    private const char CommandEnd = '\u001e';
    private const char ScriptEnd = '\u001d';

    private static readonly string[] Pieces =
    [
        .. "aa bb a b 0 1 - -- -x / . .. , : + @ % ^ ] = # ~ ! * ? [ { } ( ) < > & | ; $ ` \\ ' \" ' \" ' \"".Split(
            ' '
        ),
        .. "&& || ;; |& $x ${x} $(aa) `aa` {a,b} {1..3} @{1} @{a,b} ~/ a= x=~ a:~ $' $\" \\* \\~ \\$ \\' \\\" \\\\".Split(
            ' '
        ),
        .. "if do done ! [[ ]] time coproc 2>&1 >o #a a#b !! !a \"! \"$ $\" é 'é' \"é\" \u00a0 \u200b \t \n \r".Split(
            ' '
        ),
        " ",
        " ",
        " ",
        " && ",
        " || ",
        " | ",
        " ; ",
        "; ",
        "\t",
        "\n",
    ];

    private static readonly string[] Sentences =
    [
        "aa -x 'a b' \"c d\" | bb && aa ; bb",
        "aa a~1 b^ c@{1} d...e --f=g || bb",
        "aa ! -x \\( a \\) \"^b$\" 'c*' ; bb",
        "bb \"a\\\"b\\\\c\" d\\ e '' \"\" f#g",
        "aa 'größe' \"x ! y\" && bb -- %s",
    ];

    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Bash_runs_exactly_the_words_that_were_read()
    {
        var count = int.Parse(
            Environment.GetEnvironmentVariable("PEDROCODE_SHELL_SCRIPTS") ?? "5000",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var scripts = Plain(new Random(20_26)).Take(count).ToList();

        var ran = await RunInOneBashAsync(scripts);

        ran.Count.ShouldBe(scripts.Count);
        foreach (var ((text, commands), (whenAllSucceed, whenAllFail)) in scripts.Zip(ran))
        {
            var read = commands.Select(Line).ToList();
            whenAllSucceed.Except(read).ShouldBeEmpty(text);
            whenAllFail.Except(read).ShouldBeEmpty(text);
            read.Except(whenAllSucceed).Except(whenAllFail).ShouldBeEmpty(text);
            Math.Max(whenAllSucceed.Count, whenAllFail.Count).ShouldBeLessThanOrEqualTo(read.Count, text);
        }
    }

    [Fact]
    public async Task As_it_does_when_started_with_the_text_and_programs_in_PATH()
    {
        foreach (var name in new[] { "aa", "bb" })
        {
            folder.Write(
                $"bin/{name}",
                $"#!/bin/sh\n{{ printf '%s\\037' {name} \"$@\"; printf '\\036'; }} >> \"$LOG\"\n"
            );
            File.SetUnixFileMode(folder.At($"bin/{name}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        var scripts = Plain(new Random(20_27))
            .Where(static script => script.Commands.All(static words => words[0] is "aa" or "bb"))
            .Where(static script => !script.Text.Contains('|'))
            .Take(60);
        foreach (var (text, commands) in scripts)
        {
            var log = folder.At("log");
            File.Delete(log);
            await BashAsync(["-c", "--", text], new() { ["PATH"] = folder.At("bin"), ["LOG"] = log });
            Split(File.ReadAllText(log), CommandEnd).Order().ShouldBe(commands.Select(Line).Order(), text);
        }
    }

    /// <summary>Scripts that are read as plain words, each another one, without end.</summary>
    private static IEnumerable<(string Text, IReadOnlyList<IReadOnlyList<string>> Commands)> Plain(Random random) =>
        Endless(() => Script(random))
            .Distinct()
            .Select(static text => (Text: text, Commands: ShellReader.Read(text)!))
            .Where(static script => script.Commands is not null)
            // Bash's own commands print nothing, and a path is no name.
            .Where(static script =>
                script.Commands.All(static words =>
                    words[0] is not ("." or ":" or "" or "fg") && !words[0].Contains('/')
                )
            );

    private static IEnumerable<string> Endless(Func<string> next)
    {
        while (true)
        {
            yield return next();
        }
    }

    private static string Script(Random random)
    {
        if (random.Next(3) == 0)
        {
            return string.Concat(Enumerable.Range(0, random.Next(2, 12)).Select(_ => Piece(random)).Prepend("aa "));
        }
        var text = new StringBuilder(Sentences[random.Next(Sentences.Length)]);
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, Math.Min(text.Length - at, random.Next(1, 4)));
                    break;
                case 1:
                    text[at] = Piece(random)[0];
                    break;
                default:
                    text.Insert(at, Piece(random));
                    break;
            }
            if (text.Length == 0)
            {
                return "aa";
            }
        }
        return text.ToString();
    }

    private static string Piece(Random random) =>
        Pieces[random.Next(Pieces.Length)] is { Length: > 0 } piece ? piece : " ";

    // One bash evaluates all of them, first with commands that succeed, then with commands that fail: so each one runs.
    private async Task<List<(List<string> WhenAllSucceed, List<string> WhenAllFail)>> RunInOneBashAsync(
        IReadOnlyList<(string Text, IReadOnlyList<IReadOnlyList<string>>)> scripts
    )
    {
        foreach (var name in new[] { "a", "aa", "ab", "b", "x=1", "~", "a b" })
        {
            folder.Write($"here/{name}", "");
        }
        folder.Write("scripts", string.Concat(scripts.Select(static script => script.Text + "\0")));
        folder.Write(
            "all.sh",
            """
            cd here
            exec 3>>../log
            say() { printf -v line '%s\037' "$@"; printf '%s\036' "$line" >&3; return $status; }
            aa() { say aa "$@"; }
            bb() { say bb "$@"; }
            command_not_found_handle() { say "$@"; }
            while IFS= read -r -d '' script; do
              for status in 0 1; do
                eval -- "$script" </dev/null >/dev/null 2>&1
                printf '\035' >&3
              done
            done < ../scripts
            """
        );
        await BashAsync(
            ["all.sh"],
            new()
            {
                ["PATH"] = "/nowhere",
                ["HOME"] = "/home/somebody",
                ["x"] = "y",
            }
        );
        return
        [
            .. Split(File.ReadAllText(folder.At("log")), ScriptEnd)
                .Select(static part => Split(part, CommandEnd))
                .Chunk(2)
                .Select(static runs => (runs[0], runs[1])),
        ];
    }

    private async Task BashAsync(string[] arguments, Dictionary<string, string> environment)
    {
        var bash = new ShellChild(
            "",
            start =>
                start with
                {
                    Program = "/bin/bash",
                    Arguments = [.. arguments],
                    WorkDir = folder.Path,
                    Environment = environment,
                }
        );
        await bash.RunAsync();
    }

    private static string Line(IReadOnlyList<string> words) =>
        string.Concat(words.Select(static word => word + WordEnd));

    private static List<string> Split(string text, char end) => [.. text.Split(end)[..^1]];
}
