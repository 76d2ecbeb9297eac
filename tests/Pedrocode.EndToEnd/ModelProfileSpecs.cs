using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd;

public sealed class ModelProfileSpecs
{
    private const string Key = "sk-of-the-big-one";

    [Fact]
    public async Task A_profile_answers_with_its_own_server_model_and_key()
    {
        await using var big = await StartBigAsync();
        await using var pedro = await PedroAsync(big);

        var byFlag = await pedro.RunAsync("run", "--agent", "quick", "--model", "big", "who are you?");
        byFlag.Output.ShouldBe("The big one.\n", byFlag.Error);

        pedro.Variables["PEDROCODE_MODEL"] = "big";
        var byVariable = await pedro.RunAsync("run", "--agent", "quick", "who are you?");
        byVariable.Output.ShouldBe("The big one.\n", byVariable.Error);
        pedro.Model.Chats.ShouldBeEmpty();
        big.Chats.ShouldAllBe(static chat => chat.Model == "large");
    }

    [Fact]
    public async Task An_own_agent_and_a_template_ask_for_a_profile_and_the_flag_comes_before_them()
    {
        await using var big = await StartBigAsync();
        await using var pedro = await PedroAsync(big);
        var own = Path.GetDirectoryName(pedro.Config)!;
        Write(
            own,
            "agent/thinker.md",
            """
            ---
            model: big
            phases:
              - name: think
                rounds: 3
                tools: [read_file, finish]
                goal: Think.
            ---
            You think.
            """
        );
        Write(own, "command/ask.md", "---\nmodel: big\nagent: quick\n---\nwho are you?\n");

        (await pedro.RunAsync("run", "--agent", "thinker", "who?")).Output.ShouldBe("The big one.\n");
        (await pedro.RunAsync("run", "/ask")).Output.ShouldBe("The big one.\n");
        (await pedro.RunAsync("run", "--model", "fake-model", "/ask")).Output.ShouldBe("The small one.\n");
        (await pedro.RunAsync("run", "--agent", "quick", "who?")).Output.ShouldBe("The small one.\n");
    }

    [Fact]
    public async Task A_job_goes_on_with_the_profile_it_began_with_and_not_without_it()
    {
        await using var big = await StartBigAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = FakeReply.Call("read_file", """{"file":"there-is-none"}"""),
            }
        );
        await using var pedro = await PedroAsync(big, """ "limits": { "max_inference_runs": 1 }, """);
        var begun = await pedro.RunAsync("run", "--agent", "quick", "--model", "big", "who are you?");
        begun.Code.ShouldBe(1, begun.Output);
        var id = (await pedro.JobsAsync()).Single().GetProperty("id").GetString()!;

        var config = File.ReadAllText(pedro.Config);
        File.WriteAllText(pedro.Config, config.Replace("\"big\"", "\"huge\"", StringComparison.Ordinal));
        var refused = await pedro.RunAsync("resume", id, "--rounds", "5");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain(
            $"{id} runs with the profile big, which is not in your configuration any more; put model_profiles.big back"
        );

        File.WriteAllText(pedro.Config, config);
        var ended = await pedro.RunAsync("resume", id, "--rounds", "5");
        ended.Code.ShouldBe(0, ended.Error);
        ended.Output.ShouldEndWith("The big one.\n");
        pedro.Model.Chats.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_profile_says_of_tools_and_edits_counts_before_what_was_measured()
    {
        await using var pedro = await Pedro.WithAsync(Says("Told."));
        File.WriteAllText(
            pedro.Config,
            """
            { "sandbox": { "mode": "off" }, "model_profiles": { "plain": { "tools": "text", "edits": "blocks" } } }
            """
        );

        (await pedro.RunAsync("run", "--agent", "quick", "go")).Code.ShouldBe(0);
        (await pedro.RunAsync("run", "--agent", "quick", "--model", "plain", "go")).Code.ShouldBe(0);

        var (native, told) = (pedro.Model.Chats[0], pedro.Model.Chats[^1]);
        (native.Model, native.Offers.Contains("code_edit")).ShouldBe(("fake-model", true));
        (told.Model, told.Offers.Count).ShouldBe(("fake-model", 0));
        told.Messages[0].Text.ShouldContain("<<<<<<< SEARCH");
        native.Messages[0].Text.ShouldNotContain("<<<<<<< SEARCH");
    }

    [Fact]
    public async Task At_the_prompt_a_profile_is_listed_chosen_and_left_again()
    {
        await using var big = await StartBigAsync();
        await using var pedro = await PedroAsync(big);

        var ended = await pedro
            .Start(
                [],
                input: "/agent quick\n/model\n/model big\nwho are you?\n/wait\n/model\n/model default\nwho are you?\n/wait\n"
            )
            .EndAsync();

        ended.Code.ShouldBe(0, ended.Error);
        ended.Output.ShouldContain($"  big (profile: large at {big.BaseUrl})\n");
        ended.Output.ShouldContain("Model: large (profile big), from the next job on\n");
        ended.Output.ShouldContain("* large (profile big)\n");
        ended.Output.ShouldContain($"  default (not a profile: fake-model at {pedro.Model.BaseUrl})\n");
        ended.Output.ShouldContain("Model: fake-model, from the next job on\n");
        (big.Chats.Count, pedro.Model.Chats.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_model_that_neither_server_nor_configuration_has_is_answered_with_the_nearest_of_both()
    {
        await using var big = await StartBigAsync();
        await using var pedro = await PedroAsync(big);

        var ended = await pedro.Start([], input: "/model bigg\n/model fake-modl\n").EndAsync();

        ended.Output.ShouldContain("the server has no model bigg\n   did you mean big?\n");
        ended.Output.ShouldContain("the server has no model fake-modl\n   did you mean fake-model?\n");
    }

    private static Task<FakeModelServer> StartBigAsync(params IEnumerable<Rule> before) =>
        FakeModelServer.StartAsync(
            new ModelScript
            {
                Models = ["large"],
                Key = Key,
                Rules = [.. before, Says("The big one.")],
            }
        );

    private static async Task<Pedro> PedroAsync(FakeModelServer big, string more = "")
    {
        var pedro = await Pedro.WithAsync(Says("The small one."));
        File.WriteAllText(
            pedro.Config,
            $$"""
            { {{more}} "debug": { "keep_temp_files": true }, "sandbox": { "mode": "off" },
              "model_profiles": {
                "big": { "server_url": "{{big.BaseUrl}}", "model_name": "large", "api_key_env": "BIG_KEY" } } }
            """
        );
        pedro.Variables["BIG_KEY"] = Key;
        return pedro;
    }

    private static Rule Says(string summary) =>
        new() { Reply = FakeReply.Call("finish", $$"""{"summary":"{{summary}}"}""") };

    private static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
