using Pedrocode.Core.Checks;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Checks;

public class FoundCheckSpecs
{
    [Theory]
    [InlineData("dotnet test", "a.slnx", "<Solution/>")]
    [InlineData("dotnet test", "a.csproj", "<PackageReference Include=\"xunit.v3\" />")]
    [InlineData("dotnet build", "a.csproj", "<Project/>")]
    [InlineData("npm test", "package.json", """{"scripts":{"test":"node --test"}}""")]
    [InlineData("pnpm test", "package.json", """{"scripts":{"test":"x"}}""", "pnpm-lock.yaml")]
    [InlineData("yarn test", "package.json", """{"scripts":{"test":"x"}}""", "yarn.lock")]
    [InlineData("bun run test", "package.json", """{"scripts":{"test":"x"}}""", "bun.lock")]
    [InlineData("cargo test", "Cargo.toml", "[package]")]
    [InlineData("go test ./...", "go.mod", "module a")]
    [InlineData("mvn -B test", "pom.xml", "<project/>")]
    [InlineData("./mvnw -B test", "pom.xml", "<project/>", "mvnw")]
    [InlineData("gradle test", "build.gradle.kts", "")]
    [InlineData("./gradlew test", "build.gradle", "", "gradlew")]
    [InlineData("python3 -m pytest", "pyproject.toml", "[tool.pytest.ini_options]")]
    [InlineData("python3 -m pytest", "tests/test_a.py", "def test_a(): pass")]
    [InlineData(".venv/bin/python -m pytest", "tests/test_a.py", "def test_a(): pass", ".venv/bin/python")]
    [InlineData("uv run python -m pytest", "conftest.py", "", "uv.lock")]
    [InlineData("python3 -m unittest discover", "test_a.py", "import unittest")]
    [InlineData("python3 -m unittest discover tests", "tests/test_a.py", "import unittest")]
    [InlineData("tox", "tox.ini", "[tox]")]
    [InlineData("make test", "Makefile", "all:\n\ntest: all\n\t./t\n")]
    [InlineData("make check", "Makefile", "check:\n\t./t\n")]
    [InlineData("make test", "GNUmakefile", ".PHONY: test\nall test lint:\n\t./t $@\n")]
    [InlineData("just check", "Justfile", "@check:\n  ./t\n")]
    [InlineData("go test ./...", "go.work", "go 1.24")]
    [InlineData("dotnet test", "a.sln", "")]
    [InlineData("just test", "justfile", "test *args:\n  ./t\n")]
    public void A_project_is_known_by_the_files_of_its_tools(
        string check,
        string file,
        string content,
        string? beside = null
    )
    {
        using var project = new TempDirectory();
        project.Write(file, content);
        if (beside is not null)
        {
            project.Write(beside, "");
        }

        FoundChecks.In(project.Path, project.Path).ShouldBe([new Check(check)]);
    }

    [Theory]
    [InlineData("package.json", """{"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}""")]
    [InlineData("package.json", "{ broken")]
    [InlineData("Makefile", "test := 1\nall:\n\ttrue\n")]
    [InlineData("README.md", "make test")]
    public void Where_nothing_is_declared_nothing_is_found(string file, string content)
    {
        using var project = new TempDirectory();
        project.Write(file, content);

        FoundChecks.In(project.Path, project.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_nearest_directory_that_has_checks_counts_and_all_its_tools()
    {
        using var project = new TempDirectory();
        project.Write("Makefile", "test:\n");
        project.Write("web/package.json", """{"scripts":{"test":"x"}}""");
        project.Write("web/go.mod", "");
        project.Write("web/Makefile", "test:\n");
        project.Write("web/src/a.js", "");

        FoundChecks
            .In(project.Path, project.At("web/src"))
            .ShouldBe([new Check("npm test", "web"), new Check("go test ./...", "web")]);
        FoundChecks.In(project.Path, project.Path).ShouldBe([new Check("make test")]);
    }

    [Fact]
    public void A_project_of_parts_has_the_checks_of_its_parts_where_they_are_few()
    {
        using var project = new TempDirectory();
        project.Write("server/go.mod", "");
        project.Write("web/package.json", """{"scripts":{"test":"x"}}""");
        project.Write("docs/index.md", "");
        project.Write("node_modules/a/package.json", """{"scripts":{"test":"x"}}""");
        project.Write(".hidden/Makefile", "test:\n");

        FoundChecks
            .In(project.Path, project.Path)
            .ShouldBe([new Check("go test ./...", "server"), new Check("npm test", "web")]);
        FoundChecks.In(project.Path, project.At("docs")).ShouldBeEmpty();

        foreach (var part in (string[])["a", "b", "c"])
        {
            project.Write($"{part}/Cargo.toml", "[package]");
        }
        FoundChecks.In(project.Path, project.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Of_several_solutions_the_newer_form_is_named()
    {
        using var project = new TempDirectory();
        project.Write("My App.sln", "");
        project.Write("My App.slnx", "<Solution/>");
        project.Write("My App.csproj", "<Project/>");

        FoundChecks.In(project.Path, project.Path).ShouldBe([new Check("dotnet test 'My App.slnx'")]);
    }
}
