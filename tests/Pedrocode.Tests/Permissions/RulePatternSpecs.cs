using System.Text.RegularExpressions;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Tests.Permissions;

public sealed class RulePatternSpecs
{
    private const string Letters = "aab*\\ ";

    [Fact]
    public void A_star_stands_for_any_text_and_all_else_for_itself()
    {
        var random = new Random(20_26);
        var fitting = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var (pattern, text) = (Any(random, 7), Any(random, 9));
            var fits = Regex.IsMatch(text, Expression(pattern), RegexOptions.Singleline);
            RulePattern.Fits(pattern, text).ShouldBe(fits, $"{pattern} on {text}");
            fitting += fits ? 1 : 0;
        }
        fitting.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public void A_literal_fits_its_own_text_alone()
    {
        var random = new Random(20_27);
        for (var i = 0; i < 10_000; i++)
        {
            var (text, other) = (Any(random, 6), Any(random, 6));
            RulePattern.Fits(RulePattern.Literal(text), text).ShouldBeTrue(text);
            RulePattern.Fits(RulePattern.Literal(text), other).ShouldBe(text == other, $"{text} on {other}");
        }
    }

    private static string Any(Random random, int most) =>
        new([.. Enumerable.Range(0, random.Next(most)).Select(_ => Letters[random.Next(Letters.Length)])]);

    private static string Expression(string pattern) =>
        "\\A"
        + Regex.Replace(
            pattern,
            @"\\[*\\]|\*|[^*]",
            static piece =>
                piece.Value == "*" ? ".*" : Regex.Escape(piece.Value.Length == 2 ? piece.Value[1..] : piece.Value)
        )
        + "\\z";
}
