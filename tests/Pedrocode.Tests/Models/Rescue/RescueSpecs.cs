namespace Pedrocode.Tests.Models.Rescue;

public class RescueSpecs
{
    private const string Call = """<tool_call>{"name": "bash", "arguments": {"command": "rm -r x"}}</tool_call>""";

    [Theory]
    [InlineData("<think>Fine.</think>Hello", "Fine.", "Hello")]
    [InlineData("[THINK]Fine.[/THINK]Hello", "Fine.", "Hello")]
    [InlineData("<seed:think>Fine.</seed:think>\nHello", "Fine.", "Hello")]
    [InlineData("<mm:think>Fine.</mm:think>\nHello", "Fine.", "Hello")]
    [InlineData("<|START_THINKING|>Fine.<|END_THINKING|><|START_RESPONSE|>Hello<|END_RESPONSE|>", "Fine.", "Hello")]
    [InlineData("<|channel>thought\nFine.<channel|>Hello<turn|>", "Fine.", "Hello")]
    [InlineData(
        "<|channel|>analysis<|message|>Fine.<|end|><|start|>assistant<|channel|>final<|message|>Hello<|return|>",
        "Fine.",
        "Hello"
    )]
    [InlineData("<|inner_prefix|>Fine.<|inner_suffix|>Hello", "Fine.", "Hello")]
    [InlineData("<think>Fine.</think><response>Hello</response>", "Fine.", "Hello")]
    [InlineData(
        "Here are my reasoning steps:\nFine.\n[BEGIN FINAL RESPONSE]\nHello\n[END FINAL RESPONSE]\n<|end|>",
        "Fine.",
        "Hello"
    )]
    [InlineData("<|think|>Fine.<|end|><|begin|>assistant<|content|>Hello<|end|>", "Fine.", "Hello")]
    [InlineData(
        "<|open|>think<|sep|>Fine.<|close|>think<|sep|><|open|>response<|sep|>Hello<|close|>response<|sep|><|close|>message<|sep|><|end_of_msg|>",
        "Fine.",
        "Hello"
    )]
    [InlineData("Fine.</think>Hello", "Fine.", "Hello")]
    [InlineData("<think>\n\n</think>\n\nHello", "", "Hello")]
    public void Reasoning_is_kept_apart(string text, string reasoning, string content)
    {
        var reply = RescueTools.Find(text);
        (reply.Reasoning, reply.Content).ShouldBe((reasoning, content));
    }

    [Theory]
    [InlineData("Fine.</think>Hello", "Fine.", "Hello")]
    [InlineData("<think>Fine.</think>Hello", "Fine.", "Hello")]
    [InlineData("Fine.\n[BEGIN FINAL RESPONSE]\nHello", "Fine.", "Hello")]
    [InlineData("Fine. And so", "Fine. And so", "")]
    public void A_reply_may_begin_inside_reasoning(string text, string reasoning, string content)
    {
        var reply = RescueTools.Find(text, reasoningOpen: true);
        (reply.Reasoning, reply.Content).ShouldBe((reasoning, content));
    }

    [Theory]
    [InlineData($"<think>I could do {Call} now.</think>No.")]
    [InlineData($"I could do {Call} now.</think>No.")]
    [InlineData($"<think>I could do\n{Call}")]
    [InlineData($"[THINK]{Call}[/THINK]No.")]
    [InlineData(
        "<|channel|>analysis<|message|><tool_call>{\"name\": \"bash\", \"arguments\": {\"command\": \"x\"}}</tool_call><|end|>"
    )]
    public void A_call_in_reasoning_is_never_made(string text) => RescueTools.Find(text).Calls.ShouldBeEmpty();

