using System.Collections.Immutable;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>
/// One or more calls between an opening and a closing marker: Hermes, Qwen, GLM, Granite, Phi, Nemotron, Jamba, Apriel, Hunyuan, LFM2,
/// Apertus, MiniMax, Command R7B, InternLM, LongCat, GigaChat, Firefunction, Gemma 4, FunctionGemma, Olmo 3, Llama 4.
/// </summary>
internal sealed class TaggedCalls : CallFormat
{
    /// <summary>Everything that may close a call; models pair markers loosely.</summary>
    public static readonly string[] Closers =
    [
        "</tool_call>",
        "</tool_calls>",
        "</function_call>",
        "</function_calls>",
        "</toolcall>",
        "</TOOLCALL>",
        "</tools>",
        "</tool>",
        "</seed:tool_call>",
        "</minimax:tool_call>",
        "</longcat_tool_call>",
        "</tool_code>",
        "<|/tool_call|>",
        "<|tools_suffix|>",
        "<|tool_call_end|>",
        "<|END_ACTION|>",
        "<|action_end|>",
        "<tool_call|>",
        "<end_function_call>",
        "<|python_end|>",
        "</｜DSML｜function_calls>",
        "</｜DSML｜tool_calls>",
        "</｜DSML｜ calls>",
        "</|DSML|function_calls>",
        "</function>",
        "<|end_of_tool_call|>",
        "<|/tool_calls|>",
    ];

    public override IReadOnlyList<string> Markers { get; } =
    [
        "<tool_call>",
        "<tool_calls>",
        "<function_call>",
        "<function_calls>",
        "<toolcall>",
        "<TOOLCALL>",
        "<tools>",
        "<tool>",
        "<seed:tool_call>",
        "<minimax:tool_call>",
        "<longcat_tool_call>",
        "<tool_code>",
        "<|tool_call|>",
        "<|tool_calls|>",
        "<|tools_prefix|>",
        "<|tool_call_start|>",
        "<|START_ACTION|>",
        "<|action_start|><|plugin|>",
        "<|action_start|><|interpreter|>",
        "<|tool_call>",
        "<start_function_call>",
        "<|python_start|>",
        "<｜DSML｜function_calls>",
        "<｜DSML｜tool_calls>",
        "<｜DSML｜ calls>",
        "<|DSML|function_calls>",
        "<|function_call|>",
        "function call<|role_sep|>",
        "functools[",
        "<function=",
        "<function name=",
        "<invoke name=",
        "<｜DSML｜invoke ",
        "<｜DSML｜ invoke ",
    ];

    public override IReadOnlyList<string> Tokens { get; } =
    [.. Closers, "</parameter>", "<parameter", "<arg_key>", "</invoke>", "<invoke"];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var isBody = marker[^1] is '=' or ' ';
        var next = reading.SkipSpace(isBody ? at : at + marker.Length - (marker[^1] == '[' ? 1 : 0));
        if (next >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        var calls = ImmutableArray.CreateBuilder<RescuedCall>();
        var end = next;
        while (next < reading.Length)
        {
            if (reading.LengthAtAny(next, Closers) is > 0 and var closer)
            {
                end = next + closer;
                next = reading.SkipSpace(end);
                if (isBody)
                {
                    continue;
                }
                break;
            }
            if (calls.Count > 0 && reading.Text[next] is ',' or ';')
            {
                next = reading.SkipSpace(next + 1);
                continue;
            }
            var body =
                calls.Count > 0 && !CanBegin(reading, next) ? CallMatch.None : CallBody.Read(reading, next, Closers);
            if (body.State is CallState.CutOff or CallState.Broken)
            {
                return body;
            }
            if (body.State == CallState.None)
            {
                break;
            }
            calls.AddRange(body.Calls);
            end = body.End;
            next = reading.SkipSpace(end);
        }
        return calls.Count > 0 ? CallMatch.Found(SkipClosers(reading, end), calls.ToImmutable()) : CallMatch.None;
    }

    /// <summary>The index after the closing markers that stand from <paramref name="end"/> on.</summary>
    public static int SkipClosers(Reading reading, int end)
    {
        while (reading.SkipSpace(end) is var next && reading.LengthAtAny(next, Closers) is > 0 and var closer)
        {
            end = next + closer;
        }
        return end;
    }

    // Prose after a call must not be taken for a further one.
    private static bool CanBegin(Reading reading, int at) =>
        reading.Text[at] is '{' or '['
        || FunctionTags.Begins(reading, at)
        || InvokeTags.Begins(reading, at)
        || reading.At(at, "call:")
        || PythonCalls.Begins(reading, at);
}
