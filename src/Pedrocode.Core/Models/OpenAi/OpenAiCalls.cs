using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>Reads <c>tool_calls</c>: a list, one object, or the older <c>function_call</c>.</summary>
internal static class OpenAiCalls
{
    public static List<CallPiece> Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var pieces = new List<CallPiece>();
        if (reader.TokenType == JsonTokenType.StartObject)
            pieces.Add(ReadCall(ref reader, json));
        else if (reader.TokenType == JsonTokenType.StartArray)
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    var piece = ReadCall(ref reader, json);
                    pieces.Add(piece with { IsNextOfList = piece.Index is null && pieces.Count > 0 });
                }
                else
                    reader.Skip();
        return pieces;
    }

    private static CallPiece ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var piece = new CallPiece(null, null, "", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var index))
                    piece = piece with { Index = index };
                else
                    reader.Skip();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
                    piece = piece with { Id = JsonText.Read(ref reader) };
                else
                    reader.Skip();
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                    piece = ReadFunction(ref reader, json, piece);
                else
                    reader.Skip();
            }
            else
            {
                piece = ReadFunctionProperty(ref reader, json, piece);
            }
        }
        return piece;
    }

    private static CallPiece ReadFunction(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, CallPiece piece)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            piece = ReadFunctionProperty(ref reader, json, piece);
        return piece;
    }

    private static CallPiece ReadFunctionProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, CallPiece piece)
    {
        var isName = reader.ValueTextEquals("name"u8);
        var isArguments = reader.ValueTextEquals("arguments"u8);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String when isName:
                return piece with { Name = JsonText.Read(ref reader) };
            case JsonTokenType.String when isArguments:
                return piece with { Arguments = JsonText.Read(ref reader) };
            case JsonTokenType.StartObject or JsonTokenType.StartArray when isArguments:
                return piece with { Arguments = JsonText.Compact(ref reader, json) };
            default:
                reader.Skip();
                return piece;
        }
    }
}
