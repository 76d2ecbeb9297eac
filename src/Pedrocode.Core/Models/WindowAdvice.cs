namespace Pedrocode.Core.Models;

/// <summary>Which setting of which server makes a model's window larger.</summary>
public static class WindowAdvice
{
    public static string For(ServerKind server, string model, int wanted) =>
        server switch
        {
            ServerKind.Ollama =>
                $"set model.context_size to {wanted} with model.type \"ollama\", or start it with OLLAMA_CONTEXT_LENGTH={wanted} ollama serve",
            ServerKind.LlamaCpp =>
                $"start llama-server with -c {wanted} for each slot (-c is divided by --parallel) and without --context-shift",
            ServerKind.Vllm => $"start it with vllm serve {model} --max-model-len {wanted}",
            ServerKind.LmStudio => $"load the model with lms load {model} --context-length {wanted}",
            _ => $"give the model a context of {wanted} tokens on that server (Ollama: OLLAMA_CONTEXT_LENGTH={wanted})",
        };

    /// <summary>The next size that people write: 4096, 8192 …</summary>
    public static int Rounded(int tokens)
    {
        var size = 4096;
        while (size < tokens)
        {
            size *= 2;
        }
        return size;
    }
}
