using System.Diagnostics;
using CsCheck;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Tests.Tools.Edits;

public class LineDiffSpecs
{
    [Theory]
    [InlineData("", "", 0, 0)]
    [InlineData("", "a\nb\n", 2, 0)]
    [InlineData("a\nb\n", "", 0, 2)]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", 1, 1)]
    [InlineData("a\nb\nc\n", "c\na\nb\n", 1, 1)]
    [InlineData("a\nb\nc\nd\n", "b\nd\ne\n", 1, 2)]
    [InlineData("a\n", "a", 1, 1)]
    [InlineData("a\r\nb\r\n", "a\nb\n", 0, 0)]
    public void Lines_are_counted_as_diff_counts_them(string before, string after, int added, int removed) =>
        LineDiff.Count(before, after).ShouldBe((added, removed));

    [Fact]
    public void The_shortest_way_is_found() =>
        Gen.Select(Gen.Char["abc"].Array[0, 14], Gen.Char["abc"].Array[0, 14])
            .Sample(
                static (old, @new) =>
                {
                    var common = LongestCommon(old, @new);
                    LineDiff.Count(Lines(old), Lines(@new)).ShouldBe((@new.Length - common, old.Length - common));
                }
            );

    [Fact]
    public void Two_big_files_that_share_nothing_are_counted_at_once()
    {
        var clock = Stopwatch.StartNew();
        var before = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"a{i}\n"));
        var after = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"b{i}\n"));
        LineDiff.Count(before, after).ShouldBe((100_000, 100_000));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static string Lines(char[] text) => string.Concat(text.Select(static c => $"{c}\n"));

    private static int LongestCommon(char[] a, char[] b)
    {
        var lengths = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                lengths[i, j] =
                    a[i - 1] == b[j - 1] ? lengths[i - 1, j - 1] + 1 : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
            }
        }
        return lengths[a.Length, b.Length];
    }
}
