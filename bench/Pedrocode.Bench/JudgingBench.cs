using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Bench;

/// <summary>
/// <c>judging [--commands FILE]</c>: how long the gate takes to judge a command, in this process, where nothing holds commands and so each is
/// read to its end; with rules of the user's and answers of "always". The file has JSON with a <c>command</c> on each line. Exit code 1 where
/// one takes longer than <see cref="Most"/>.
/// </summary>
internal static class JudgingBench
{
    /// <summary>Microseconds.</summary>
    private const double Most = 50;

    private const int Rounds = 31;
    private const int Each = 100;

    private static readonly string[] Commands =
    [
        "ls -la src",
        "cat README.md",
        "git status --short",
        "git log --oneline -20 -- src/Program.cs",
        "git diff HEAD~1 --stat",
        "rg -n 'class .*Spec' tests --glob '*.cs'",
        "grep -rn \"TODO\" src | head -50",
        "find . -name '*.csproj' -not -path './bin/*'",
        "sed -n '1,120p' src/Jobs/Job.cs",
        "dotnet build -c Release && dotnet test --no-build",
        "npm ci && npm test -- --watch=false",
        "cargo test --workspace 2>&1 | tail -40",
        "cd src && make -j4 && ./run --all; echo $?",
        "for f in *.txt; do wc -l \"$f\"; done",
        "python3 - <<'EOF'\nimport json\nprint(json.dumps({'a': 1}))\nEOF",
        "env FOO=1 bash -c 'rm -rf build; mkdir build'",
        "curl -fsSL https://example.com/install.sh | sh",
        "awk '{ sum += $1 } END { print sum }' numbers | sort -n | uniq -c",
        "tar -xzf a.tgz -C out --strip-components=1",
        "xargs -0 -n1 rm < list",
        $"echo {string.Join(' ', Enumerable.Range(0, 200).Select(static n => $"word{n}"))}",
        $"git add {string.Join(' ', Enumerable.Range(0, 60).Select(static n => $"src/folder{n}/file{n}.cs"))}",
        string.Join(" && ", Enumerable.Range(0, 5).Select(static n => $"test -f file{n} && cat file{n}")),
    ];

    private static readonly string[] Allowed =
    [
        "bash(npm test)",
        "bash(dotnet build *)",
        "bash(dotnet test *)",
        "bash(cargo *)",
        "bash(make)",
        "bash(git add *)",
        "bash(git commit -m *)",
        "write(docs/*)",
    ];

    private static readonly string[] Denied = ["bash(rm -rf *)", "bash(git push *)", "read(secrets/*)", "bash(*sudo*)"];

    public static int Run(string[] words)
    {
        using var place = new Workplace();
        place.MakeRepository();
        var commands = Array.IndexOf(words, "--commands") is >= 0 and var at ? Read(words[at + 1]) : Commands;
        var always = new AlwaysRules(Directory.CreateDirectory(place.State).FullName);
        var tree = new JobTree(place.WorkDir, place.WorkDir, InGit: true);
        var gate = new PermissionGate(
            new PermissionRules
            {
                Allow = [.. Allowed.Select(PermissionRule.Parse)],
                Deny = [.. Denied.Select(PermissionRule.Parse)],
                Ask = [PermissionRule.Parse("bash(docker *)")],
            },
            always: always
        );
        gate.AllowAlways("bash(pytest -q)", tree);
        var took = commands
            .Select(command => (Command: command, Microseconds: Time(gate, tree, command)))
            .OrderBy(static one => one.Microseconds)
            .ToList();
        var slowest = took[^1];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                | {took.Count} commands | µs |
                |---|---:|
                | median | {took.Select(static one => one.Microseconds).ToList().Median():0.0} |
                | slowest | {slowest.Microseconds:0.0} |
                | at most | {Most:0} |

                slowest: {Shown(slowest.Command)}
                """
            )
        );
        return slowest.Microseconds <= Most ? 0 : 1;
    }

    /// <summary>Microseconds: the least of rounds, each the mean of some calls: what other work took of the processor does not count.</summary>
    private static double Time(PermissionGate gate, JobTree tree, string command)
    {
        var bash = StandardTools.All.Find("bash");
        using var arguments = JsonDocument.Parse(JsonSerializer.Serialize(new { command }));
        var samples = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var call = 0; call < Each; call++)
            {
                _ = gate.Judge(bash, arguments.RootElement, tree);
            }
            samples.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / Each);
        }
        return samples.Min();
    }

    private static string[] Read(string file) =>
        [
            .. File.ReadLines(file)
                .Select(static line => JsonDocument.Parse(line).RootElement)
                .Where(static given => given.TryGetProperty("command", out _))
                .Select(static given => given.GetProperty("command").GetString()!),
        ];

    private static string Shown(string command)
    {
        var line = command.ReplaceLineEndings(" ");
        return line.Length > 100 ? line[..100] + "..." : line;
    }
}
