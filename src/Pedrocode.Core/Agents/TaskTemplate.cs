using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>A task with gaps: what is typed behind <c>/NAME</c> goes where the body says <c>$ARGUMENTS</c> or <c>$1</c>.</summary>
/// <param name="Where">The file it stands in, as the user knows it.</param>
/// <param name="Agent">Null: the one in use. So with model and mode.</param>
public sealed record TaskTemplate(
    string Name,
    string Where,
    string? Description,
    string? Agent,
    string? Model,
    Mode? Mode
)
{
    internal ImmutableArray<TemplatePart> Body { get; init; } = [];

    /// <summary>What can be typed behind the name: <c>ARG1 ARG2</c>, or nothing.</summary>
    public string Usage =>
        Numbered > 0
            ? string.Join(' ', Enumerable.Range(1, Numbered).Select(static n => $"ARG{n}"))
            : $"{(TakesAll ? "[ARGUMENTS]" : "")}";

    private int Numbered => Gaps.Select(static gap => gap.Number).DefaultIfEmpty().Max();

    private bool TakesAll => Gaps.Any(static gap => gap.Number == TemplatePart.Gap.All);

    private IEnumerable<TemplatePart.Gap> Gaps =>
        Body.SelectMany(static part => part is TemplatePart.Shell(var inner) ? inner : [part])
            .OfType<TemplatePart.Gap>();

    /// <summary>Throws <see cref="UserError"/> that names file, line and fault.</summary>
    internal static TaskTemplate Parse(string name, string where, string text)
    {
        var front = FrontMatter.TryRead(where, text);
        front?.AllowOnly(front.Fields, "description", "agent", "model", "mode");
        var body = front?.Body ?? text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Trim();
        if (body.Length == 0)
        {
            throw new UserError($"{where}:1: there is no task in it");
        }
        return new TaskTemplate(
            name,
            where,
            Field("description"),
            Field("agent"),
            Field("model"),
            Field("mode") switch
            {
                null => null,
                "interactive" => Jobs.Mode.Interactive,
                "background" => Jobs.Mode.Background,
                var other => throw front!.Fault(
                    front.Fields,
                    "mode",
                    $"mode is '{other}'; allowed: interactive, background"
                ),
            }
        )
        {
            Body = TemplatePart.Parse(body),
        };

        string? Field(string field)
        {
            if (front is null || !FrontMatter.Has(front.Fields, field))
            {
                return null;
            }
            return FrontMatter.Text(front.Fields, field) is { Length: > 0 } value
                ? value
                : throw front.Fault(front.Fields, field, $"'{field}' must be a word or a line of text");
        }
    }

    /// <summary>Its gaps filled. Throws <see cref="UserError"/> where an argument is missing.</summary>
    /// <param name="typed">What stands behind the name, as it was typed.</param>
    public FilledTemplate Fill(string typed)
    {
        var words = TemplateWords.Of(typed);
        if (words.Length < Numbered)
        {
            throw new UserError(
                $"/{Name} takes {Plural.Of(Numbered, "argument")}, {(words.IsEmpty ? "none was" : words.Length == 1 ? "1 was" : $"{words.Length} were")} given",
                $"usage: /{Name} {Usage}"
            );
        }
        // A body without a gap says nothing of arguments: they are the end of the task.
        var body =
            typed.Trim().Length > 0 && !Gaps.Any() ? Body.Add(new TemplatePart.Text($"\n\n{typed.Trim()}")) : Body;
        return new FilledTemplate(
            this,
            [
                .. body.Select(part =>
                    part switch
                    {
                        TemplatePart.Text(var text) => new FilledPart(text, IsCommand: false),
                        TemplatePart.Gap gap => new FilledPart(gap.Value(typed.Trim(), words), IsCommand: false),
                        TemplatePart.Shell(var inner) => new FilledPart(Command(inner, words), IsCommand: true),
                        _ => throw new NotSupportedException(part.GetType().Name),
                    }
                ),
            ]
        );
    }

    private static string Command(ImmutableArray<TemplatePart> parts, ImmutableArray<string> words) =>
        string.Concat(
            parts.Select(part =>
                part switch
                {
                    TemplatePart.Text(var text) => text,
                    TemplatePart.Gap { Number: TemplatePart.Gap.All } => string.Join(' ', words.Select(Quoted)),
                    TemplatePart.Gap gap => Quoted(words[gap.Number - 1]),
                    _ => throw new NotSupportedException(part.GetType().Name),
                }
            )
        );

    /// <summary>One word of a shell, whatever it holds.</summary>
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>A template with its arguments: a task but for what its commands print.</summary>
public sealed class FilledTemplate
{
    private readonly ImmutableArray<FilledPart> parts;

    internal FilledTemplate(TaskTemplate template, ImmutableArray<FilledPart> parts)
    {
        Template = template;
        this.parts = parts;
    }

    public TaskTemplate Template { get; }

    /// <summary>The shell commands whose output belongs to the task, in order: none of them has run.</summary>
    public ImmutableArray<string> Commands =>
        [.. parts.Where(static part => part.IsCommand).Select(static part => part.Text)];

    /// <summary>What the user and the template's author wrote: only there may an <c>@path</c> attach a file.</summary>
    public string Written => string.Concat(parts.Select(static part => part.IsCommand ? " " : part.Text));

    /// <param name="outputs">What each of <see cref="Commands"/> printed.</param>
    public string Task(IEnumerable<string> outputs)
    {
        using var next = outputs.GetEnumerator();
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.IsCommand && next.MoveNext() ? next.Current : part.Text);
        }
        return text.ToString().Trim();
    }
}

internal sealed record FilledPart(string Text, bool IsCommand);

/// <summary>The words of a line, as a shell would part them: blanks separate, quotes hold together.</summary>
internal static class TemplateWords
{
    public static ImmutableArray<string> Of(string line)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var isOpen = false;
        char? quote = null;
        foreach (var c in line)
        {
            if (quote is null && char.IsWhiteSpace(c))
            {
                Close();
            }
            else if (
                quote is null
                && c is '"' or '\''
                && !(isOpen && char.IsLetterOrDigit(word.Length > 0 ? word[^1] : ' '))
            )
            {
                (quote, isOpen) = (c, true);
            }
            else if (c == quote)
            {
                quote = null;
            }
            else
            {
                isOpen = true;
                word.Append(c);
            }
        }
        Close();
        return words.ToImmutable();

        void Close()
        {
            if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
    }
}
