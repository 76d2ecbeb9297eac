using Pedrocode.Core;

namespace Pedrocode.Tests;

public class NearestNameSpecs
{
    private static readonly string[] Tools =
    [
        "read_file",
        "write_file",
        "code_edit",
        "search_code",
        "find_files",
        "bash",
    ];

    [Theory]
    [InlineData("read_fiel", "read_file")]
    [InlineData("ReadFile", "read_file")]
    [InlineData("read", "read_file")]
    [InlineData("functions.bash", "bash")]
    [InlineData("basj", "bash")]
    [InlineData("search-code", "search_code")]
    [InlineData("writefile", "write_file")]
    public void A_mistyped_name_finds_the_one_that_was_meant(string given, string meant) =>
        NearestName.Of(given, Tools).ShouldBe(meant);

    [Theory]
    [InlineData("deploy")]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("x")]
    public void Nothing_near_is_nothing(string given) => NearestName.Of(given, Tools).ShouldBeNull();

    [Fact]
    public void The_nearest_wins_over_one_that_only_contains_the_name() =>
        NearestName.Of("diff", ["diffs_of_all", "dif"]).ShouldBe("dif");

    [Fact]
    public void A_huge_name_is_near_nothing_and_costs_nothing() =>
        NearestName.Of(new string('a', 1_000_000), Tools).ShouldBeNull();
}
