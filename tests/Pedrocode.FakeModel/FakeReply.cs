namespace Pedrocode.FakeModel;

/// <summary>
/// What the model says. Text, reasoning and arguments may contain <c>{{round}}</c> (replies so far, plus one),
/// <c>{{tool_results}}</c>, <c>{{task}}</c> and <c>{{last}}</c> (text of the last message).
/// </summary>
public sealed record FakeReply
{
    public string Text { get; init; } = "";

    /// <summary>How many times <see cref="Text"/> is said, for long replies.</summary>
    public int Repeat { get; init; } = 1;

    public string? Reasoning { get; init; }

    public IReadOnlyList<FakeCall> Calls { get; init; } = [];

    /// <summary>Null: <c>tool_calls</c> where there are calls, else <c>stop</c>.</summary>
    public string? Finish { get; init; }

    /// <summary>Null: a quarter of the request's bytes, and one for each token sent.</summary>
    public FakeUsage? Usage { get; init; }

    /// <summary>Characters of a token.</summary>
    public int TokenChars { get; init; } = 4;

    /// <summary>Null: as fast as the socket takes it, many tokens in one packet.</summary>
    public Pace? Pace { get; init; }

    public static FakeReply Say(string text) => new() { Text = text };

    public static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };
}

/// <param name="Arguments">As they go over the wire: valid JSON or not. In a script file an object or a string.</param>
/// <param name="Id">Null: made by the server.</param>
public sealed record FakeCall(string Name, string Arguments, string? Id = null);

public sealed record FakeUsage(int Prompt, int Completion, int Cached = 0)
{
    internal string ToJson() =>
        $"{{\"prompt_tokens\":{Prompt},\"completion_tokens\":{Completion},\"total_tokens\":{Prompt + Completion},"
        + $"\"prompt_tokens_details\":{{\"cached_tokens\":{Cached}}}}}";
}

/// <summary>One packet for each <see cref="Tokens"/>, and the time between.</summary>
public sealed record Pace
{
    public int Tokens { get; init; } = 1;

    public int DelayMs { get; init; }

    public int FirstMs { get; init; }

    /// <summary>Every byte in a packet of its own.</summary>
    public bool ByteByByte { get; init; }

    /// <summary>Where packets end beside that, a moment's pause after each.</summary>
    public Drip Drip { get; init; }
}
