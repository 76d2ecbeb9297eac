using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class TextWidthSpecs
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("plain", 5)]
    [InlineData("naïve", 5)]
    [InlineData("e\u0301", 1)]
    [InlineData("z\u0335\u0321\u0322\u0327", 1)]
    [InlineData("你好", 4)]
    [InlineData("한글", 4)]
    [InlineData("\u1112\u1161\u11AB", 2)]
    [InlineData("ｈｉ", 4)]
    [InlineData("😀", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("👨‍👩‍👧‍👦", 2)]
    [InlineData("🏳️‍🌈", 2)]
    [InlineData("🇩🇪🇫🇷", 4)]
    [InlineData("❤️", 2)]
    [InlineData("❤", 1)]
    [InlineData("1️⃣", 2)]
    [InlineData("⚠️  x", 5)]
    [InlineData("✅", 2)]
    [InlineData("नमस्ते", 4)]
    [InlineData("กำลัง", 4)]
    [InlineData("\u200B", 0)]
    [InlineData("─│└", 3)]
    [InlineData("🪿", 2)]
    public void Text_takes_the_cells_that_its_reader_sees(string text, int cells) => TextWidth.Of(text).ShouldBe(cells);

    [Theory]
    [InlineData("plain", 5, "plain")]
    [InlineData("plainer", 5, "plai…")]
    [InlineData("你好吗", 5, "你好…")]
    [InlineData("你好吗", 4, "你…")]
    [InlineData("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦…")]
    [InlineData("ab", 1, "…")]
    [InlineData("ab", 0, "")]
    public void Text_that_does_not_fit_is_cut_between_characters(string text, int cells, string fits) =>
        TextWidth.Fit(text, cells).ShouldBe(fits);
}
