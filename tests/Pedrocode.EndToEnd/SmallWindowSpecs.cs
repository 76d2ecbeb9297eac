using System.Text.Json;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

/// <summary>All phases of build in a window of 4,096 tokens.</summary>
public sealed class SmallWindowSpecs
{
    private const int Window = 4096;
    private const int Files = 6;

    private static readonly string[] Phases = ["analyze", "plan", "implement", "validate", "deliver"];

    [Theory]
    [InlineData(FakeServerKind.LlamaCpp, Overflow.Refuses, 4)]
    [InlineData(FakeServerKind.LlamaCpp, Overflow.Refuses, 2)]
    [InlineData(FakeServerKind.Plain, Overflow.Refuses, 4)]
    [InlineData(FakeServerKind.Ollama, Overflow.Truncates, 4)]
    public async Task Build_goes_through_all_its_phases_and_lands(FakeServerKind kind, Overflow overflow, int bytes)
    {
        var said = new HashSet<string>();
        await using var pedro = await Pedro.WithAsync(
            new ModelScript
            {
                Server = kind,
                ContextSize = Window,
                Overflow = overflow,
                BytesPerToken = bytes,
                Rules = [new Rule { Answer = chat => Answer(chat, said) }],
            }
        );
        pedro.Variables.Remove("PEDROCODE_BASE_URL");
        var (type, url) = kind switch
        {
            FakeServerKind.Ollama => ("ollama", pedro.Model.Root),
            FakeServerKind.LlamaCpp => ("llamacpp", pedro.Model.Root),
            _ => ("openai", pedro.Model.BaseUrl),
        };
        File.WriteAllText(
            pedro.Config,
            $$"""
            { "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" },
              "model": { "type": "{{type}}", "server_url": "{{url}}" } }
            """
        );
        var project = pedro.Project();
        Git.Run(project, "init", "-q", "-b", "main");
        for (var file = 0; file < Files; file++)
        {
            var lines = Enumerable.Range(0, 60).Select(line => $"colour {file}.{line} is a kind of blue\n");
            File.WriteAllText(Path.Combine(project, $"f{file}.txt"), string.Concat(lines));
        }
        Git.Commit(project, "first");

        var ended = await pedro.RunAsync("run", "--json", "Rename the colour of every file");

        ended.Code.ShouldBe(0, ended.Output + ended.Error);
        Events(ended.Output, "phase_ended")
            .Select(static fact => fact.GetProperty("phase").GetString())
            .ShouldBe(Phases);
        Events(ended.Output, "compacted").ShouldNotBeEmpty();
        Events(ended.Output, "landed").ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(project, "out.txt")).ShouldBe("done\n");
        var told = string.Join('\n', pedro.Model.Chats[^1].Messages.Select(static message => message.Text));
        told.ShouldContain("Rename the colour of every file");
        told.ShouldContain("write out.txt");
        pedro.Model.Refusals.ShouldBeEmpty();
        // Only a server that does not say how much it reads is ever sent too much.
        (pedro.Model.Overflows > 0).ShouldBe(kind == FakeServerKind.Plain);
    }

    private static List<JsonElement> Events(string output, string type) =>
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("event"))
                .Where(fact => fact.GetProperty("type").GetString() == type),
        ];

    /// <summary>Reads each file in the first phase and again in the third, whatever was forgotten in between.</summary>
    private static FakeReply Answer(Chat chat, HashSet<string> said)
    {
        var told = string.Join(
            '\n',
            chat.Messages.Where(static one => one.Role == "user").Select(static one => one.Text)
        );
        if (Phases.LastOrDefault(name => told.Contains($": {name}. ", StringComparison.Ordinal)) is not { } phase)
        {
            return FakeReply.Call("finish", """{"summary":"lost"}""");
        }
        lock (said)
        {
            for (var file = 0; file < Files && phase is ("analyze" or "implement"); file++)
            {
                if (said.Add($"{phase} {file}"))
                {
                    return FakeReply.Call("read_file", $$"""{"file":"f{{file}}.txt"}""");
                }
            }
        }
        return phase switch
        {
            "analyze" => Finish(""","result":{"files":["f0.txt"],"approach":"write it"}"""),
            "plan" => Finish(""","result":{"steps":["write out.txt"]}"""),
            "implement" => new FakeReply
            {
                Calls =
                [
                    new FakeCall("write_file", """{"file":"out.txt","content":"done\n"}"""),
                    new FakeCall("finish", """{"summary":"written"}"""),
                ],
            },
            "deliver" => Finish(""","result":{"commit_message":"rename"}"""),
            _ => Finish(""),
        };
    }

    private static FakeReply Finish(string result) =>
        FakeReply.Call("finish", $$"""{"summary":"It is done."{{result}}}""");
}
