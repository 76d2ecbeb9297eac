using System.Text.Json.Serialization;

namespace Pedrocode.FakeModel;

/// <summary>What the fake model knows: the first rule whose <see cref="Rule.When"/> fits a request answers it.</summary>
public sealed record ModelScript
{
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    public IReadOnlyList<string> Models { get; init; } = ["fake-model"];

    /// <summary>Who the model list says owns the models: <c>llamacpp</c>, <c>vllm</c>, <c>library</c> (Ollama) ...</summary>
    public string OwnedBy { get; init; } = "pedrocode";

    /// <summary>Whose further addresses it has: <c>/props</c>, <c>/api/show</c> ...</summary>
    public FakeServerKind Server { get; init; }

    /// <summary>The window of each model, as that kind of server tells it.</summary>
    public int ContextSize { get; init; } = 32_768;

    /// <summary>What becomes of a prompt that is longer than the window, a token being <see cref="BytesPerToken"/> of the request.</summary>
    public Overflow Overflow { get; init; }

    public int BytesPerToken { get; init; } = 4;

    /// <summary>How many requests it says it serves at once.</summary>
    public int? Slots { get; init; }

    /// <summary>What becomes of a request beyond those.</summary>
    public Beyond Beyond { get; init; }

    /// <summary>What the model can do, as Ollama and LM Studio tell it.</summary>
    public IReadOnlyList<string> Abilities { get; init; } = ["completion", "tools"];

    /// <summary>Where set, a request without this bearer key gets 401.</summary>
    public string? Key { get; init; }

    /// <summary>Refuse what the templates of Mistral and Gemma refuse: two user messages in a row.</summary>
    public bool Alternate { get; init; }
}

/// <summary>A rule never knows the number of a request, only what the request contains.</summary>
public sealed record Rule
{
    public When When { get; init; } = new();

    public FakeReply Reply { get; init; } = new();

    public Fault? Fault { get; init; }

    /// <summary>Stops every reply of this rule until the test lets it go.</summary>
    [JsonIgnore]
    public Hold? Hold { get; init; }

    /// <summary>Computes the reply from the conversation, in place of <see cref="Reply"/>.</summary>
    [JsonIgnore]
    public Func<Chat, FakeReply>? Answer { get; init; }
}

/// <summary>Every condition that is set must hold. Texts are contained, not equal.</summary>
public sealed record When
{
    /// <summary>In the last message, whoever sent it.</summary>
    public string? Last { get; init; }

    /// <summary>In the last message of the user: the task, a phase's opening, a nudge.</summary>
    public string? LastUser { get; init; }

    /// <summary>In any message.</summary>
    public string? Any { get; init; }

    /// <summary>In the first message of the user.</summary>
    public string? Task { get; init; }

    public string? System { get; init; }

    public string? Model { get; init; }

    /// <summary>The tool whose result is the last message.</summary>
    public string? LastTool { get; init; }

    /// <summary>Tools the request must offer.</summary>
    public IReadOnlyList<string> Offers { get; init; } = [];

    /// <summary>How many replies of the model the conversation holds.</summary>
    public Count? Rounds { get; init; }

    public Count? ToolResults { get; init; }

    /// <summary>Replies since the last message of the user, for scripts of one phase.</summary>
    public Count? RoundsSinceUser { get; init; }

    public bool Fits(Chat chat) =>
        Within(Last, chat.Last.Text)
        && Within(LastUser, chat.LastUser)
        && (Any is null || chat.Messages.Any(message => Within(Any, message.Text)))
        && Within(Task, chat.Task)
        && Within(System, chat.System)
        && Within(Model, chat.Model)
        && (LastTool is null || LastTool == chat.LastTool)
        && Offers.All(chat.Offers.Contains)
        && (Rounds?.Holds(chat.Rounds) ?? true)
        && (ToolResults?.Holds(chat.ToolResults) ?? true)
        && (RoundsSinceUser?.Holds(chat.RoundsSinceUser) ?? true);

    private static bool Within(string? part, string whole) =>
        part is null || whole.Contains(part, StringComparison.Ordinal);
}

/// <summary>A number, or a range with both ends included: <c>3</c>, <c>2..5</c>, <c>2..</c>, <c>..5</c>.</summary>
public readonly record struct Count(int From, int To)
{
    public bool Holds(int value) => value >= From && value <= To;

    public static Count Parse(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        return dots < 0
            ? int.Parse(text)
            : new Count(
                dots == 0 ? 0 : int.Parse(text.AsSpan(0, dots)),
                dots + 2 == text.Length ? int.MaxValue : int.Parse(text.AsSpan(dots + 2))
            );
    }

    public static implicit operator Count(int value) => new(value, value);

    public static implicit operator Count(Range range) =>
        new(range.Start.Value, range.End.IsFromEnd ? int.MaxValue : range.End.Value);
}

public enum Overflow
{
    /// <summary>It is read all the same.</summary>
    Reads,

    /// <summary>400, in the words of llama.cpp.</summary>
    Refuses,

    /// <summary>The oldest messages but the first go without a word, as Ollama does it.</summary>
    Truncates,
}

public enum Beyond
{
    /// <summary>It is answered all the same.</summary>
    Answers,

    /// <summary>It waits.</summary>
    Queues,

    /// <summary>503.</summary>
    Refuses,
}

public enum FakeServerKind
{
    /// <summary>Nothing but the OpenAI protocol.</summary>
    Plain,
    LlamaCpp,
    Ollama,
    LmStudio,
    Vllm,
}
