using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

/// <summary>A line editor at which keys are typed by the bytes a terminal sends for them.</summary>
internal sealed class Typing
{
    private readonly KeyReader keyboard = new();

    public Typing(params string[] history)
    {
        var lines = new History(path: null);
        history.ToList().ForEach(lines.Add);
        Editor = new LineEditor(lines)
        {
            Prompt = new Prompt("> ") { Keys = "b", Complete = Nothing },
        };
    }

    public LineEditor Editor { get; }

    /// <summary>What the last key asked for.</summary>
    public Asked Asked { get; private set; }

    /// <summary>The text with a bar where the cursor is.</summary>
    public string Shown => Editor.Line.Text.Insert(Editor.Line.Cursor, "|");

    public Typing Type(string bytes)
    {
        List<KeyPress> keys = [];
        keyboard.Read(Encoding.UTF8.GetBytes(bytes), keys);
        keyboard.Expire(keys);
        keys.ForEach(key => Asked = Editor.Press(key));
        return this;
    }

    private static Task<Completions> Nothing(string text, int cursor, CancellationToken stop) =>
        Task.FromResult(Completions.None);
}
