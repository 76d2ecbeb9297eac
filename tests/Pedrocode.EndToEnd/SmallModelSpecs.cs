using System.Text.Json;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

/// <summary>Small models on servers of one's own.</summary>
public class SmallModelSpecs
{
    private const int SigInt = 2;

    /// <summary>A call of write_file as each family writes it: FILE and NUMBER are put in.</summary>
    private static readonly string[] Leaked =
    [
        """<tool_call>{"name": "write_file", "arguments": {"file": "FILE", "content": "NUMBER"}}</tool_call>""",
        "<tool_call>\n<function=write_file>\n<parameter=file>\nFILE\n</parameter>\n<parameter=content>\nNUMBER\n</parameter>\n</function>\n</tool_call>",
        """<|python_tag|>{"name": "write_file", "parameters": {"file": "FILE", "content": "NUMBER"}}""",
        """[TOOL_CALLS]write_file[ARGS]{"file": "FILE", "content": "NUMBER"}""",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>write_file\n```json\n{\"file\": \"FILE\", \"content\": \"NUMBER\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<tool_call>write_file\n<arg_key>file</arg_key>\n<arg_value>FILE</arg_value>\n<arg_key>content</arg_key>\n<arg_value>NUMBER</arg_value>\n</tool_call>",
        """<|channel|>analysis<|message|>A thought.<|end|><|start|>assistant<|channel|>commentary to=functions.write_file <|constrain|>json<|message|>{"file": "FILE", "content": "NUMBER"}<|call|>""",
        """<|tool_calls_section_begin|><|tool_call_begin|>functions.write_file:0<|tool_call_argument_begin|>{"file": "FILE", "content": "NUMBER"}<|tool_call_end|><|tool_calls_section_end|>""",
        """<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "write_file", "parameters": {"file": "FILE", "content": "NUMBER"}}]<|END_ACTION|>""",
        """<|tool_call|>[{"name": "write_file", "arguments": {"file": "FILE", "content": "NUMBER"}}]""",
        """<function=write_file>{"file": "FILE", "content": "NUMBER"}</function>""",
        "<minimax:tool_call>\n<invoke name=\"write_file\">\n<parameter name=\"file\">FILE</parameter>\n<parameter name=\"content\">NUMBER</parameter>\n</invoke>\n</minimax:tool_call>",
    ];

    private static readonly string[] Marks =
    [
        "<tool_call",
        "<function",
        "<parameter",
        "python_tag",
        "[TOOL_CALLS]",
        "[ARGS]",
        "｜",
        "arg_key",
        "<|",
        "functions.",
        "tool_name",
        "minimax",
        "invoke",
        "\"arguments\"",
        "\"content\"",
    ];

    [Fact]
    public async Task Calls_leaked_as_text_in_a_dozen_formats_are_made_and_the_screen_shows_none_of_their_marks()
    {
        var attached = new Hold();
        await using var pedro = await Pedro.WithAsync([
            .. Leaked.Select(
                (text, number) =>
                    new Rule
                    {
                        When = new When { Rounds = number },
                        Hold = number == 0 ? attached : null,
                        Reply = FakeReply.Say(
                            $"Words before file {number}.\n\n{text.Replace("FILE", $"f{number}", StringComparison.Ordinal).Replace("NUMBER", $"it is {number}", StringComparison.Ordinal)}"
                        ),
                    }
            ),
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"All are written."}""") },
        ]);
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("write them");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        var id = Path.GetFileName(Directory.EnumerateDirectories(Path.Combine(pedro.State, "jobs")).Single());
        await terminal.TypeLineAsync($"/attach {id}");
        await terminal.WaitForLineAsync($"{id}>");
        var record = await terminal.RecordAsync();
        attached.Release();
        await terminal.WaitForAsync("Complete!");

        for (var number = 0; number < Leaked.Length; number++)
        {
            var file = Path.Combine(pedro.Project(), $"f{number}");
            await Eventually.TrueAsync(() => File.Exists(file));
            File.ReadAllText(file).Trim().ShouldBe($"it is {number}", Leaked[number]);
        }
        var shown = File.ReadAllText(record);
        shown.ShouldContain("Words before file 3.");
        foreach (var mark in Marks)
        {
            shown.ShouldNotContain(mark);
        }
        pedro.Model.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_a_server_pours_out_memory_stays_small()
    {
        FaultKind[] floods = [FaultKind.GzipBomb, FaultKind.EndlessLine, FaultKind.EndlessStream];
        await using var pedro = await Pedro.WithAsync([
            .. floods.Select(static kind => new Rule
            {
                When = new When { Task = $"meet {kind}" },
                Fault = new Fault { Kind = kind },
            }),
        ]);
        // What is held, against what the runtime has not yet given back: beyond this it would die.
        pedro.Variables["DOTNET_GCHeapHardLimit"] = "0x3000000";

        var running = pedro.Start(
            [],
            input: $"/agent quick\n{string.Concat(floods.Select(static kind => $"meet {kind}\n"))}"
        );
        var peak = await running.PeakMemoryAsync();

        (await running.EndAsync()).Code.ShouldBe(0);
        (await pedro.JobsAsync()).Count(static job => job.GetProperty("status").GetString() == "failed").ShouldBe(3);
        (peak >> 20).ShouldBeInRange(10, 150);
    }

    [Fact]
    public async Task A_model_that_Ollama_does_not_have_is_fetched_after_a_yes()
    {
        await using var pedro = await Pedro.WithAsync(new ModelScript { Server = FakeServerKind.Ollama });
        pedro.Variables.Remove("PEDROCODE_BASE_URL");
        File.WriteAllText(
            pedro.Config,
            $$"""{ "model": { "type": "ollama", "server_url": "{{pedro.Model.Root}}" } }"""
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.WaitForAsync("pedro:build>");

        await terminal.TypeLineAsync("/model qwen3:8b");
        await terminal.WaitForLineAsync("Let Ollama fetch it? [y/N]");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync("not fetched");
        pedro.Model.Requests.ShouldNotContain(static request => request.Path == "/api/pull");
        await terminal.TypeLineAsync("/model qwen3:8b");
        await terminal.WaitForLineAsync("Let Ollama fetch it? [y/N]");
        await terminal.TypeLineAsync("y");
        await terminal.WaitForAsync("█ 100% qwen3:8b");
        await terminal.WaitForAsync("Model: qwen3:8b, from the next job on");
    }

    [Fact]
    public async Task What_doctor_finds_out_of_a_model_is_what_its_jobs_go_by()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Offers = ["read_file"] },
                Fault = Fault.Http(400, """{"error":{"message":"fake-model does not support tools"}}"""),
            },
            Asked("notes.txt", """{"name": "read_file", "arguments": {"file": "notes.txt"}}"""),
            Asked("line 40", """{"name": "read_file", "arguments": {"file": "src/main.c", "start": 40}}"""),
            Asked("two steps", """{"name": "plan", "arguments": {"steps": ["test", "write"]}}"""),
            Asked(
                "say(1)",
                """{"name": "apply_patch", "arguments": {"patch": "*** Begin Patch\n*** Update File: b.js\n@@\n-say(1)\n+say(2)\n*** End Patch"}}"""
            ),
            new Rule
            {
                When = new When { Rounds = 0, Task = "write it" },
                Reply = Call("""{"name": "write_file", "arguments": {"file": "a.txt", "content": "a"}}"""),
            },
            new Rule
            {
                When = new When { Task = "write it" },
                Reply = Call("""{"name": "finish", "arguments": {"summary": "Written."}}"""),
            },
            new Rule { Reply = FakeReply.Say("1 2 3 4 5") }
        );

        var doctor = await pedro.RunAsync("doctor");
        var asked = pedro.Model.Chats.Count;
        var job = await pedro.RunAsync("run", "--agent", "quick", "write it");

        doctor.Code.ShouldBe(0, doctor.Error);
        doctor.Error.ShouldContain("asking fake-model short questions: 1 of ");
        using var json = JsonDocument.Parse(doctor.Output);
        var found = json
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Select(static one => $"{one.GetProperty("what").GetString()}: {one.GetProperty("says").GetString()}")
            .ToList();
        found.ShouldContain(
            "tool calls: as text, where the tools are told in the prompt, as jobs do now: 5 of 6 right"
        );
        found.ShouldContain("changes: written with apply_patch");
        found.ShouldContain(static finding => finding.StartsWith("sandbox: sandbox.mode is off"));
        found.ShouldContain(static finding => finding.StartsWith("context: "));
        found.ShouldContain(static finding => finding.StartsWith("slots: "));
        found.ShouldContain(static finding => finding.StartsWith("git: git version"));
        json.RootElement.GetProperty("profile").GetProperty("calls").GetString().ShouldBe("described");
        json.RootElement.GetProperty("next").GetString().ShouldNotBeNullOrEmpty();
        job.Code.ShouldBe(0, job.Error);
        File.ReadAllText(Path.Combine(pedro.Project(), "a.txt")).ShouldBe("a");
        var requests = pedro.Model.Chats.Skip(asked).ToList();
        requests.Count.ShouldBe(2);
        requests.ShouldAllBe(static chat => chat.Offers.Count == 0);
        requests[0].System.ShouldContain("Change files with apply_patch");
    }

    [Fact]
    public async Task Doctor_that_is_stopped_tells_what_it_knows()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { LastUser = "line 40" },
                Fault = new Fault { Kind = FaultKind.Stall },
            },
            new Rule { Reply = FakeReply.Call("read_file", """{"file":"notes.txt"}""") }
        );

        var doctor = pedro.Start(["doctor", "--json"]);
        await pedro.Model.RequestAsync(static request =>
            request.Chat?.LastUser.Contains("line 40", StringComparison.Ordinal) == true
        );
        doctor.Signal(SigInt);
        var ended = await doctor.EndAsync();

        ended.Code.ShouldBe(130, ended.Error);
        ended.Output.ShouldContain("not measured to the end: 1 of 1 right so far");
        ended.Output.ShouldContain("\"what\":\"git\"");
        ended.Output.ShouldContain("\"what\":\"sandbox\"");
    }

    [Fact]
    public async Task Five_jobs_of_two_terminals_share_one_slot_and_the_server_turns_none_away()
    {
        await using var pedro = await Pedro.WithAsync(
            new ModelScript
            {
                Server = FakeServerKind.LlamaCpp,
                Slots = 1,
                Beyond = Beyond.Refuses,
                Rules =
                [
                    new Rule
                    {
                        When = new When { Rounds = ..2 },
                        Reply = FakeReply.Call("find_files", """{"glob":"*"}""") with
                        {
                            // Longer than the server waits for a slot.
                            Pace = new Pace { FirstMs = 250 },
                        },
                    },
                    new Rule { Reply = FakeReply.Call("finish", """{"summary":"Looked."}""") },
                ],
            }
        );
        pedro.Variables.Remove("PEDROCODE_BASE_URL");
        File.WriteAllText(
            pedro.Config,
            $$"""
            {
              "model": { "type": "llamacpp", "server_url": "{{pedro.Model.BaseUrl}}" },
              "jobs": { "max_concurrent": 5 },
              "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" }
            }
            """
        );

        var one = pedro.Start([], input: "/agent quick\ntask 1\ntask 2\ntask 3\n");
        var other = pedro.Start([], input: "/agent quick\ntask 4\ntask 5\n");
        (await one.EndAsync()).Code.ShouldBe(0);
        (await other.EndAsync()).Code.ShouldBe(0);

        var jobs = await pedro.JobsAsync();
        jobs.Length.ShouldBe(5);
        jobs.ShouldAllBe(static job => job.GetProperty("status").GetString() == "complete");
        pedro.Model.TurnedAway.ShouldBe(0);
        pedro
            .Model.Requests.Where(static request => request.Chat is not null)
            .ShouldAllBe(static request => request.Text.Contains("\"id_slot\":0", StringComparison.Ordinal));
        var turns = Directory
            .EnumerateFiles(pedro.State, "journal.jsonl", SearchOption.AllDirectories)
            .Select(ModelTurns)
            .ToList();
        turns.Count(static job => job.Exists(static turn => turn.Waited)).ShouldBeGreaterThan(2);
        // While one waits nobody else comes to his turn again and again.
        foreach (var job in turns)
        {
            foreach (var (waiting, taken, _) in job)
            {
                turns
                    .Where(other => other != job)
                    .Max(other => other.Count(turn => turn.Taken > waiting && turn.Taken < taken))
                    .ShouldBeLessThan(3);
            }
        }
    }

    /// <summary>When a job asked for the model and when it had its turn, by its journal.</summary>
    private static List<(DateTimeOffset Waiting, DateTimeOffset Taken, bool Waited)> ModelTurns(string journal)
    {
        var turns = new List<(DateTimeOffset Waiting, DateTimeOffset Taken, bool Waited)>();
        foreach (var line in File.ReadLines(journal).Skip(1))
        {
            using var entry = JsonDocument.Parse(line);
            var time = entry.RootElement.GetProperty("time").GetDateTimeOffset();
            switch (entry.RootElement.GetProperty("event").GetProperty("type").GetString())
            {
                case "round_started":
                    turns.Add((time, time, Waited: false));
                    break;
                case "model_taken":
                    turns[^1] = (turns[^1].Waiting, time, Waited: true);
                    break;
            }
        }
        return turns;
    }

    private static Rule Asked(string words, string call) =>
        new()
        {
            When = new When { LastUser = words, Rounds = 0 },
            Reply = Call(call),
        };

    private static FakeReply Call(string call) => FakeReply.Say($"<tool_call>\n{call}\n</tool_call>");
}
