using Pedrocode.Core.Checks;

namespace Pedrocode.Tests.Checks;

public class CheckOutputSpecs
{
    [Theory]
    [InlineData("Passed!  - Failed:     0, Passed:    12, Skipped:     1, Total:    13, Duration: 1 s - a.dll", 13)]
    [InlineData("Test run summary: Passed!\n  total: 7\n  failed: 0\n", 7)]
    [InlineData("test result: ok. 5 passed; 1 failed; 0 ignored\ntest result: ok. 2 passed; 0 failed;", 8)]
    [InlineData("Tests:       1 failed, 2 skipped, 5 passed, 8 total", 8)]
    [InlineData(
        "[INFO] Tests run: 3, Failures: 0\n[INFO] Tests run: 4, Failures: 0\n[INFO] Tests run: 7, Failures: 0",
        7
    )]
    [InlineData("# tests 4\n# pass 4", 4)]
    [InlineData("ℹ tests 4", 4)]
    [InlineData("Ran 9 tests in 0.01s\n\nOK", 9)]
    [InlineData("==== 1 failed, 5 passed in 0.12s ====", 6)]
    [InlineData("3 passed in 0.12s", 3)]
    [InlineData("  5 passing (8ms)\n  1 failing", 6)]
    [InlineData("ok  \ta/b\t0.01s\nFAIL\ta/c\t0.01s\n", 2)]
    [InlineData("nothing that counts", null)]
    public void The_number_of_tests_is_read_from_what_each_runner_prints(string output, int? tests)
    {
        CheckOutput.Tests(output).ShouldBe(tests);
    }

    [Fact]
    public void An_excerpt_holds_what_fails_and_the_end_and_leaves_out_the_rest()
    {
        var lines = Enumerable.Range(1, 500).Select(static i => $"compiling part {i}").ToList();
        lines[250] = "FAIL test_login: expected 200, got 500";

        var excerpt = CheckOutput.Excerpt(string.Join('\n', lines));

        excerpt.ShouldContain("FAIL test_login: expected 200, got 500");
        excerpt.ShouldContain("compiling part 500");
        excerpt.ShouldNotContain("compiling part 100\n");
        excerpt.Split('\n').Length.ShouldBeLessThan(30);
    }

    [Fact]
    public void The_same_failure_at_another_time_and_place_is_the_same_failure()
    {
        CheckOutput
            .Failures("ok 1\nFAIL /tmp/a/t.py:12 test_x (0.31s)", "/tmp/a")
            .ShouldBe(CheckOutput.Failures("FAIL /home/u/p/t.py:14 test_x (0.02s)\n0 failures", "/home/u/p"));
    }
}