    [Theory]
    [Trait("Attack", "atk-120")]
    [InlineData($"Write `{Call}` to run it.")]
    [InlineData($"```xml\n{Call}\n```\nThat is how it is done.")]
    [InlineData($"The format is:\n\n```\n{Call}\n```")]
    [InlineData($"For example:\n{Call}")]
    [InlineData($"You would write {Call} to remove it.")]
    [InlineData($"Here's how it is written:\n\n{Call}\n\nThe name comes first.")]
    [InlineData($"A call has this form, as follows:\n{Call}")]
    [InlineData($"The text \"{Call}\" means removal.")]
    [InlineData("You can call it like this:\n```json\n{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}\n```")]
    [InlineData("```json\n{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}\n```\nis what models send.")]
    [InlineData(
        "The log holds this line:\n{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}\nand nothing else."
    )]
    [InlineData("Models write [bash(command=\"ls\")]")]
    [InlineData("A call looks like {\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}")]
    [InlineData("The marker [TOOL_CALLS] begins a call, as does <tool_call>.")]
    [InlineData("`[TOOL_CALLS]bash[ARGS]{\"command\": \"ls\"}`")]
    [InlineData(">>> bash\nis a prompt")]
    [InlineData($"The log says:\n> {Call}\nI left it.")]
    [InlineData("The log says:\n> <tool_call>\n> {\"name\": \"bash\"}\n> </tool_call>\nI left it.")]
    [InlineData($"The log:\n~~~xml\n{Call}\n~~~\nI left it.")]
    [InlineData($"The log:\n````\n```\nx\n```\n{Call}\n````\nI left it.")]
    public void A_quoted_example_is_never_a_call_and_stays_visible(string text)
    {
        var reply = RescueTools.Find(text);
        reply.Calls.ShouldBeEmpty();
        reply.Content.ShouldBe(text);
        reply.IsCutOff.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""<tool_call>{"name": "deploy", "arguments": {}}</tool_call>""")]
    [InlineData("[TOOL_CALLS]deploy[ARGS]{}")]
    [InlineData("<tool_call>\n<function=deploy>\n</function>\n</tool_call>")]
    [InlineData("<|channel|>commentary to=functions.deploy<|message|>{}<|call|>")]
    [InlineData("<|tool_call>call:deploy{}<tool_call|>")]
    public void A_call_of_an_unknown_tool_is_not_made_but_told(string text)
    {
        var reply = RescueTools.Find(text);
        reply.Calls.ShouldBeEmpty();
        reply.UnknownTools.ShouldBe(["deploy"]);
        reply.Content.ShouldBe("");
    }

    [Theory]
    [InlineData("""{"name": "deploy", "arguments": {}}""")]
    [InlineData("[deploy(now=True)]")]
    [InlineData("""{"name": "Ada", "born": 1815}""")]
    [InlineData("""[1, 2, 3]""")]
    [InlineData("[a link](https://example.org)")]
    public void Unmarked_json_and_python_that_call_no_tool_are_the_answer(string text)
    {
        var reply = RescueTools.Find(text);
        reply.Calls.ShouldBeEmpty();
        reply.Content.ShouldBe(text);
    }

    [Theory]
    [InlineData("""<tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool_call>""")]
    [InlineData("<tool_call>\n<function=bash>\n<parameter=command>\nls\n</parameter>\n</function>\n</tool_call>")]
    [InlineData("<tool_call>bash\n<arg_key>command</arg_key>\n<arg_value>ls</arg_value>\n</tool_call>")]
    [InlineData("""[TOOL_CALLS][{"name": "bash", "arguments": {"command": "ls"}}]""")]
    [InlineData("""[TOOL_CALLS]bash[CALL_ID]123456789[ARGS]{"command": "ls"}""")]
    [InlineData(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>bash\n```json\n{\"command\": \"ls\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
    )]
    [InlineData(
        "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"bash\">\n<｜DSML｜parameter name=\"command\" string=\"true\">ls</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>"
    )]
    [InlineData("<|channel|>commentary to=functions.bash<|message|>{\"command\": \"ls\"}<|call|>")]
    [InlineData(
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.bash:0<|tool_call_argument_begin|>{\"command\": \"ls\"}<|tool_call_end|><|tool_calls_section_end|>"
    )]
    [InlineData(
        "<minimax:tool_call>\n<invoke name=\"bash\">\n<parameter name=\"command\">ls</parameter>\n</invoke>\n</minimax:tool_call>"
    )]
    [InlineData("<|tool_call>call:bash{command:<|\"|>ls<|\"|>}<tool_call|>")]
    [InlineData("<|tool_call_start|>[bash(command=\"ls\")]<|tool_call_end|>")]
    [InlineData("""{"name": "bash", "arguments": {"command": "ls"}}""")]
    [InlineData("""[bash(command="ls")]""")]
    public void No_prefix_of_a_call_calls_anything_else(string text)
    {
        var whole = RescueTools.Find(text).Line();
        whole.ShouldBe("""bash{"command":"ls"}""");
        for (var length = 0; length < text.Length; length++)
        {
            var reply = RescueTools.Find(text[..length]);
            var line = reply.Line();
            (line == "" || line == whole).ShouldBeTrue($"{text[..length]} gave {line}");
        }
    }

    [Fact]
    public void A_reply_cut_off_in_its_second_call_makes_neither()
    {
        var reply = RescueTools.Find(Call + "\n<tool_call>{\"name\": \"bash\", \"arguments\": {\"comm");
        reply.Calls.ShouldBeEmpty();
        reply.IsCutOff.ShouldBeTrue();
        reply.Content.ShouldBe("");
    }

    [Theory]
    [InlineData(Call + "\n<tool_")]
    [InlineData(Call + "\n<tool_call>\n<func")]
    [InlineData("""<tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool""")]
    [InlineData("""[TOOL_CALLS]bash[ARGS]{"command": "ls"}[TOOL_CALLS]bash[AR""")]
    [InlineData("<|tool_call>call:bash{command:<|\"|>ls<|\"|>}<too")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>bash<｜tool▁sep｜>{\"command\": \"ls\"}<｜tool▁call")]
    public void A_reply_that_ends_in_the_middle_of_a_token_is_cut_off(string text)
    {
        var reply = RescueTools.Find(text);
        reply.Calls.ShouldBeEmpty();
        reply.IsCutOff.ShouldBeTrue();
        reply.Content.ShouldBe("");
    }

    [Fact]
    public void Arguments_left_open_are_cut_off_even_inside_closed_markup()
    {
        var reply = RescueTools.Find("""<tool_call>{"name": "bash", "arguments": {"command": "ls"}</tool_call>""");
        reply.Calls.ShouldBeEmpty();
        reply.IsCutOff.ShouldBeTrue();
    }

    [Fact]
    public void A_call_that_cannot_be_read_is_neither_made_nor_shown()
    {
        var reply = RescueTools.Find(
            "So.\n<tool_call>{\"name\": \"bash\", \"arguments\": {\"command\": \"\\u12g4\"}}</tool_call>"
        );
        reply.Calls.ShouldBeEmpty();
        reply.HasUnreadableCall.ShouldBeTrue();
        reply.Content.ShouldBe("So.");
    }

    [Theory]
    [InlineData("Let me check.\n" + Call, "Let me check.")]
    [InlineData("Let me check. " + Call + "\n\nThen I will see.", "Let me check. \n\nThen I will see.")]
    [InlineData("The syntax error is here. I'll look:\n" + Call, "The syntax error is here. I'll look:")]
    [InlineData(Call + "<|im_end|>\n<|im_start|>user\nThanks", "")]
    [InlineData(Call + "\n<tool_response>\nremoved\n</tool_response>\nIt is removed. " + Call, "")]
    public void Text_beside_a_call_is_shown_and_what_the_model_speaks_for_others_is_not(string text, string content)
    {
        var reply = RescueTools.Find(text);
        reply.Line().ShouldBe("""bash{"command":"rm -r x"}""");
        reply.Content.ShouldBe(content);
    }

    [Theory]
    [InlineData("It looks like the folder is in the way:\n")]
    [InlineData("It looks like there is a syntax error in that format\n")]
    [InlineData("The model must be updated, so the old one goes:\n")]
    [InlineData("The example project is not needed:\n")]
    [InlineData("I'll use the tool for that, for example like this:\n")]
    [InlineData("1. Remove it\n\n")]
    [InlineData("**Step 1:** remove it ")]
    public void Words_that_only_resemble_an_announced_example_do_not_hide_a_call(string before)
    {
        var reply = RescueTools.Find(before + Call);
        reply.Line().ShouldBe("""bash{"command":"rm -r x"}""");
        reply.Content.ShouldBe(before.Trim());
    }

    [Fact]
    public void Without_tools_there_are_no_calls()
    {
        var reply = Pedrocode.Core.Models.Rescue.ToolCallRescue.Find(
            """{"name": "bash", "arguments": {}}""",
            [],
            reasoningOpen: false
        );
        reply.Calls.ShouldBeEmpty();
        reply.Content.ShouldBe("""{"name": "bash", "arguments": {}}""");
    }

    [Fact]
    public void A_thousand_code_fences_do_not_hide_a_real_call()
    {
        var text = string.Concat(Enumerable.Repeat("```cs\nvar x = \"`\";\n```\nand `code`, it's\n", 1000)) + Call;
        RescueTools.Find(text).Calls.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("~~~~~~~~\n")]
    [InlineData("~~~\n```\n~~~\n")]
    [InlineData("> That is what you asked.\n\n")]
    public void Tildes_and_citations_before_a_call_do_not_hide_it(string before) =>
        RescueTools.Find(before + Call).Line().ShouldBe("""bash{"command":"rm -r x"}""");

    private const string Function =
        "<function=bash>\n<parameter=command>\nrm\n</parameter>\n<parameter=timeout>\n3\n</parameter>\n</function>";
    private const string Invoke = "<invoke name=\"bash\"><parameter name=\"command\">rm</parameter></invoke>";
    private const string Keys =
        "<tool_call>bash<arg_key>command</arg_key><arg_value>rm</arg_value><arg_key>timeout</arg_key><arg_value>3</arg_value></tool_call>";

    public static readonly TheoryData<string, string, string> FilesAboutCalls = new()
    {
        {
            "<tool_call>\n<function=write_file>\n<parameter=file>\na\n</parameter>\n<parameter=content>\n",
            "\n</parameter>\n</function>\n</tool_call>",
            Function
        },
        {
            "<minimax:tool_call>\n<invoke name=\"write_file\">\n<parameter name=\"file\">a</parameter>\n<parameter name=\"content\">",
            "</parameter>\n</invoke>\n</minimax:tool_call>",
            Invoke
        },
        {
            "<tool_call>write_file\n<arg_key>file</arg_key>\n<arg_value>a</arg_value>\n<arg_key>content</arg_key>\n<arg_value>",
            "</arg_value>\n</tool_call>",
            Keys
        },
    };

    [Theory]
    [MemberData(nameof(FilesAboutCalls))]
    public void A_file_that_holds_calls_is_written_whole(string before, string after, string inner)
    {
        var content = $"One:\n{inner}\nTwo:\n{inner}\nEnd.";
        var reply = RescueTools.Find(before + content + after);
        reply.Calls.ShouldHaveSingleItem();
        using var arguments = System.Text.Json.JsonDocument.Parse(reply.Calls[0].Arguments);
        (arguments.RootElement.GetProperty("content").GetString(), reply.Content).ShouldBe((content, ""));
    }

    [Theory]
    [MemberData(nameof(FilesAboutCalls))]
    public void A_file_that_holds_calls_and_is_cut_off_is_not_written(string before, string after, string inner)
    {
        after.ShouldNotBeEmpty();
        var reply = RescueTools.Find($"{before}One:\n{inner}");
        (reply.Calls, reply.IsCutOff).ShouldBe(([], true));
    }
}
