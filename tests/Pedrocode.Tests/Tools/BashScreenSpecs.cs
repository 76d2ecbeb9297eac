using System.Diagnostics;
using System.Text;
using CsCheck;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public class BashScreenSpecs
{
    [Theory]
    [InlineData("plain\ntext", "plain\ntext")]
    [InlineData("windows\r\nlines\r\n", "windows\nlines\n")]
    [InlineData("10%\r50%\r100%\n", "100%\n")]
    [InlineData("10%\r50%\r", "50%")]
    [InlineData("gone\r\u001b[Kstays\n", "stays\n")]
    [InlineData("gone\r\u001b[K\n", "\n")]
    [InlineData("gone\u001b[2K\rstays\n", "stays\n")]
    [InlineData("gone\u001b[1Gstays\n", "stays\n")]
    [InlineData("kept\u001b[K\n", "kept\n")]
    [InlineData("\u001b[1;38;5;196mred\u001b[0m\n", "red\n")]
    [InlineData("\u001b]0;title\u0007text\n", "text\n")]
    [InlineData("\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\\n", "link\n")]
    [InlineData("\u001b(Btext\u001b=\n", "text\n")]
    [InlineData("N\bNA\bAM\bME\bE\n", "NAME\n")]
    [InlineData("grün\bN\n", "grüN\n")]
    [InlineData("\b\bx\n", "x\n")]
    [InlineData("cut \u001b[3", "cut ")]
    [InlineData("\u001b]never ended\nnext\n", "\nnext\n")]
    [InlineData("\u001b\u001b[1mx\n", "x\n")]
    public void What_a_terminal_would_show(string written, string shown)
    {
        Show([Encoding.UTF8.GetBytes(written)]).ShouldBe(shown);
    }

    [Fact]
    public void It_does_not_matter_where_the_pieces_are_cut()
    {
        Gen.Char["aü\r\n\b\u001b[K2]\u0007\\Gm;"]
            .Array[0, 40]
            .Select(Gen.Int[1, 5])
            .Sample(
                (parts, size) =>
                {
                    var bytes = Encoding.UTF8.GetBytes(new string(parts));
                    Show(bytes.Chunk(size)).ShouldBe(Show([bytes]));
                },
                iter: 3_000
            );
    }

    [Theory]
    [InlineData("x\b")]
    [InlineData("\r")]
    [InlineData("\u001b")]
    [InlineData("\u001b[")]
    [InlineData("\u001b]")]
    [InlineData("\u001b[;")]
    [InlineData("x")]
    public void Two_megabytes_of_anything_take_no_long_time(string part)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length)));

        var clock = Stopwatch.StartNew();
        Show([bytes]);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static string Show(IEnumerable<byte[]> pieces)
    {
        var shown = new MemoryStream();
        var screen = new BashScreen(shown.Write);
        foreach (var piece in pieces)
        {
            screen.Write(piece);
        }
        screen.End();
        return Encoding.UTF8.GetString(shown.ToArray());
    }
}
