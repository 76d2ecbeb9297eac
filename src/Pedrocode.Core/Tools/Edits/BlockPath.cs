namespace Pedrocode.Core.Tools.Edits;

/// <summary>The file that a SEARCH/REPLACE block is for: named in its first line, in the fence, or on the line above.</summary>
internal static class BlockPath
{
    private const int LinesAbove = 4;
    private const int LongestExtension = 12;

    private static readonly string[] Labels = ["file:", "filename:", "file name:", "path:", "file path:", "filepath:"];

    private static readonly string[] NamesWithoutExtension =
    [
        "Makefile",
        "Dockerfile",
        "Containerfile",
        "Jenkinsfile",
        "Vagrantfile",
        "Gemfile",
        "Rakefile",
        "Procfile",
        "Justfile",
        "LICENSE",
        "README",
        "CHANGELOG",
        "VERSION",
        "BUILD",
        "WORKSPACE",
    ];

    /// <summary>Null where none is named: then it is the one of the block before.</summary>
    public static string? In(string[] lines, int head)
    {
        if (BlockLine.AfterHead(lines[head]) is { Length: > 0 } named && IsPath(named))
        {
            return named;
        }
        var apart = false;
        for (var at = head - 1; at >= Math.Max(0, head - LinesAbove); at--)
        {
            if (BlockLine.IsFence(lines[at]))
            {
                if (InFence(lines[at]) is { } inFence)
                {
                    return inFence;
                }
            }
            else if (LooseLine.IsBlank(lines[at]))
            {
                apart = true;
            }
            else
            {
                return apart ? OnLineOfItsOwn(lines[at]) : OnLine(lines[at]);
            }
        }
        return null;
    }

    /// <summary><c>```python src/a.py</c>, <c>```src/a.py</c>, <c>```python:src/a.py</c>, <c>```python title="src/a.py"</c>.</summary>
    private static string? InFence(string line)
    {
        var words = line.Trim().TrimStart('`', '~').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Reverse())
        {
            var name = word[(word.LastIndexOfAny(['=', ':']) + 1)..].Trim('"', '\'', '{', '}', '`');
            if (!name.StartsWith('<') && IsPath(name))
            {
                return name;
            }
        }
        return null;
    }

    private static string? OnLineOfItsOwn(string line) =>
        Undecorated(line) is var name && !name.Contains(' ') && IsPath(name) ? name : null;

    private static string? OnLine(string line)
    {
        if (BlockLine.IsTail(line) || BlockLine.IsDivider(line))
        {
            return null;
        }
        var name = Undecorated(line);
        if (name.Length > 0 && !name.Contains(' '))
        {
            return IsPath(name) || NamesWithoutExtension.Contains(name) || IsBareName(name, line) ? name : null;
        }
        // A path may hold spaces; a sentence does not begin with a directory.
        return name.Split(' ')[0].Contains('/') && IsPath(name) ? name : InSentence(line);
    }

    /// <summary>The one path that a sentence names: in backticks, else with a directory.</summary>
    private static string? InSentence(string line)
    {
        var quoted = line.Split('`').Where(static (part, index) => index % 2 == 1 && IsPath(part)).Distinct().ToArray();
        var named = line.Split(' ')
            .Select(Undecorated)
            .Where(static word => word.Contains('/') && Path.HasExtension(word) && IsPath(word))
            .Distinct()
            .ToArray();
        return quoted is [var only] ? only
            : quoted.Length == 0 && named is [var one] ? one
            : null;
    }

    private static string Undecorated(string line)
    {
        var name = line.Trim().TrimStart('#', '/', '-', '*', '>', ' ', '\t').TrimEnd();
        if (line.AsSpan().TrimStart().StartsWith("/") && !line.AsSpan().TrimStart().StartsWith("//"))
        {
            name = line.Trim();
        }
        var digits = name.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits > 0 && name.AsSpan(digits).StartsWith(". "))
        {
            name = name[(digits + 2)..];
        }
        name = name.Trim('*', '`', ' ');
        foreach (var label in Labels)
        {
            if (name.StartsWith(label, StringComparison.OrdinalIgnoreCase))
            {
                name = name[label.Length..];
            }
        }
        var note = name.IndexOf(" (", StringComparison.Ordinal);
        name = note > 0 && name.EndsWith(')') ? name[..note] : name;
        return name.Trim(' ', ':', '*', '`', '"', '\'', ',');
    }

    /// <summary>A name as people give files: with a directory or an extension.</summary>
    private static bool IsPath(string text)
    {
        var name = text[(text.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        var extension = dot < 0 ? "" : name[(dot + 1)..];
        return text.Length is > 1 and <= 255
            && text.IndexOfAny(['<', '>', '|', '"', '`', '*', '?', '(', ')', ',', ';', '=', '\t']) < 0
            && !text.Contains("://", StringComparison.Ordinal)
            && (
                (
                    extension.Length is > 0 and <= LongestExtension
                    && extension.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-' or '+')
                ) || (dot < 0 && name.Length > 0 && text.Length > name.Length)
            );
    }

    // `Makefile`, **Makefile**, or the word alone; `Change:` is a sentence.
    private static bool IsBareName(string name, string line) =>
        name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.')
        && name.Any(char.IsLetter)
        && !line.TrimEnd().EndsWith(':');
}
