using System.Text.Json;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>Reads what servers report about tokens.</summary>
internal static class OpenAiUsage
{
    /// <summary>Null where the value counts nothing.</summary>
    public static TokenUsage? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        int? prompt = null;
        int? completion = null;
        var cached = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
                prompt = ReadCount(ref reader) ?? prompt;
            else if (reader.ValueTextEquals("completion_tokens"u8))
                completion = ReadCount(ref reader) ?? completion;
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
                cached = ReadInner(ref reader, "cached_tokens"u8) ?? cached;
            else if (reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
                cached = ReadCount(ref reader) ?? cached;
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return prompt is null && completion is null ? null : new TokenUsage(prompt ?? 0, completion ?? 0, cached);
    }

    /// <summary>llama.cpp tells in <c>timings</c> how much of the prompt it had.</summary>
    public static int? ReadCacheOfTimings(ref Utf8JsonReader reader) => ReadInner(ref reader, "cache_n"u8);

    private static int? ReadInner(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        int? count = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.ValueTextEquals(name))
                count = ReadCount(ref reader) ?? count;
            else
            {
                reader.Read();
                reader.Skip();
            }
        return count;
    }

    private static int? ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
            return (int)Math.Clamp(number, 0, int.MaxValue);
        reader.Skip();
        return null;
    }
}
