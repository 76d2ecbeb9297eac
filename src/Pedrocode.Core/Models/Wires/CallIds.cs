namespace Pedrocode.Core.Models.Wires;

/// <summary>Gives every call of a conversation an id that no other has.</summary>
internal sealed class CallIds
{
    private const int Longest = 64;

    private readonly HashSet<string> _used = [];

    public static CallIds After(IEnumerable<ChatMessage> messages)
    {
        var ids = new CallIds();
        foreach (var assistant in messages.OfType<AssistantMessage>())
        foreach (var call in assistant.Calls)
            ids._used.Add(call.Id);
        return ids;
    }

    /// <summary>The server's own id where it can be kept.</summary>
    public string Take(string? sent)
    {
        if (
            sent is { Length: > 0 and <= Longest }
            && !sent.AsSpan().ContainsAnyExceptInRange('!', '~')
            && _used.Add(sent)
        )
            return sent;
        // Nine letters and digits: what Mistral's template demands of an id.
        var number = _used.Count;
        string id;
        do id = $"call{++number:D5}";
        while (!_used.Add(id));
        return id;
    }
}
