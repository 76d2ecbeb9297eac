using System.Collections.Immutable;

namespace Pedrocode.Core.Checks;

/// <summary>Which files hold tests, or say how tests are run, by their names.</summary>
internal static class TestFiles
{
    private static readonly ImmutableHashSet<string> Folders =
    [
        "test",
        "tests",
        "spec",
        "specs",
        "__tests__",
        "testing",
        "e2e",
        "testdata",
    ];

    private static readonly ImmutableHashSet<string> Deciding =
    [
        "package.json",
        "pytest.ini",
        "tox.ini",
        "setup.cfg",
        "pyproject.toml",
        "noxfile.py",
        "makefile",
        "gnumakefile",
        "justfile",
        "cargo.toml",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "directory.build.props",
        "directory.build.targets",
        "global.json",
        "go.mod",
    ];

    public static bool IsTest(string path)
    {
        var parts = path.ToLowerInvariant().Split('/');
        var name = Path.GetFileName(path);
        var stem = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        return parts[..^1]
                .Any(static folder =>
                    Folders.Contains(folder)
                    || folder.EndsWith(".tests", StringComparison.Ordinal)
                    || folder.EndsWith(".test", StringComparison.Ordinal)
                )
            || stem.StartsWith("test_", StringComparison.Ordinal)
            || stem.EndsWith("_test", StringComparison.Ordinal)
            || stem.EndsWith("_spec", StringComparison.Ordinal)
            || stem.EndsWith(".test", StringComparison.Ordinal)
            || stem.EndsWith(".spec", StringComparison.Ordinal)
            || stem is "conftest" or "test" or "tests"
            || EndsAsWord(Path.GetFileNameWithoutExtension(name));
    }

    /// <summary>Whether it may decide which tests are run, or with what command.</summary>
    public static bool Decides(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        return Deciding.Contains(name)
            || name == "conftest.py"
            || name.Contains(".config.", StringComparison.Ordinal)
            || name.StartsWith(".mocharc", StringComparison.Ordinal)
            || Path.GetExtension(name) is ".csproj" or ".fsproj" or ".vbproj" or ".sln" or ".slnx" or ".runsettings";
    }

    private static bool EndsAsWord(string stem) =>
        new[] { "Test", "Tests", "Spec", "Specs", "TestCase" }.Any(end =>
            stem.Length > end.Length && stem.EndsWith(end, StringComparison.Ordinal)
        );
}
