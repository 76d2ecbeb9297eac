using Pedrocode.Core.Models;

namespace Pedrocode.Core.Agents;

/// <summary>
/// How full the model's window is, by the length of what is sent: a guess that each reply of the server corrects.
/// </summary>
internal sealed class ContextWindow(ModelFacts facts)
{
    /// <summary>So few that a guess errs towards too many tokens.</summary>
    private const double CharactersAtFirst = 3.2;

    private const int LeastWorthChecking = 1500;

    private double charactersPerToken = CharactersAtFirst;
    private int lastPrompt;
    private int lastLength;

    /// <summary>Tokens; null where nobody knows.</summary>
    public int? Size => facts.Window;

    /// <summary>Tokens kept free for the reply.</summary>
    private int ReplyRoom => Math.Clamp((Size ?? 0) / 4, 512, 8192);

    /// <summary>Characters that a tool's result may have: a fifth of the window.</summary>
    public int MostResult => Size is { } size ? Math.Max(600, size / 5 * 3) : int.MaxValue;

    public bool IsFull(int length) => Size is { } size && Tokens(length) + ReplyRoom > size;

    /// <summary>Whether a new phase had better begin with a shorter conversation.</summary>
    public bool IsHalfFull(int length) => Size is { } size && Tokens(length) > size / 2;

    /// <summary>Characters that a shortened request may have.</summary>
    public int Shortened(int length) => Size is { } size ? (int)(size * 0.45 * charactersPerToken) : length / 2;

    /// <summary>Characters of what stands for the part that is left out.</summary>
    public int MostSummary => Size is { } size ? Math.Clamp(size / 8 * 3, 900, 8000) : 8000;

    public int Tokens(int length) => (int)(length / charactersPerToken);

    /// <summary>
    /// What the server counted of a request of that length. Returns how many tokens it must have been sent at least, where it has read
    /// far fewer: it has cut the prompt. Null where all is well.
    /// </summary>
    public int? Read(int length, TokenUsage? usage)
    {
        if (usage is null or { Prompt: <= 0 })
        {
            return null;
        }
        var least = Math.Max(length / 6, lastLength <= length ? lastPrompt : 0);
        var added = length - lastLength;
        var countsOnlyNew = lastPrompt > 0 && usage.Prompt <= added / 2 && usage.Prompt >= added / 8;
        if (least >= LeastWorthChecking && usage.Prompt < least * 0.7 && !countsOnlyNew)
        {
            return least;
        }
        if (usage.Prompt >= 200 && !countsOnlyNew)
        {
            charactersPerToken = Math.Clamp((double)length / usage.Prompt, 1.5, 6);
            (lastPrompt, lastLength) = (usage.Prompt, length);
        }
        return null;
    }

    /// <summary>What was sent last is no beginning of what is sent next.</summary>
    public void Forget() => (lastPrompt, lastLength) = (0, 0);

    public static int LengthOf(ModelRequest request) =>
        request.Tools.Sum(static tool => tool.Name.Length + tool.Description.Length + tool.Parameters.Length + 40)
        + request.Messages.Sum(LengthOf);

    public static int LengthOf(ChatMessage message) =>
        20
        + message switch
        {
            SystemMessage system => system.Text.Length,
            UserMessage user => user.Text.Length,
            ToolMessage tool => tool.Text.Length,
            AssistantMessage said => said.Text.Length
                + said.Calls.Sum(static call => call.Name.Length + call.Arguments.Length + 40),
            _ => throw new NotSupportedException(message.GetType().Name),
        };
}
