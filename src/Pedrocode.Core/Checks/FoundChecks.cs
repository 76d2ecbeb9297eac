using System.Text.Json;
using System.Text.RegularExpressions;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Checks;

/// <summary>Finds the checks of a project by the files that its tools put there.</summary>
internal static partial class FoundChecks
{
    private const int MostBytes = 1 << 20;
    private const int MostParts = 4;

    /// <summary>
    /// Those of the nearest directory from <paramref name="workDir"/> up to <paramref name="root"/> that has any; where none has, those of
    /// the folders in <paramref name="workDir"/>, if they are few.
    /// </summary>
    public static IReadOnlyList<Check> In(string root, string workDir)
    {
        for (var at = workDir; at is not null; at = Path.GetDirectoryName(at))
        {
            var checks = At(root, at);
            if (checks.Count > 0)
            {
                return checks;
            }
            if (at == root)
            {
                break;
            }
        }
        var parts = Directory
            .EnumerateDirectories(workDir)
            .Where(static part => Path.GetFileName(part)[0] != '.' && new DirectoryInfo(part).LinkTarget is null)
            .Where(static part => !BuildOutput.Is(Path.GetFileName(part)))
            .Order(StringComparer.Ordinal)
            .Select(part => At(root, part))
            .Where(static checks => checks.Count > 0)
            .Take(MostParts + 1)
            .ToList();
        return parts.Count > MostParts ? [] : [.. parts.SelectMany(static checks => checks)];
    }

    private static List<Check> At(string root, string directory)
    {
        var relative = Path.GetRelativePath(root, directory).Replace('\\', '/');
        return [.. Commands(directory).Select(command => new Check(command, relative == "." ? "" : relative))];
    }

    /// <summary>Of each tool in use its own way to run the tests; a Makefile or justfile counts where there is no other.</summary>
    private static IEnumerable<string> Commands(string directory)
    {
        string?[] found =
        [
            DotNet(directory),
            Node(directory),
            Rust(directory),
            Go(directory),
            .. Java(directory),
            Python(directory),
        ];
        var commands = found.OfType<string>().ToList();
        return commands.Count > 0 ? commands : new[] { Make(directory), Just(directory) }.OfType<string>().Take(1);
    }

    private static string? DotNet(string directory)
    {
        var solutions = Files(directory, "*.slnx", "*.sln").ToList();
        var projects = Files(directory, "*.csproj", "*.fsproj", "*.vbproj").ToList();
        if (solutions.Concat(projects).FirstOrDefault() is not { } first)
        {
            return null;
        }
        var tests = solutions.Count > 0 || Text(first) is { } text && TestPackage().IsMatch(text);
        // Where there are several the command wants to know which.
        var which = solutions.Count + projects.Count > 1 ? $" {Word(Path.GetFileName(first))}" : "";
        return (tests ? "dotnet test" : "dotnet build") + which;
    }

