namespace Pedrocode.Core.Tools.Edits;

/// <summary>What came of an edit: the new content, or why there is none.</summary>
public abstract record EditResult;

/// <param name="Content">The whole new content.</param>
/// <param name="Line">Number of the first line that was replaced, from 1.</param>
/// <param name="Places">How many places were replaced.</param>
/// <param name="WhiteSpaceDiffered">The text was found only after white space was left out of the comparison.</param>
public sealed record Edited(string Content, int Line, int Places, bool WhiteSpaceDiffered) : EditResult;

/// <param name="Reason">A sentence or more for the model: what is wrong, the nearest lines, what to send.</param>
public sealed record EditRefused(string Reason) : EditResult;
