using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class KeyReaderSpecs
{
    public static TheoryData<string, string> Sequences =>
        new()
        {
            { "a", "a" },
            { "é", "é" },
            { "你", "你" },
            { "😀", "😀" },
            { "\r", "Enter" },
            { "\n", "Enter" },
            { "\t", "Tab" },
            { "\x7f", "Backspace" },
            { "\x08", "Control+h" },
            { "\x01", "Control+a" },
            { "\x1f", "Control+_" },
            { "\0", "Control+@" },
            { "\e[A", "Up" },
            { "\eOA", "Up" },
            { "\e[B", "Down" },
            { "\e[C", "Right" },
            { "\e[D", "Left" },
            { "\e[H", "Home" },
            { "\eOH", "Home" },
            { "\e[1~", "Home" },
            { "\e[7~", "Home" },
            { "\e[F", "End" },
            { "\e[4~", "End" },
            { "\e[8~", "End" },
            { "\e[2~", "Insert" },
            { "\e[3~", "Delete" },
            { "\e[5~", "PageUp" },
            { "\e[6~", "PageDown" },
            { "\e[Z", "Shift+Tab" },
            { "\e[1;5C", "Control+Right" },
            { "\e[1;3D", "Alt+Left" },
            { "\e[1;2A", "Shift+Up" },
            { "\e[1;9B", "Alt+Down" },
            { "\e[3;5~", "Control+Delete" },
            { "\e[3$", "Shift+Delete" },
            { "\e[3^", "Control+Delete" },
            { "\eOc", "Control+Right" },
            { "\e\e[C", "Alt+Right" },
            { "\eb", "Alt+b" },
            { "\eé", "Alt+é" },
            { "\e\r", "Alt+Enter" },
            { "\e\x7f", "Alt+Backspace" },
            { "\e\x01", "Alt, Control+a" },
            { "\eOM", "Enter" },
            { "\eOp", "0" },
            { "\e[I", "FocusIn" },
            { "\e[O", "FocusOut" },
            { "\e[27;5;105~", "Control+i" },
            { "\e[13;2u", "Shift+Enter" },
            { "\e[97;5u", "Control+a" },
            { "\e[97;1:1u", "a" },
            { "\e[[A", "Unknown" },
            { "\e[?2026;2$y", "Unknown" },
            { "\e[<0;3;4M", "Unknown" },
            { "\e]11;rgb:0000/0000/0000\e\\", "Unknown" },
            { "\e]11;rgb:0000/0000/0000\a", "Unknown" },
            { "\eP1$r0m\e\\", "Unknown" },
            { "\e[200~a\rb\r\nc\e[201~", "Paste(a\nb\nc)" },
            { "\e[200~\e[A\x03\e[201\e[201~", "Paste(\e[A\x03\e[201)" },
        };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_is_the_same_key_however_it_is_cut(string sent, string key)
    {
        // A letter on each side shows that nothing is left over and nothing is eaten.
        var bytes = Encoding.UTF8.GetBytes("<" + sent + ">");
        string[] expected = ["<", key, ">"];
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Read(bytes[..first], bytes[first..second], bytes[second..])
                    .ShouldBe<IEnumerable<string>>(expected, customMessage: $"cut at {first} and {second}");
            }
        }
        Read([.. bytes.Select(b => new[] { b })]).ShouldBe(expected);
    }

    [Fact]
    public void Any_two_sequences_after_each_other_are_two_keys()
    {
        foreach (var (sent, key) in Sequences.Select(r => (r.Data.Item1, r.Data.Item2)))
        {
            foreach (var (next, nextKey) in Sequences.Select(r => (r.Data.Item1, r.Data.Item2)))
            {
                Read(Encoding.UTF8.GetBytes(sent + next))
                    .ShouldBe<IEnumerable<string>>([key, nextKey], customMessage: sent + next);
            }
        }
    }

    [Theory]
    [InlineData("\e", "Escape")]
    [InlineData("\e[", "Alt+[")]
    [InlineData("\eO", "Alt+O")]
    [InlineData("\e]", "Alt+]")]
    [InlineData("\e[1;", "Unknown")]
    public void What_nothing_follows_stands_for_itself(string sent, string key)
    {
        var reader = new KeyReader();
        List<KeyPress> keys = [];
        reader.Read(Encoding.UTF8.GetBytes(sent), keys);
        keys.ShouldBeEmpty();
        reader.IsWaiting.ShouldBeTrue();
        reader.Expire(keys);
        reader.IsWaiting.ShouldBeFalse();
        reader.Read("x"u8, keys);
        keys.Select(Name).ShouldBe([key, "x"]);
    }

    [Fact]
    public void A_sequence_that_was_cut_off_does_not_eat_the_next_key() =>
        Read("\e[1;\e[A"u8.ToArray(), "\e[1\rx"u8.ToArray()).ShouldBe(["Unknown", "Up", "Unknown", "Enter", "x"]);

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters_and_nothing_more() =>
        Read([(byte)'a', 0xFF, 0xC3, (byte)'b']).ShouldBe(["a", "\uFFFD", "\uFFFD", "b"]);

    [Fact]
    public void A_sequence_without_end_is_given_up() =>
        Read([.. "\e["u8, .. Enumerable.Repeat((byte)'1', 1000), (byte)'A', (byte)'z'])[^1].ShouldBe("z");

    [Fact]
    public void A_paste_of_a_megabyte_is_one_key_and_intact()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i} with ünïcödé and \e[31m\n"));
        var bytes = Encoding.UTF8.GetBytes("\e[200~" + text.Replace('\n', '\r') + "\e[201~");
        bytes.Length.ShouldBeGreaterThan(1 << 20);
        Read([.. bytes.Chunk(1000)]).ShouldBe([$"Paste({text})"]);
    }

    [Fact]
    public void A_paste_whose_end_is_late_is_shown_and_still_not_typed()
    {
        var reader = new KeyReader();
        List<KeyPress> keys = [];
        reader.Read("\e[200~first\r"u8, keys);
        keys.ShouldBeEmpty();
        reader.Expire(keys);
        reader.Read("second\r\e[20"u8, keys);
        reader.Expire(keys);
        reader.Read("1~x"u8, keys);
        keys.Select(Name).ShouldBe(["Paste(first\n)", "Paste(second\n)", "x"]);
    }

    [Fact]
    public void Ctrl_C_gets_out_of_a_paste_whose_end_was_lost()
    {
        var reader = new KeyReader();
        List<KeyPress> keys = [];
        reader.Read("\e[200~first"u8, keys);
        reader.Expire(keys);
        reader.Read("\x03y"u8, keys);
        keys.Select(Name).ShouldBe(["Paste(first)", "Control+c", "y"]);
    }

    private static List<string> Read(params byte[][] parts)
    {
        var reader = new KeyReader();
        List<KeyPress> keys = [];
        foreach (var part in parts)
        {
            reader.Read(part, keys);
        }
        return [.. keys.Select(Name)];
    }

    private static string Name(KeyPress key)
    {
        var name = key.Name switch
        {
            KeyName.Character => key.Character.ToString(),
            KeyName.Paste => $"Paste({key.Pasted})",
            _ => key.Name.ToString(),
        };
        return key.Modifiers == Modifiers.None ? name : $"{key.Modifiers}+{name}";
    }
}
