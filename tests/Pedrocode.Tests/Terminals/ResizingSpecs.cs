using CsCheck;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

/// <summary>The window changes its size at any moment, while one types and while lines are printed.</summary>
public class ResizingSpecs
{
    private static readonly string[] Keys =
    [
        "a",
        "word ",
        "0123456789 0123456789 ",
        "\x7f",
        "\x15",
        "\e[D",
        "\x01",
        "\x05",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_typed_line_is_whole_and_what_was_printed_stays(bool reflows)
    {
        var type = Gen.Int[0, Keys.Length - 1].Select(static i => new Step(Keys: Keys[i]));
        var say = Gen.Int[1, 50].Select(static n => new Step(Line: new string('x', n)));
        var resize = Gen.Select(Gen.Int[8, 60], Gen.Int[3, 12]).Select(static (w, h) => new Step(Width: w, Height: h));
        Gen.OneOf(type, type, say, resize)
            .Array[1, 40]
            .Sample(
                steps =>
                {
                    var window = new Window(reflows);
                    foreach (var step in steps)
                    {
                        window.Do(step);
                        window.Check();
                    }
                },
                iter: 500
            );
    }

    [Fact]
    public void A_line_that_fills_the_window_is_not_left_behind_where_the_terminal_breaks_it_anew()
    {
        var window = new Window(reflows: true);
        window.Do(new Step(Width: 40, Height: 3));
        window.Do(new Step(Keys: new string('a', 40)));

        window.Do(new Step(Width: 30, Height: 3));

        window.Rows.ShouldBe(["pedro> " + new string('a', 23), new string('a', 17)]);
    }

    private sealed record Step(string? Keys = null, string? Line = null, int Width = 0, int Height = 0);

    private sealed class Window(bool reflows)
    {
        private readonly Typing typing = new();
        private readonly PromptView view = new(Traits);
        private readonly Screen screen = new(reflows);
        private readonly ScreenEmulator emulator = new(40, 8);
        private readonly List<string> said = [];
        private (int Width, int Height) size = (40, 8);
        private Area area = Area.Empty;

        public IReadOnlyList<string> Rows => emulator.Rows;

        public void Do(Step step)
        {
            if (step.Width > 0)
            {
                size = (step.Width, step.Height);
                emulator.Resize(step.Width, step.Height, reflows);
            }
            typing.Type(step.Keys ?? "");
            var above = "";
            if (step.Line is { } line)
            {
                said.Add($"<{said.Count} {line}>");
                above = said[^1] + "\n";
            }
            Draw(above);
        }

        public void Check()
        {
            var fresh = new ScreenEmulator(size.Width, size.Height);
            fresh.Write(string.Join("\r\n", area.Rows));
            var top = emulator.Cursor.Row - area.CursorRow;
            emulator.Rows.Skip(top).ShouldBe(fresh.Rows);
            emulator.Cursor.Column.ShouldBe(area.CursorColumn);
            if (reflows)
            {
                var shown = string.Concat(emulator.Lines);
                said.Where(line => !shown.Contains(line, StringComparison.Ordinal)).ShouldBeEmpty();
            }
        }

        private void Draw(string above)
        {
            typing.Editor.Prompt = new Prompt("pedro> ");
            area = view.Of(status: null, typing.Editor, size.Width, size.Height);
            emulator.Write(screen.Draw(above, area, size.Width, size.Height));
        }

        private static readonly TerminalTraits Traits = TerminalTraits.Of(
            new TerminalOptions { Variable = static name => name == "TERM" ? "xterm" : "C.UTF-8" },
            inputIsTty: true,
            outputIsTty: true
        );
    }
}
