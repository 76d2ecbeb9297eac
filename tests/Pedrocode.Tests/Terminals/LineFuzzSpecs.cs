using System.Globalization;
using CsCheck;

namespace Pedrocode.Tests.Terminals;

public class LineFuzzSpecs
{
    private static readonly string[] Texts =
    [
        "a",
        "b",
        " ",
        "  ",
        "_",
        "x y",
        "/",
        "é",
        "e\u0301",
        "\u0301",
        "你",
        "😀",
        "👍🏽",
        "👨‍👩‍👧",
        "🇩🇪",
        "\u200D",
        "ab cd",
        "\e\r",
    ];

    private static readonly string[] Keys =
    [
        "\e[D",
        "\e[C",
        "\x01",
        "\x05",
        "\x7f",
        "\x04",
        "\x0b",
        "\x15",
        "\x17",
        "\eb",
        "\ef",
        "\ed",
        "\e\x7f",
        "\x19",
    ];

    private static readonly Gen<string[]> Presses = Gen.OneOf(
        Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]),
        Gen.Int[0, Keys.Length - 1].Select(i => Keys[i])
    ).Array[0, 60];

    [Fact]
    public void Random_keys_leave_the_text_and_cursor_that_a_simple_model_has() =>
        Presses.Sample(
            presses =>
            {
                var (typing, model) = (new Typing(), new Model());
                foreach (var press in presses)
                {
                    // Ctrl+D on an empty line is no editing.
                    if (press != "\x04" || model.Text.Length > 0)
                    {
                        typing.Type(press);
                        model.Press(press);
                        typing.Shown.ShouldBe(model.Text.Insert(model.Cursor, "|"));
                    }
                }
            },
            iter: 3_000
        );

    [Fact]
    public void Undoing_everything_ends_at_the_empty_line() =>
        Presses.Sample(
            presses =>
            {
                var typing = new Typing();
                foreach (var press in presses.Where(p => p != "\x04"))
                {
                    typing.Type(press);
                }
                typing.Type(new string('\x1f', 1_000));
                typing.Shown.ShouldBe("|");
            },
            iter: 1_000
        );

    /// <summary>The text as one string, looked at anew for each key.</summary>
    private sealed class Model
    {
        private string cut = "";
        private bool cutLast;

        public string Text { get; private set; } = "";

        public int Cursor { get; private set; }

        public void Press(string key)
        {
            var wasCut = cutLast;
            cutLast = false;
            switch (key)
            {
                case "\e[D":
                    Cursor = Left(Cursor);
                    break;
                case "\e[C":
                    Cursor = Right(Cursor);
                    break;
                case "\x01":
                    Cursor = LineStart();
                    break;
                case "\x05":
                    Cursor = LineEnd();
                    break;
                case "\x7f":
                    Remove(Left(Cursor), Cursor);
                    break;
                case "\x04":
                    Remove(Cursor, Right(Cursor));
                    break;
                case "\x0b":
                    Cut(LineEnd() > Cursor ? LineEnd() : Right(Cursor), wasCut);
                    break;
                case "\x15":
                    Cut(LineStart() < Cursor ? LineStart() : Left(Cursor), wasCut);
                    break;
                case "\x17":
                    Cut(WordLeft(c => !char.IsWhiteSpace(c)), wasCut);
                    break;
                case "\e\x7f":
                    Cut(WordLeft(IsWord), wasCut);
                    break;
                case "\ed":
                    Cut(WordRight(), wasCut);
                    break;
                case "\eb":
                    Cursor = WordLeft(IsWord);
                    break;
                case "\ef":
                    Cursor = WordRight();
                    break;
                case "\x19":
                    Insert(cut);
                    break;
                default:
                    Insert(key == "\e\r" ? "\n" : key);
                    break;
            }
        }

        private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

        private void Insert(string text)
        {
            Text = Text.Insert(Cursor, text);
            Cursor += text.Length;
        }

        private void Remove(int start, int end)
        {
            Text = Text.Remove(start, end - start);
            Cursor = start;
        }

        private void Cut(int to, bool joins)
        {
            cutLast = true;
            var (start, end) = (Math.Min(to, Cursor), Math.Max(to, Cursor));
            var removed = Text[start..end];
            if (removed.Length > 0)
            {
                cut =
                    !joins ? removed
                    : to < Cursor ? removed + cut
                    : cut + removed;
            }
            Remove(start, end);
        }

        private int LineStart() => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

        private int LineEnd() => Text.IndexOf('\n', Cursor) is var end and >= 0 ? end : Text.Length;

        // Characters are found from the start of what stands on each side of the cursor.
        private int Left(int from) => from == 0 ? 0 : StringInfo.ParseCombiningCharacters(Text[..from])[^1];

        private int Right(int from) =>
            from == Text.Length ? from : from + StringInfo.GetNextTextElementLength(Text.AsSpan(from));

        private int WordLeft(Func<char, bool> isPart)
        {
            var at = Cursor;
            while (at > 0 && !isPart(Text[Left(at)]))
            {
                at = Left(at);
            }
            while (at > 0 && isPart(Text[Left(at)]))
            {
                at = Left(at);
            }
            return at;
        }

        private int WordRight()
        {
            var at = Cursor;
            while (at < Text.Length && !IsWord(Text[at]))
            {
                at = Right(at);
            }
            while (at < Text.Length && IsWord(Text[at]))
            {
                at = Right(at);
            }
            return at;
        }
    }
}
