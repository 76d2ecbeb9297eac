using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

/// <summary>search_code and find_files, in a repository and outside one.</summary>
public sealed class SearchSpecs : IDisposable
{
    private readonly ToolBench bench = new(inGit: true);
    private readonly ToolBench plain = new();

    public SearchSpecs()
    {
        foreach (var place in (ToolBench[])[bench, plain])
        {
            place.Put(".gitignore", "*.log\n/dist/\n");
            place.Put("src/api/auth.go", "package api\n\nfunc handleAuth() {\n\thandle(1)\n}\n");
            place.Put("src/main.go", "package main\n\nfunc main() { handleAuth() }\n");
            place.Put("src/web/app.tsx", "const x = 1\n");
            place.Put("debug.log", "handleAuth\n");
            place.Put("dist/out.js", "handleAuth\n");
            place.Put("-dash.txt", "-v option\n");
        }
        bench.Git("add", "src/main.go", ".gitignore");
    }

    public void Dispose()
    {
        bench.Dispose();
        plain.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Matches_come_by_file_with_their_lines_and_without_what_is_ignored(bool inGit) =>
        (await Place(inGit).SearchAsync("handle(Auth)?\\(")).Text.ShouldBe(
            """
            src/api/auth.go
            3:func handleAuth() {
            4:	handle(1)

            src/main.go
            3:func main() { handleAuth() }
            """
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_are_listed_without_what_is_ignored(bool inGit)
    {
        var place = Place(inGit);
        (await place.FindAsync("*.go")).Text.ShouldBe("src/api/auth.go\nsrc/main.go");
        (await place.FindAsync("**")).Text.ShouldBe(
            "-dash.txt\n.gitignore\nsrc/api/auth.go\nsrc/main.go\nsrc/web/app.tsx"
        );
        (await place.FindAsync("src/*.go")).Text.ShouldBe("src/main.go");
        (await place.FindAsync("src/**/*.{go,tsx}")).Text.ShouldBe("src/api/auth.go\nsrc/main.go\nsrc/web/app.tsx");
        (await place.FindAsync("src")).Text.ShouldBe("src/api/auth.go\nsrc/main.go\nsrc/web/app.tsx");
        (await place.FindAsync("./src/web/")).Text.ShouldBe("src/web/app.tsx");
        (await place.FindAsync("auth.go")).Text.ShouldBe("src/api/auth.go");
        (await place.FindAsync("src/api/auth.go")).Text.ShouldBe("src/api/auth.go");
        (await place.FindAsync("!**/*.go")).Text.ShouldBe("-dash.txt\n.gitignore\nsrc/web/app.tsx");
        (await place.FindAsync(place.At("src/**/a*"))).Text.ShouldBe("src/api/auth.go\nsrc/web/app.tsx");
        (await place.FindAsync("*.log")).Text.ShouldBe("No file fits *.log. (Files that git ignores are not listed.)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_can_be_narrowed(bool inGit)
    {
        var place = Place(inGit);
        (await place.SearchAsync("handleAuth", "src/api")).Text.ShouldStartWith("src/api/auth.go\n3:");
        (await place.SearchAsync("handleAuth", "src/main.go")).Text.ShouldStartWith("src/main.go\n3:");
        (await place.SearchAsync("a", glob: "*.tsx")).Text.ShouldBe("No match for a");
        (await place.SearchAsync("const", glob: "**/*.{ts,tsx}")).Text.ShouldStartWith("src/web/app.tsx\n1:");
        (await place.SearchAsync("x", "nowhere")).Text.ShouldBe("nowhere is not there.");
    }

    [Fact]
    public async Task Case_counts_unless_told_and_a_match_in_another_case_is_offered()
    {
        (await bench.SearchAsync("HANDLEAUTH", caseMatters: false)).Text.ShouldStartWith("src/api/auth.go");
        (await bench.SearchAsync("HANDLEAUTH")).Text.ShouldStartWith("No match in this case; ignoring case:\nsrc/api");
    }

    [Theory]
    [InlineData("-v")]
    [InlineData("--open-files-in-pager=touch PWNED")]
    [InlineData("-O")]
    public async Task A_pattern_that_looks_like_an_option_is_a_pattern(string pattern)
    {
        var outcome = await bench.SearchAsync(pattern);
        outcome.Result.ShouldBe(ToolResult.Ok);
        File.Exists(bench.At("PWNED")).ShouldBeFalse();
        if (pattern == "-v")
        {
            outcome.Text.ShouldBe("-dash.txt\n1:-v option");
        }
    }

    [Fact]
    public async Task A_path_or_glob_that_looks_like_an_option_is_none()
    {
        (await bench.SearchAsync("option", "-dash.txt")).Text.ShouldBe("-dash.txt\n1:-v option");
        (await bench.SearchAsync("option", glob: "-*.txt")).Text.ShouldBe("-dash.txt\n1:-v option");
        (await bench.FindAsync("-dash*")).Text.ShouldBe("-dash.txt");
        (await bench.FindAsync("--help")).Text.ShouldContain("No file fits");
        (await bench.FindAsync(":(top)*")).Text.ShouldContain("No file fits");
    }

    [Theory]
    [InlineData("../*")]
    [InlineData("src/../../*")]
    [InlineData("**/../../*")]
    [InlineData("{..,src}/*")]
    [InlineData("{../,}*")]
    public async Task A_glob_does_not_lead_out(string glob)
    {
        var outcome = await bench.FindAsync(glob);
        outcome.Result.ShouldBe(ToolResult.Refused);
        (await bench.SearchAsync("x", glob: glob)).Result.ShouldBe(ToolResult.Refused);
    }

    [Fact]
    public async Task What_is_no_expression_is_looked_for_as_it_stands()
    {
        var outcome = await bench.SearchAsync("handle(");
        outcome.Text.ShouldStartWith(
            "[handle( is no regular expression (missing closing parenthesis): looked for as plain text]\nsrc/api/auth.go\n4:"
        );
        (await bench.SearchAsync("")).Text.ShouldBe("The pattern is empty.");
        (await bench.SearchAsync("a\nb")).Text.ShouldBe("A pattern is looked for within a line: send one line.");
    }

    [Fact]
    public async Task An_ignored_directory_that_is_named_is_looked_into()
    {
        (await bench.SearchAsync("handleAuth", "dist")).Text.ShouldBe("dist/out.js\n1:handleAuth");
        (await bench.FindAsync("dist/*")).Text.ShouldBe("dist/out.js");
    }

    [Fact]
    public async Task A_tracked_file_that_is_gone_is_not_listed()
    {
        File.Delete(bench.At("src/main.go"));
        (await bench.FindAsync("*.go")).Text.ShouldBe("src/api/auth.go");
    }

    [Fact]
    public async Task A_nested_repository_is_named_and_can_be_looked_into()
    {
        Directory.CreateDirectory(bench.At("vendor/lib"));
        bench.Git("init", "-q", "vendor/lib");
        bench.Put("vendor/lib/x.go", "nested\n");
        (await bench.FindAsync("vendor/**")).Text.ShouldBe("vendor/lib/");
        (await bench.FindAsync("vendor/lib/**")).Text.ShouldBe("vendor/lib/x.go");
        (await bench.SearchAsync("nested", "vendor/lib")).Text.ShouldBe("vendor/lib/x.go\n1:nested");
    }

    [Fact]
    public async Task Many_matches_are_capped_and_the_rest_counted()
    {
        bench.Put("many.txt", string.Concat(Enumerable.Repeat("needle\n", 500)));
        bench.Put("more.txt", "needle\n");
        var outcome = await bench.SearchAsync("needle");
        outcome.Text.Split('\n').Length.ShouldBeLessThan(110);
        var whole = await File.ReadAllLinesAsync(
            Path.Combine(bench.Context().OutputFolder, outcome.FullOutput!),
            TestContext.Current.CancellationToken
        );
        whole.Length.ShouldBe(501);
        whole[500].ShouldBe("more.txt:1:needle");
        outcome.Text.ShouldEndWith(
            "[401 matches not shown: narrow pattern, path or glob. In: many.txt 400, more.txt 1]"
        );
    }

    [Fact]
    public async Task Many_files_are_counted_by_directory()
    {
        for (var i = 0; i < 300; i++)
        {
            bench.Put($"gen/f{i:000}.txt", "");
        }
        var text = (await bench.FindAsync("**/*.txt")).Text;
        text.ShouldStartWith("301 files. In:\n./ 1\ngen/ 300\nThe first 100:\n-dash.txt\ngen/f000.txt\n");
        text.ShouldEndWith("[201 more: send a narrower glob]");
    }

    [Fact]
    public async Task A_long_line_is_shown_around_its_match()
    {
        bench.Put("min.js", new string('x', 50_000) + "needle" + new string('y', 50_000) + "\n");
        var text = (await bench.SearchAsync("needle")).Text;
        text.ShouldContain("xneedley");
        text.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public async Task Binary_files_are_left_out_and_odd_names_shown_safely()
    {
        bench.Put("a.bin", [0, .. "needle\n"u8]);
        bench.Put("esc\u001b[31m\nname.txt", "needle \u001b[0m\n");
        (await bench.SearchAsync("needle")).Text.ShouldBe("esc<U+001B>[31m<U+000A>name.txt\n1:needle <U+001B>[0m");
        (await bench.FindAsync("esc*")).Text.ShouldBe("esc<U+001B>[31m<U+000A>name.txt");
        (await bench.ReadAsync("esc<U+001B>[31m<U+000A>name.txt")).Text.ShouldEndWith("needle <U+001B>[0m\n");
    }

    [Fact]
    public async Task The_output_of_a_huge_search_is_not_read_to_its_end()
    {
        bench.Put("huge.txt", string.Concat(Enumerable.Repeat("needle needle needle needle needle\n", 300_000)));
        var text = (await bench.SearchAsync("needle")).Text;
        text.ShouldContain("and more matches not shown");
        text.Length.ShouldBeLessThan(12_000);
    }

    [Fact]
    public async Task A_search_ends_when_the_job_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new SearchCodeTool().CallAsync(
                System.Text.Json.JsonSerializer.SerializeToElement(new { pattern = "x" }),
                bench.Context(),
                stop.Token
            )
        );
    }

    [Fact]
    public async Task A_repository_cannot_make_git_run_something()
    {
        var marker = bench.At("PWNED");
        bench.Put("evil.sh", $"#!/bin/sh\ntouch {marker}\n");
        File.SetUnixFileMode(bench.At("evil.sh"), (UnixFileMode)0x1ED);
        foreach (var key in (string[])["core.fsmonitor", "core.pager", "pager.grep", "diff.external", "core.hooksPath"])
        {
            bench.Git("config", key, bench.At("evil.sh"));
        }
        bench.Git("config", "diff.x.textconv", bench.At("evil.sh"));
        bench.Git("config", "filter.x.clean", bench.At("evil.sh"));
        bench.Put(".gitattributes", "* diff=x filter=x\n");
        await bench.SearchAsync("handleAuth");
        await bench.FindAsync("**");
        File.Exists(marker).ShouldBeFalse();
    }

    private ToolBench Place(bool inGit) => inGit ? bench : plain;
}
