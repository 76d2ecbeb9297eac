using System.Text;
using CsCheck;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class DrawingSpecs
{
    private static readonly TerminalTraits Traits = new()
    {
        InputIsTty = true,
        OutputIsTty = true,
        Plain = false,
        Colours = ColourDepth.TwoHundredFiftySix,
        Unicode = true,
    };

    [Fact]
    public void A_typed_letter_costs_one_byte()
    {
        var desk = new Desk(80, 24);
        desk.Type("hell");
        desk.Type("o").ShouldBe("o");
        desk.Type("\e[D").ShouldBe("\e[12G");
        desk.Type("x").ShouldBe("xo\e[13G");
    }

    [Fact]
    public void The_prompt_wraps_and_long_text_too()
    {
        var desk = new Desk(20, 5) { Prompt = "pedro:build [2 jobs]> " };
        desk.Type("abc你😀é0123456789");
        desk.Emulator.Rows.ShouldBe(["pedro:build [2 jobs]", "> abc你😀é0123456789"]);
        desk.Type("x");
        desk.Emulator.Rows.ShouldBe(["pedro:build [2 jobs]", "> abc你😀é0123456789", "x"]);
        desk.Emulator.Cursor.ShouldBe((2, 1));
    }

    [Fact]
    public void A_wide_character_never_straddles_the_edge()
    {
        var desk = new Desk(10, 5) { Prompt = "> " };
        desk.Type("0123456你");
        desk.Emulator.Rows.ShouldBe(["> 0123456", "你"]);
        desk.Type("\e[D");
        desk.Emulator.Cursor.ShouldBe((1, 0));
    }

    [Fact]
    public void A_text_taller_than_the_screen_shows_the_part_with_the_cursor()
    {
        var desk = new Desk(20, 5) { Status = "working" };
        desk.Type(string.Join("\e\r", Enumerable.Range(0, 30)));
        desk.Emulator.Rows.ShouldBe(["working", "> 26", "> 27", "> 28", "> 29"]);
        desk.Type(string.Concat(Enumerable.Repeat("\e[A", 28)));
        desk.Emulator.Rows.ShouldBe(["working", "> 1", "> 2", "> 3", "> 4"]);
        desk.Emulator.Cursor.ShouldBe((1, 3));
    }

    [Fact]
    public void Lines_above_scroll_away_whole_and_the_typed_line_stays()
    {
        var desk = new Desk(20, 5) { Status = "working" };
        desk.Type("typed");
        desk.Say("one\na line that is longer than the screen is wide\n");
        desk.Say("three\n");
        desk.Emulator.Rows.ShouldBe([
            "one",
            "a line that is longe",
            "r than the screen is",
            " wide",
            "three",
            "working",
            "pedro> typed",
        ]);
    }

    [Fact]
    public void What_could_command_the_terminal_is_shown_as_marks()
    {
        var desk = new Desk(40, 5);
        desk.Type("\e[200~a\e[2J\ab\tc\e[201~");
        desk.Emulator.Rows.ShouldBe(["pedro> a^[[2J^Gb        c"]);
    }

    [Fact]
    public void The_menu_is_below_the_line_and_marks_what_is_chosen_without_colour_too()
    {
        var desk = new Desk(40, 10);
        desk.Type("/j");
        desk.Offer(0, new Completion("/jobs", "this project's jobs and more of them"), new Completion("/journal"));
        desk.Emulator.Rows.ShouldBe(["pedro> /jo", "  /jobs     this project's jobs and mo…", "  /journal"]);
        desk.Type("\t\t");
        desk.Emulator.Rows.ShouldBe(["pedro> /journal", "  /jobs     this project's jobs and mo…", "> /journal"]);
        desk.Type("\r");
        desk.Emulator.Rows.ShouldBe(["pedro> /journal"]);
        desk.Emulator.Cursor.ShouldBe((0, 16));
    }

    [Fact]
    public void A_menu_of_many_is_a_grid_and_says_how_many()
    {
        var desk = new Desk(30, 6);
        desk.Offer(0, [.. Enumerable.Range(10, 40).Select(i => new Completion($"file{i}"))]);
        desk.Emulator.Rows.ShouldBe([
            "pedro> file",
            "  file10    file11",
            "  file12    file13",
            "  file14    file15",
            "  file16    file17",
            "  1-8 of 40",
        ]);
    }

    [Fact]
    public void Any_change_leaves_on_the_screen_what_drawing_it_afresh_would()
    {
        string[] keys =
        [
            "a",
            "word ",
            "你",
            "😀",
            "👨‍👩‍👧",
            "e\u0301",
            "❤️",
            "\e\r",
            "\x7f",
            "\x15",
            "\e[D",
            "\e[A",
            "\x01",
            "\x05",
            "\x1f",
            "\x17",
            "0123456789 0123456789 ",
            "\x03",
        ];
        string?[] statuses = [null, "\e[31mworking\e[0m", "a status of some length that may be cut"];
        var type = Gen.Int[0, keys.Length - 1].Select(i => (Action<Desk>)(desk => desk.Type(keys[i])));
        var step = Gen.OneOf(
            type,
            type,
            Gen.Int[0, 50].Select(n => (Action<Desk>)(desk => desk.Say(new string('x', n) + "\n"))),
            Gen.Int[0, statuses.Length - 1].Select(i => (Action<Desk>)(desk => desk.Show(statuses[i])))
        );
        Gen.Select(Gen.Int[2, 40], Gen.Int[1, 8], step.Array[1, 40])
            .Sample(
                (width, height, steps) =>
                {
                    var desk = new Desk(width, height);
                    foreach (var act in steps)
                    {
                        act(desk);
                        desk.Check();
                    }
                },
                iter: 300
            );
    }

    /// <summary>A line editor, its view and the screen it is drawn on.</summary>
    private sealed class Desk(int width, int height)
    {
        private readonly Typing typing = new();
        private readonly PromptView view = new(Traits);
        private readonly Screen screen = new(reflows: true);
        private readonly StringBuilder said = new();
        private Area area = Area.Empty;

        public ScreenEmulator Emulator { get; } = new(width, height);

        public string Prompt { get; init; } = "pedro> ";

        public string? Status { get; set; }

        public string Type(string keys)
        {
            typing.Type(keys);
            return Draw("");
        }

        public void Say(string lines)
        {
            said.Append(lines);
            Draw(lines);
        }

        public void Show(string? status)
        {
            Status = status;
            Draw("");
        }

        public void Offer(int start, params Completion[] items)
        {
            typing.Editor.Offer(new Completions(start, items));
            Draw("");
        }

        /// <summary>The lines above as they wrap, then the rows of the area, and nothing else; the cursor in its cell.</summary>
        public void Check()
        {
            var fresh = new ScreenEmulator(width, height);
            fresh.Write(said.Replace("\n", "\r\n").ToString());
            var top = fresh.Cursor.Row;
            fresh.Write(string.Join("\r\n", area.Rows));
            Emulator.Rows.ShouldBe(fresh.Rows);
            Emulator.Cursor.ShouldBe((top + area.CursorRow, area.CursorColumn));
            area.Rows.Count.ShouldBeLessThanOrEqualTo(height);
        }

        private string Draw(string above)
        {
            typing.Editor.Prompt = typing.Editor.Prompt with { Text = Prompt };
            area = view.Of(Status, typing.Editor, width, height);
            var frame = screen.Draw(above, area, width, height);
            Emulator.Write(frame);
            return frame;
        }
    }
}