    private static string? Node(string directory)
    {
        if (Text(directory, "package.json") is not { } text)
        {
            return null;
        }
        var runner =
            Has(directory, "pnpm-lock.yaml") ? "pnpm"
            : Has(directory, "yarn.lock") ? "yarn"
            : Has(directory, "bun.lock") || Has(directory, "bun.lockb") ? "bun run"
            : "npm";
        try
        {
            using var package = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            return
                package.RootElement.ValueKind == JsonValueKind.Object
                && package.RootElement.TryGetProperty("scripts", out var scripts)
                && scripts.ValueKind == JsonValueKind.Object
                && scripts.TryGetProperty("test", out var test)
                && test.ValueKind == JsonValueKind.String
                && !test.GetString()!.Contains("no test specified", StringComparison.Ordinal)
                ? $"{runner} test"
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Rust(string directory) => Has(directory, "Cargo.toml") ? "cargo test" : null;

    private static string? Go(string directory) =>
        Has(directory, "go.mod") || Has(directory, "go.work") ? "go test ./..." : null;

    private static IEnumerable<string?> Java(string directory)
    {
        if (Has(directory, "pom.xml"))
        {
            yield return Has(directory, "mvnw") ? "./mvnw -B test" : "mvn -B test";
        }
        if (Files(directory, "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts").Any())
        {
            yield return Has(directory, "gradlew") ? "./gradlew test" : "gradle test";
        }
    }

    private static string? Python(string directory)
    {
        var files = TestModules(directory).Take(50).ToList();
        var pytest =
            Has(directory, "pytest.ini")
            || Has(directory, "conftest.py")
            || (Text(directory, "pyproject.toml")?.Contains("pytest", StringComparison.Ordinal) ?? false)
            || (Text(directory, "setup.cfg")?.Contains("[tool:pytest]", StringComparison.Ordinal) ?? false);
        if (!pytest && Has(directory, "tox.ini"))
        {
            return "tox";
        }
        if (!pytest && files.Count == 0)
        {
            return null;
        }
        var runner =
            Has(directory, "uv.lock") ? "uv run "
            : Has(directory, "poetry.lock") ? "poetry run "
            : "";
        var python =
            runner.Length > 0 ? "python"
            : new[] { ".venv", "venv" }.FirstOrDefault(venv => Has(directory, $"{venv}/bin/python")) is { } own
                ? $"{own}/bin/python"
            : "python3";
        var unittest =
            !pytest
            && files.Exists(static file => Text(file)?.Contains("unittest", StringComparison.Ordinal) ?? false)
            && !files.Exists(static file => Text(file)?.Contains("pytest", StringComparison.Ordinal) ?? false);
        return unittest
            ? $"{runner}{python} -m unittest discover{(Has(directory, "tests/__init__.py") || !Has(directory, "tests") ? "" : " tests")}"
            : $"{runner}{python} -m pytest";
    }

    private static IEnumerable<string> TestModules(string directory) =>
        new[] { directory, Path.Combine(directory, "tests"), Path.Combine(directory, "test") }
            .Where(Directory.Exists)
            .SelectMany(static folder => Files(folder, "test_*.py", "*_test.py"));

    private static string? Make(string directory) =>
        new[] { "GNUmakefile", "makefile", "Makefile" }
            .Select(name => Text(directory, name))
            .FirstOrDefault(static text => text is not null)
            is { } makefile
            ? Target(makefile, MakeTarget(), "make")
            : null;

    private static string? Just(string directory) =>
        new[] { "justfile", "Justfile", ".justfile" }
            .Select(name => Text(directory, name))
            .FirstOrDefault(static text => text is not null)
            is { } justfile
            ? Target(justfile, JustRecipe(), "just")
            : null;

    private static string Word(string name) =>
        name.All(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')
            ? name
            : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? Target(string text, Regex pattern, string program)
    {
        var names = pattern.Matches(text).Select(static match => match.Groups[1].Value).ToHashSet();
        return names.Contains("test") ? $"{program} test"
            : names.Contains("check") ? $"{program} check"
            : null;
    }

    private static bool Has(string directory, string name) => Path.Exists(Path.Combine(directory, name));

    private static IEnumerable<string> Files(string directory, params string[] patterns) =>
        patterns.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern).Order(StringComparer.Ordinal));

    private static string? Text(string directory, string name) => Text(Path.Combine(directory, name));

    /// <summary>Null for a file that is not there, is no plain file or cannot be read.</summary>
    private static string? Text(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MostBytes } ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("Microsoft\\.NET\\.Test\\.Sdk|xunit|NUnit|MSTest|TUnit", RegexOptions.IgnoreCase)]
    private static partial Regex TestPackage();

    [GeneratedRegex("^(?:[\\w.-]+[ \\t]+)*(test|check)(?:[ \\t]+[\\w.-]+)*[ \\t]*:(?!=)", RegexOptions.Multiline)]
    private static partial Regex MakeTarget();

    [GeneratedRegex("^@?(test|check)\\b[^:=\\n]*:(?!=)", RegexOptions.Multiline)]
    private static partial Regex JustRecipe();
}
