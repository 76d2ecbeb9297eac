using System.Text.Json;

namespace Pedrocode.FakeModel;

/// <summary>What each kind of server tells about itself and its models.</summary>
internal static class FakeServerFacts
{
    /// <summary>Null where that kind of server has no such address.</summary>
    public static string? Answer(ModelScript script, HttpRequest request) =>
        (request.Method, request.Path, script.Server) switch
        {
            ("GET", "/v1/models", _) => ModelList(script),
            ("GET", "/props", FakeServerKind.LlamaCpp) => Props(script),
            ("GET", "/slots", FakeServerKind.LlamaCpp) => Slots(script),
            ("GET", "/health", FakeServerKind.LlamaCpp) => """{"status":"ok"}""",
            ("GET", "/api/version", FakeServerKind.Ollama) => """{"version":"0.12.6"}""",
            ("GET", "/api/tags", FakeServerKind.Ollama) => Tags(script),
            ("GET", "/api/ps", FakeServerKind.Ollama) => """{"models":[]}""",
            ("POST", "/api/show", FakeServerKind.Ollama) => Show(script, request),
            ("POST", "/api/pull", FakeServerKind.Ollama) => Pulled,
            ("GET", "/api/v0/models", FakeServerKind.LmStudio) => LmStudioModels(script),
            ("GET", "/version", FakeServerKind.Vllm) => """{"version":"0.11.0"}""",
            _ => null,
        };

    private static string ModelList(ModelScript script)
    {
        var more = script.Server switch
        {
            FakeServerKind.Vllm =>
                $",\"root\":\"m\",\"parent\":null,\"max_model_len\":{script.ContextSize},\"permission\":[]",
            FakeServerKind.LlamaCpp =>
                ",\"meta\":{\"vocab_type\":2,\"n_vocab\":151936,\"n_ctx_train\":262144,\"n_embd\":2048,\"n_params\":30532122624,\"size\":18556684288}",
            _ => "",
        };
        return $"{{\"object\":\"list\",\"data\":[{string.Join(
            ',',
            script.Models.Select(model =>
                $"{{\"id\":{Quoted(model)},\"object\":\"model\",\"created\":1790000000,\"owned_by\":{Quoted(script.OwnedBy)}{more}}}"
            )
        )}]}}";
    }

    private static string Props(ModelScript script) =>
        $"{{\"default_generation_settings\":{{\"id\":0,\"id_task\":-1,\"n_ctx\":{script.ContextSize},\"speculative\":false,\"is_processing\":false,\"params\":{{\"n_predict\":-1,\"temperature\":0.8}}}},"
        + $"\"total_slots\":{script.Slots ?? 1},\"model_path\":\"models/{script.Models[0]}.gguf\",\"chat_template\":\"...tools...\",\"build_info\":\"b6700\"}}";

    private static string Slots(ModelScript script) =>
        $"[{string.Join(
            ',',
            Enumerable
                .Range(0, script.Slots ?? 1)
                .Select(id => $"{{\"id\":{id},\"id_task\":-1,\"n_ctx\":{script.ContextSize},\"is_processing\":false}}")
        )}]";

    private static string Tags(ModelScript script) =>
        $"{{\"models\":[{string.Join(
            ',',
            script.Models.Select(model =>
                $"{{\"name\":{Quoted(model)},\"model\":{Quoted(model)},\"modified_at\":\"2026-10-01T10:00:00Z\",\"size\":18556684288,\"digest\":\"0a1b\",\"details\":{{\"format\":\"gguf\",\"family\":\"qwen3moe\",\"families\":[\"qwen3moe\"],\"parameter_size\":\"30.5B\",\"quantization_level\":\"Q4_K_M\"}}}}"
            )
        )}]}}";

    private static string? Show(ModelScript script, HttpRequest request)
    {
        using var asked = JsonDocument.Parse(request.Body);
        return script.Models.Contains(asked.RootElement.Text("model") ?? "")
            ? $"{{\"modelfile\":\"FROM x\",\"parameters\":\"temperature 0.7\\nstop \\\"<|im_end|>\\\"\",\"template\":\"{{{{ .Tools }}}}\",\"details\":{{\"family\":\"qwen3moe\",\"parameter_size\":\"30.5B\",\"quantization_level\":\"Q4_K_M\"}},"
                + $"\"model_info\":{{\"general.architecture\":\"qwen3moe\",\"general.parameter_count\":30532122624,\"qwen3moe.context_length\":{script.ContextSize}}},"
                + $"\"capabilities\":[{string.Join(',', script.Abilities.Select(Quoted))}]}}"
            : null;
    }

    private const string Pulled = """
        {"status":"pulling manifest"}
        {"status":"pulling 0a1b","digest":"sha256:0a1b","total":1000,"completed":250}
        {"status":"pulling 0a1b","digest":"sha256:0a1b","total":1000,"completed":1000}
        {"status":"verifying sha256 digest"}
        {"status":"success"}

        """;

    private static string LmStudioModels(ModelScript script) =>
        $"{{\"object\":\"list\",\"data\":[{string.Join(
            ',',
            script.Models.Select(model =>
                $"{{\"id\":{Quoted(model)},\"object\":\"model\",\"type\":\"llm\",\"publisher\":\"qwen\",\"arch\":\"qwen3moe\",\"compatibility_type\":\"gguf\",\"quantization\":\"Q4_K_M\",\"state\":\"loaded\",\"max_context_length\":262144,\"loaded_context_length\":{script.ContextSize},\"capabilities\":[\"tool_use\"]}}"
            )
        )}]}}";

    private static string Quoted(string text) => OpenAiFrames.Quoted(text);
}
