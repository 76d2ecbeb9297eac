using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Models.Rescue;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>A reply as it grows: finished lines go above the prompt, the unfinished one stands in the live line.</summary>
internal sealed class LiveText(Terminal terminal, LiveLine live, Style style)
{
    private const string Indent = "   ";

    private StreamedText? reply;
    private string line = "";
    private bool isThought;

    public void Take(LivePart part)
    {
        switch (part)
        {
            case LivePart.Asked:
                End();
                reply = NewReply();
                break;
            case LivePart.Text(var delta):
                reply ??= NewReply();
                Write(reply.Feed(delta).Text, thought: false);
                break;
            case LivePart.Reasoning(var delta):
                Write(delta, thought: true);
                break;
            case LivePart.Replied:
                Write(reply?.Complete().Remainder ?? "", thought: false);
                End();
                reply = null;
                break;
        }
    }

    /// <summary>Nothing more comes of this line.</summary>
    public void End()
    {
        if (line.Length > 0)
        {
            Say(line);
            line = "";
        }
        live.ShowInstead(null);
    }

    private static StreamedText NewReply() => new(StandardTools.All.Definitions, reasoningOpen: false);

    private void Write(string text, bool thought)
    {
        if (text.Length == 0)
        {
            return;
        }
        if (thought != isThought)
        {
            End();
            isThought = thought;
        }
        line += VisibleText.Clean(text);
        while (line.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0)
        {
            Say(line[..end]);
            line = line[(end + 1)..];
        }
        var room = Math.Max(10, terminal.Width - Indent.Length - 1);
        while (TextWidth.Of(line) > room)
        {
            var (row, rest) = WordWrap.Break(line, room);
            Say(row);
            line = rest;
        }
        live.ShowInstead(line.Length > 0 ? Painted(line) : null);
    }

    private void Say(string finished) => terminal.Above(Painted(finished));

    private string Painted(string text) => isThought ? style.Dim(Indent + text) : Indent + text;
}
