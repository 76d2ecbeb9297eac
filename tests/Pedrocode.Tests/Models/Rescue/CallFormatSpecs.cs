namespace Pedrocode.Tests.Models.Rescue;

/// <summary>One call, or two, as each family writes them.</summary>
public class CallFormatSpecs
{
    private const string Read = """read_file{"file":"a.cs"}""";
    private const string ReadAndPlan =
        """read_file{"file":"a.cs","start":3} plan{"steps":["one","two"],"quick":true}""";

    [Theory]
    [InlineData("""<tool_call>{"name": "read_file", "arguments": {"file": "a.cs"}}</tool_call>""", Read)]
    [InlineData("<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\"}}\n", Read)]
    [InlineData(
        "<tool_call>\n```json\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\"}}\n```\n</tool_call>",
        Read
    )]
    [InlineData("""<tool_call>{'name': 'read_file', 'arguments': {'file': 'a.cs'}}</tool_call>""", Read)]
    [InlineData("""<tool_call>{"name": "read_file", "arguments": "{\"file\": \"a.cs\"}"}</tool_call>""", Read)]
    [InlineData("""<tool_call>{"function": {"name": "read_file", "arguments": {"file": "a.cs"}}}</tool_call>""", Read)]
    [InlineData("""<tool_call>{"name": "now"}</tool_call>""", "now{}")]
    [InlineData("""<tool_call>{"name": "now", "arguments": null}</tool_call>""", "now{}")]
    [InlineData("""<function_call>{"name": "read_file", "arguments": {"file": "a.cs"}}</function_call>""", Read)]
    [InlineData("""<tools>{"name": "read_file", "arguments": {"file": "a.cs"}}</tools>""", Read)]
    [InlineData(
        """
            <tool_call>{"name": "read_file", "arguments": {"file": "a.cs", "start": 3}}</tool_call>
            <tool_call>{"name": "plan", "arguments": {"steps": ["one", "two"], "quick": true}}</tool_call>
            """,
        ReadAndPlan
    )]
    [InlineData(
        """<tool_call>{"name": "write_file", "arguments": {"file": "x", "content": "</tool_call>"}}</tool_call>""",
        """write_file{"file":"x","content":"</tool_call>"}"""
    )]
    public void Hermes_and_Qwen(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData(
        "<tool_call>\n<function=read_file>\n<parameter=file>\na.cs\n</parameter>\n</function>\n</tool_call>",
        Read
    )]
    [InlineData("<function=read_file>\n<parameter=file>\na.cs\n</parameter>\n</function>\n</tool_call>", Read)]
    [InlineData(
        "<seed:tool_call>\n<function=read_file>\n<parameter=file>a.cs</parameter>\n</function>\n</seed:tool_call>",
        Read
    )]
    [InlineData("<tool_call>\n<function=now>\n</function>\n</tool_call>", "now{}")]
    [InlineData(
        "<tool_call>\n<function=plan>\n<parameter=steps>\n[\"one\", \"two\"]\n</parameter>\n<parameter=quick>\nTrue\n</parameter>\n</function>\n</tool_call>",
        """plan{"steps":["one","two"],"quick":true}"""
    )]
    [InlineData(
        "<tool_call>\n<function=write_file>\n<parameter=file>\nx\n</parameter>\n<parameter=content>\n\nif (a < b)\n  \"c\"\n\n</parameter>\n</function>\n</tool_call>",
        """write_file{"file":"x","content":"\nif (a < b)\n  \"c\"\n"}"""
    )]
    [InlineData(
        "<tool_call>\n<function=write_file>\n<parameter=file>\n12\n</parameter>\n<parameter=content>\n<a></parameter></a>\n</parameter>\n</function>\n</tool_call>",
        """write_file{"file":"12","content":"<a></parameter></a>"}"""
    )]
    public void Qwen_Coder_and_Seed(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("""<|python_tag|>{"name": "read_file", "parameters": {"file": "a.cs"}}""", Read)]
    [InlineData("""{"type": "function", "name": "read_file", "parameters": {"file": "a.cs"}}""", Read)]
    [InlineData(
        """{"name": "read_file", "parameters": {"file": "a.cs", "start": 3}}; {"name": "plan", "parameters": {"steps": ["one", "two"], "quick": true}}""",
        ReadAndPlan
    )]
    [InlineData("""<function=read_file>{"file": "a.cs"}</function>""", Read)]
    [InlineData("""<|python_tag|>read_file.call(file="a.cs")""", Read)]
    [InlineData("<|python_tag|>print('hi')\nx = 1<|eom_id|>", """python{"code":"print('hi')\nx = 1"}""")]
    [InlineData("""[read_file(file="a.cs", start=3), plan(steps=["one", 'two'], quick=True)]""", ReadAndPlan)]
    [InlineData("""<|python_start|>[read_file(file="a.cs")]<|python_end|>""", Read)]
    public void Llama(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("""[TOOL_CALLS][{"name": "read_file", "arguments": {"file": "a.cs"}, "id": "abc123def"}]""", Read)]
    [InlineData("""[TOOL_CALLS] [{"name": "read_file", "arguments": {"file": "a.cs"}}]</s>""", Read)]
    [InlineData("""[TOOL_CALLS]read_file[ARGS]{"file": "a.cs"}""", Read)]
    [InlineData("""[TOOL_CALLS]read_file[CALL_ID]abc123def[ARGS]{"file": "a.cs"}""", Read)]
    [InlineData("""[TOOL_CALLS]read_file{"file": "a.cs"}""", Read)]
    [InlineData(
        """[TOOL_CALLS]read_file[ARGS]{"file": "a.cs", "start": 3}[TOOL_CALLS]plan[ARGS]{"steps": ["one", "two"], "quick": true}""",
        ReadAndPlan
    )]
    public void Mistral(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>read_file\n```json\n{\"file\": \"a.cs\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        Read
    )]
    [InlineData(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>read_file<｜tool▁sep｜>{\"file\": \"a.cs\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        Read
    )]
    [InlineData(
        "<｜tool_calls_begin｜><｜tool_call_begin｜>function<｜tool_sep｜>read_file\n```json\n{\"file\": \"a.cs\"}\n```<｜tool_call_end｜><｜tool_calls_end｜>",
        Read
    )]
    [InlineData(
        "<｜tool▁calls▁begin｜>function<｜tool▁sep｜>read_file\n```json\n{\"file\": \"a.cs\"}\n```<｜tool▁call▁end｜>",
        Read
    )]
    [InlineData(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>read_file<｜tool▁sep｜>{\"file\": \"a.cs\", \"start\": 3}<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>plan<｜tool▁sep｜>{\"steps\": [\"one\", \"two\"], \"quick\": true}<｜tool▁call▁end｜><｜tool▁calls▁end｜><｜end▁of▁sentence｜>",
        ReadAndPlan
    )]
    [InlineData(
        "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"read_file\">\n<｜DSML｜parameter name=\"file\" string=\"true\">a.cs</｜DSML｜parameter>\n<｜DSML｜parameter name=\"start\" string=\"false\">3</｜DSML｜parameter>\n</｜DSML｜invoke>\n<｜DSML｜invoke name=\"plan\">\n<｜DSML｜parameter name=\"steps\" string=\"false\">[\"one\", \"two\"]</｜DSML｜parameter>\n<｜DSML｜parameter name=\"quick\" string=\"false\">true</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>",
        ReadAndPlan
    )]
    [InlineData("<｜DSML｜ calls>\n<｜DSML｜ invoke name=\"now\">\n\n</｜DSML｜ invoke>\n</｜DSML｜ calls>", "now{}")]
    public void DeepSeek(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("<tool_call>read_file\n<arg_key>file</arg_key>\n<arg_value>a.cs</arg_value>\n</tool_call>", Read)]
    [InlineData("<tool_call>now\n</tool_call>", "now{}")]
    [InlineData(
        "<tool_call>read_file<arg_key>file</arg_key><arg_value>a.cs</arg_value><arg_key>start</arg_key><arg_value>3</arg_value></tool_call><tool_call>plan<arg_key>steps</arg_key><arg_value>[\"one\", \"two\"]</arg_value><arg_key>quick</arg_key><arg_value>true</arg_value></tool_call>",
        ReadAndPlan
    )]
    public void Glm(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData(
        "<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>{\"file\": \"a.cs\"}<|call|>",
        Read
    )]
    [InlineData(
        "<|channel|>analysis<|message|>Look first.<|end|><|start|>assistant<|channel|>commentary to=functions.read_file<|message|>{\"file\": \"a.cs\"}",
        Read
    )]
    [InlineData(
        "<|start|>assistant to=functions.read_file<|channel|>commentary json<|message|>{\"file\": \"a.cs\"}",
        Read
    )]
    [InlineData(
        "<|channel|>commentary to=functions.read_file<|message|>{\"file\": \"a.cs\", \"start\": 3}<|call|><|start|>assistant<|channel|>commentary to=functions.plan<|message|>{\"steps\": [\"one\", \"two\"], \"quick\": true}<|call|>",
        ReadAndPlan
    )]
    public void Gpt_oss(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData(
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.read_file:0<|tool_call_argument_begin|>{\"file\": \"a.cs\"}<|tool_call_end|><|tool_calls_section_end|>",
        Read
    )]
    [InlineData(
        "<|tool_call_begin|>functions.read_file:0<|tool_call_argument_begin|>{\"file\": \"a.cs\"}<|tool_call_end|>",
        Read
    )]
    [InlineData(
        "<|open|>tools<|sep|><|open|>call tool=\"read_file\" index=\"1\"<|sep|><|open|>argument key=\"file\" type=\"string\"<|sep|>a.cs<|close|>argument<|sep|><|open|>argument key=\"start\" type=\"number\"<|sep|>3<|close|>argument<|sep|><|close|>call<|sep|><|open|>call tool=\"plan\" index=\"2\"<|sep|><|open|>json type=\"object\"<|sep|>{\"steps\": [\"one\", \"two\"], \"quick\": true}<|close|>json<|sep|><|close|>call<|sep|><|close|>tools<|sep|>",
        ReadAndPlan
    )]
    public void Kimi(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData(
        "Action: ```json\n[\n    {\n        \"tool_name\": \"read_file\",\n        \"parameters\": {\"file\": \"a.cs\"}\n    }\n]```",
        Read
    )]
    [InlineData("Action: ```json\n[{\"tool_name\": \"directly_answer\", \"parameters\": {}}]\n```", "")]
    [InlineData(
        "<|START_ACTION|>[{\"tool_call_id\": \"0\", \"tool_name\": \"read_file\", \"parameters\": {\"file\": \"a.cs\"}}]<|END_ACTION|>",
        Read
    )]
    public void Command(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("read_file\n{\"file\": \"a.cs\"}", Read)]
    [InlineData("all\nLet me look.>>>read_file\n{\"file\": \"a.cs\"}", Read)]
    [InlineData(
        ">>>read_file\n{\"file\": \"a.cs\", \"start\": 3}\n>>>plan\n{\"steps\": [\"one\", \"two\"], \"quick\": true}",
        ReadAndPlan
    )]
    [InlineData("python\nprint('hi')", """python{"code":"print('hi')"}""")]
    public void Functionary(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("""functools[{"name": "read_file", "arguments": {"file": "a.cs"}}]""", Read)]
    [InlineData("""<|tool_call|>[{"name": "read_file", "arguments": {"file": "a.cs"}}]""", Read)]
    [InlineData("""<|tool_call|>{"name": "read_file", "arguments": {"file": "a.cs"}}<|/tool_call|>""", Read)]
    [InlineData("""<TOOLCALL>[{"name": "read_file", "arguments": {"file": "a.cs"}}]</TOOLCALL>""", Read)]
    [InlineData("""<toolcall> {"name": "read_file", "arguments": {"file": "a.cs"}} </toolcall>""", Read)]
    [InlineData("""<tool_calls>[{"name": "read_file", "arguments": {"file": "a.cs"}}]</tool_calls>""", Read)]
    [InlineData(
        "<tool_calls>\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\", \"start\": 3}}\n{\"name\": \"plan\", \"arguments\": {\"steps\": [\"one\", \"two\"], \"quick\": true}}\n</tool_calls>",
        ReadAndPlan
    )]
    [InlineData("<tool_call>read_file\n```json\n{\"file\": \"a.cs\"}\n```\n</tool_call>", Read)]
    [InlineData("""<|tools_prefix|>[{"read_file": {"file": "a.cs"}}, {"now": {}}]<|tools_suffix|>""", Read + " now{}")]
    [InlineData(
        "<|action_start|><|plugin|>\n{\"name\": \"read_file\", \"parameters\": {\"file\": \"a.cs\"}}<|action_end|>",
        Read
    )]
    [InlineData(
        """<longcat_tool_call>{"name": "read_file", "arguments": {"file": "a.cs"}}</longcat_tool_call>""",
        Read
    )]
    [InlineData("""<|function_call|>{"name": "read_file", "arguments": {"file": "a.cs"}}""", Read)]
    [InlineData(
        "<|message_sep|>\n\nfunction call<|role_sep|>\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\"}}",
        Read
    )]
    [InlineData(
        "<|tool_call:begin|>1<|tool_call:name|>read_file<|tool_call:args|>{\"file\": \"a.cs\"}<|tool_call:end|>",
        Read
    )]
    [InlineData(
        "<use_mcp_tool>\n<server_name>files</server_name>\n<tool_name>read_file</tool_name>\n<arguments>\n{\"file\": \"a.cs\"}\n</arguments>\n</use_mcp_tool>",
        Read
    )]
    public void Firefunction_Granite_Phi_Nemotron_and_others_that_wrap_json(string text, string calls) =>
        Finds(text, calls);

    [Theory]
    [InlineData(
        "<minimax:tool_call>\n<invoke name=\"read_file\">\n<parameter name=\"file\">a.cs</parameter>\n</invoke>\n</minimax:tool_call>",
        Read
    )]
    [InlineData(
        "<function_calls>\n<invoke name=\"read_file\">\n<parameter name=\"file\">a.cs</parameter>\n</invoke>\n</function_calls>",
        Read
    )]
    [InlineData(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜><steptml:invoke name=\"read_file\"><steptml:parameter name=\"file\">a.cs</steptml:parameter></steptml:invoke><｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        Read
    )]
    public void MiniMax_Step_and_others_that_invoke(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("<|tool_call>call:read_file{file:<|\"|>a.cs<|\"|>}<tool_call|>", Read)]
    [InlineData(
        "<|tool_call>call:read_file{file:<|\"|>a.cs<|\"|>,start:3}<tool_call|><|tool_call>call:plan{quick:true,steps:[<|\"|>one<|\"|>,<|\"|>two<|\"|>]}<tool_call|>",
        """read_file{"file":"a.cs","start":3} plan{"quick":true,"steps":["one","two"]}"""
    )]
    [InlineData("<start_function_call>call:read_file{file:<escape>a.cs<escape>}<end_function_call>", Read)]
    [InlineData("```tool_code\nread_file(file=\"a.cs\")\n```", Read)]
    [InlineData("Let me look.\n```tool_code\nprint(default_api.read_file(file=\"a.cs\"))\n```", Read)]
    [InlineData(
        "<|tool_call_start|>[read_file(file='it's \"a\".cs')]<|tool_call_end|>",
        """read_file{"file":"it's \"a\".cs"}"""
    )]
    [InlineData("<function_calls>\nread_file(file=\"a.cs\")\nnow()\n</function_calls>", Read + " now{}")]
    public void Gemma_Lfm2_and_Olmo(string text, string calls) => Finds(text, calls);

    [Theory]
    [InlineData("""[{"name": "read_file", "arguments": {"file": "a.cs"}}]""", Read)]
    [InlineData("```json\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\"}}\n```", Read)]
    [InlineData(
        "I'll read the file first.\n\n```json\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\"}}\n```",
        Read
    )]
    [InlineData("I'll read the file first.\n{\"name\": \"read_file\", \"arguments\": {\"file\": \"a.cs\"}}", Read)]
    [InlineData(
        """{"tool_calls": [{"id": "1", "type": "function", "function": {"name": "read_file", "arguments": "{\"file\": \"a.cs\"}"}}]}""",
        Read
    )]
    [InlineData("""Let me look at it. [read_file(file="a.cs")]""", Read)]
    public void Json_and_Python_without_any_mark(string text, string calls) => Finds(text, calls);

    private static void Finds(string text, string calls)
    {
        var reply = RescueTools.Find(text);
        reply.Line().ShouldBe(calls, text);
        reply.Content.ShouldNotContain("read_file", Case.Sensitive, text);
        reply.IsCutOff.ShouldBeFalse();
        reply.HasUnreadableCall.ShouldBeFalse();
        reply.UnknownTools.ShouldBeEmpty();
    }
}
