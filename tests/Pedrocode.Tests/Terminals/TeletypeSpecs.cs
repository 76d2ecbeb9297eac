using CsCheck;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class TeletypeSpecs
{
    [Fact]
    public void What_is_typed_is_written_once_and_moved_in_by_backspaces()
    {
        var desk = new Desk();
        desk.Type("hello").ShouldBe("pedro> hello");
        desk.Type("!").ShouldBe("!");
        desk.Type("\u007f").ShouldBe("\b \b");
        desk.Type("\e[D").ShouldBe("\b");
        desk.Type("x").ShouldBe("xo\b");
        desk.Type("\x05").ShouldBe("o");
        desk.Type("\x15").ShouldBe("\b\b\b\b\b\b      \b\b\b\b\b\b");
    }

    [Fact]
    public void Lines_wait_while_one_is_typed_and_come_on_rows_of_their_own()
    {
        var desk = new Desk();
        desk.Type("").ShouldBe("pedro> ");
        desk.Display.TakesLines(desk.Editor).ShouldBeTrue();
        desk.Say("job-1 is complete.\n").ShouldBe("\njob-1 is complete.\npedro> ");
        desk.Type("h");
        desk.Display.TakesLines(desk.Editor).ShouldBeFalse();
        desk.Display.Leave(desk.Editor, "^C").ShouldBe(("^C\n", ""));
        desk.Display.TakesLines(editor: null).ShouldBeTrue();
    }

    [Fact]
    public void A_prompt_that_changes_is_said_on_a_row_of_its_own_and_never_while_one_types()
    {
        var desk = new Desk();
        desk.Type("").ShouldBe("pedro> ");
        desk.Prompt = "pedro [1 job]> ";
        desk.Type("").ShouldBe("\npedro [1 job]> ");
        desk.Type("x").ShouldBe("x");
        desk.Prompt = "pedro> ";
        desk.Type("y").ShouldBe("y");
        desk.Display.Leave(desk.Editor, "").ShouldBe(("\n", ""));
        desk.Type("\x15").ShouldBe("pedro> ");
        desk.Prompt = "pedro [1 job]> ";
        desk.Display.Leave(desk.Editor, "^C").ShouldBe(("^C\n", ""));
    }

    [Fact]
    public void What_is_offered_is_listed_once()
    {
        var desk = new Desk();
        desk.Type("/j");
        desk.Editor.Offer(new Completions(0, [new Completion("/jobs", "the jobs"), new Completion("/journal")]));
        desk.Type("").ShouldBe("\n/jobs: the jobs\n/journal\npedro> /jo");
        desk.Type("\t").ShouldBe("bs");
    }

    [Fact]
    public void A_line_too_long_to_move_in_is_written_anew()
    {
        var desk = new Desk();
        desk.Type("0123456789 0123456789 0123456789").ShouldBe("pedro> 0123456789 0123456789 0123456789");
        desk.Type("x").ShouldBe("x");
        desk.Type("\x01y").ShouldBe("\npedro> y0123456789 0123456789 0123456789x");
    }

    [Fact]
    public void Where_the_other_side_shows_what_it_sends_only_the_prompt_is_written()
    {
        var desk = new Desk(echoes: false);
        desk.Type("hello").ShouldBe("pedro> ");
        desk.Type(" you").ShouldBe("");
        desk.Say("a line\n").ShouldBe("\na line\npedro> ");
    }

    [Fact]
    public void Whatever_is_typed_the_row_is_the_line_and_the_cursor_in_its_place()
    {
        string[] keys = ["a", "你", "e\u0301", " ", "\u007f", "\x04", "\e[D", "\e[C", "\x01", "\x05", "\x17", "\x1f"];
        Gen.Int[0, keys.Length - 1]
            .Array[0, 16]
            .Sample(
                presses =>
                {
                    var (desk, emulator) = (new Desk(), new ScreenEmulator(40, 5));
                    emulator.Write(desk.Type("").Replace("\n", "\r\n", StringComparison.Ordinal));
                    foreach (var press in presses.Where(i => keys[i] != "\x04" || !desk.Editor.Line.IsEmpty))
                    {
                        emulator.Write(desk.Type(keys[press]));
                    }
                    var line = desk.Editor.Line;
                    emulator.Rows.ShouldBe([("pedro> " + line.Text).TrimEnd()]);
                    emulator.Cursor.ShouldBe((0, TextWidth.Of("pedro> " + line.Text[..line.Cursor])));
                },
                iter: 1_000
            );
    }

    private sealed class Desk(bool echoes = true)
    {
        private readonly Typing typing = new();

        public TeletypeDisplay Display { get; } = new(echoes);

        public string Prompt { get; set; } = "pedro> ";

        public LineEditor Editor => typing.Editor;

        public string Type(string keys)
        {
            typing.Editor.Prompt = new Prompt(Prompt);
            typing.Type(keys);
            return Say("");
        }

        public string Say(string lines) => Display.Draw(lines, "a status nobody sees", Editor, 40, 5);
    }
}
