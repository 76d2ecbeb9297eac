using System.Text.Json;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>
/// Does a small piece of work, step by step. Where a call's outcome is unknown it looks before it does it again, as a good
/// model would: whether the command's nonce stands in the file outside the tree.
/// </summary>
internal sealed class CarefulModel(string nonces, Func<int, Task> onRound)
{
    /// <summary>Each nonce must stand in the file once.</summary>
    public const int Commands = 3;

    private const string Unknown = "Outcome unknown";

    private readonly string[] steps =
    [
        Write("a.txt", "first\nsecond\n"),
        Command(1, nonces),
        Edit("a.txt", "second", "third"),
        Command(2, nonces),
        Write("deep/b.txt", "b\n"),
        Command(3, nonces),
    ];

    public ModelScript Script => new() { Rules = [new Rule { Answer = Answer }] };

    private FakeReply Answer(Chat chat)
    {
        onRound(chat.Rounds).GetAwaiter().GetResult();
        foreach (var step in steps)
        {
            if (Next(chat, step) is { } call)
            {
                return call;
            }
        }
        return FakeReply.Call("finish", """{"summary":"All of it is done."}""");
    }

    /// <summary>Null where the step is done.</summary>
    private FakeReply? Next(Chat chat, string step)
    {
        var (tool, arguments) = Parse(step);
        if (OutcomeOf(chat, arguments) is not { } outcome)
        {
            return FakeReply.Call(tool, arguments);
        }
        if (!outcome.StartsWith(Unknown, StringComparison.Ordinal))
        {
            return null;
        }
        return tool == "bash" ? AfterCommand(chat, arguments) : AfterFile(chat, tool, arguments);
    }

    private FakeReply? AfterCommand(Chat chat, string arguments)
    {
        var number = arguments[(arguments.IndexOf("nonce-", StringComparison.Ordinal) + 6)..][..1];
        var look = Bash($"grep -c nonce-{number} {nonces}; test -e done-{number}.txt && echo there # looks");
        if (OutcomeOf(chat, look) is not { } seen)
        {
            return FakeReply.Call("bash", look);
        }
        var again = seen.Contains("there", StringComparison.Ordinal)
            ? null
            : Bash(
                $"{(HasNonce(seen) ? "" : $"echo nonce-{number} >> {nonces}; ")}echo {number} > done-{number}.txt # again"
            );
        return again is null || OutcomeOf(chat, again) is not null ? null : FakeReply.Call("bash", again);
    }

    private static bool HasNonce(string seen) => seen.Split('\n').Any(static line => line.Trim() is "1" or "2" or "3");

    /// <summary>A file that is written again is the same file; an edit that was made finds its text no more.</summary>
    private static FakeReply? AfterFile(Chat chat, string tool, string arguments)
    {
        var again = arguments[..^1] + (tool == "write_file" ? " }" : "  }");
        return OutcomeOf(chat, again) is null ? FakeReply.Call(tool, again) : null;
    }

    private static string? OutcomeOf(Chat chat, string arguments)
    {
        var call = chat
            .Messages.SelectMany(static message => message.Calls)
            .LastOrDefault(call => Same(call.Arguments, arguments));
        return call is null
            ? null
            : chat.Messages.LastOrDefault(message => message.Role == "tool" && message.CallId == call.Id)?.Text;
    }

    private static bool Same(string sent, string wanted) => sent == wanted;

    private static string Write(string file, string content) =>
        "write_file " + $$"""{"file":{{Json(file)}},"content":{{Json(content)}}}""";

    private static string Edit(string file, string old, string text) =>
        "code_edit " + $$"""{"file":{{Json(file)}},"old":{{Json(old)}},"new":{{Json(text)}}}""";

    private static string Command(int number, string nonces) =>
        "bash " + Bash($"echo nonce-{number} >> {nonces}; sleep 0.15; echo {number} > done-{number}.txt");

    private static string Bash(string command) => $$"""{"command":{{Json(command)}}}""";

    private static string Json(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    private static (string Tool, string Arguments) Parse(string step)
    {
        var blank = step.IndexOf(' ', StringComparison.Ordinal);
        return (step[..blank], step[(blank + 1)..]);
    }
}
