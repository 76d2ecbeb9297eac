namespace Pedrocode.Core.Tools;

/// <summary>A call that cannot go on, with what the model is told. Caught in one place: <see cref="FileTool"/>.</summary>
internal class CallFault(ToolOutcome outcome) : Exception(outcome.Text)
{
    public ToolOutcome Outcome { get; } = outcome;

    public static CallFault Failed(string text) => new(ToolOutcome.Failed(text));

    public static CallFault Refused(string text) => new(ToolOutcome.Refused(text));
}

/// <summary>There is no such file: the model is also told of the nearest one.</summary>
internal sealed class MissingFileFault(TreePath path) : CallFault(ToolOutcome.Failed($"{path.Shown} is not there."))
{
    public TreePath Path { get; } = path;
}
