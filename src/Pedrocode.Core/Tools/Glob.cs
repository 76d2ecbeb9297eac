namespace Pedrocode.Core.Tools;

/// <summary>
/// File patterns as models write them (<c>*.cs</c>, <c>src/**/*.{ts,tsx}</c>, <c>!**/dist/**</c>) as git's pathspecs. A pattern
/// without a slash fits at any depth, one that begins with <c>./</c> only here.
/// </summary>
internal static class Glob
{
    public const string Everything = ":(glob)**";
    public const string Here = "./";
    private const int MostAlternatives = 64;

    private static readonly char[] Wildcards = ['*', '?', '[', '{', '\\', '!'];

    /// <summary>Never empty, never an option, never out of the directory git runs in. Throws <see cref="CallFault"/>.</summary>
    public static IReadOnlyList<string> Pathspecs(string glob)
    {
        var excluded = glob.StartsWith('!');
        var pattern = excluded ? glob[1..] : glob;
        var anchored = pattern.StartsWith(Here, StringComparison.Ordinal);
        pattern = anchored ? pattern[Here.Length..] : pattern;
        if (pattern.Length == 0 || pattern == ".")
        {
            pattern = "**";
        }
        if (pattern.EndsWith('/'))
        {
            pattern += "**";
        }
        var alternatives = Alternatives(pattern);
        if (alternatives.Exists(static one => one.StartsWith('/') || one.Split('/').Contains("..")))
        {
            throw CallFault.Refused($"{glob} leads out of the directory that is searched.");
        }
        var magic = excluded ? ":(exclude,glob)" : ":(glob)";
        string[] specs = [.. alternatives.Select(one => magic + (anchored || one.Contains('/') ? one : "**/" + one))];
        return excluded ? [.. specs, Everything] : specs;
    }

    /// <summary>The pathspec for a file name, taken literally, at any depth.</summary>
    public static string AnywhereNamed(string name) => $":(glob)**/{Literal(name)}";

    /// <summary>The pathspec for a path, taken literally.</summary>
    public static string Exactly(string path) => $":(literal){path}";

    /// <summary>The directories a pattern begins with, before the first wildcard: <c>src/app</c> of <c>src/app/*.cs</c>.</summary>
    public static (string Directory, string Pattern) Split(string pattern)
    {
        var wild = pattern.IndexOfAny(Wildcards);
        var slash = pattern.LastIndexOf('/', wild < 0 ? pattern.Length - 1 : wild);
        return slash < 0 ? ("", pattern)
            : slash == 0 ? ("/", pattern[1..])
            : (pattern[..slash], pattern[(slash + 1)..]);
    }

    public static bool IsPattern(string text) => text.IndexOfAny(Wildcards) >= 0;

    private static string Literal(string name) =>
        string.Concat(name.Select(static c => c is '*' or '?' or '[' or '\\' ? $"\\{c}" : c.ToString()));

    /// <summary><c>a.{b,c}</c> as <c>a.b</c> and <c>a.c</c>; git's patterns have no braces.</summary>
    private static List<string> Alternatives(string pattern)
    {
        List<string> done = [];
        var open = new Queue<string>([pattern]);
        while (open.TryDequeue(out var next))
        {
            var start = next.IndexOf('{', StringComparison.Ordinal);
            var end = start < 0 ? -1 : ClosingBrace(next, start);
            if (end < 0 || done.Count + open.Count >= MostAlternatives)
            {
                done.Add(next);
                continue;
            }
            foreach (var choice in Choices(next[(start + 1)..end]))
            {
                open.Enqueue(next[..start] + choice + next[(end + 1)..]);
            }
        }
        return done;
    }

    private static int ClosingBrace(string text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            depth += text[at] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return at;
            }
        }
        return -1;
    }

    private static IEnumerable<string> Choices(string inside)
    {
        var depth = 0;
        var start = 0;
        for (var at = 0; at < inside.Length; at++)
        {
            depth += inside[at] switch
            {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if (inside[at] == ',' && depth == 0)
            {
                yield return inside[start..at];
                start = at + 1;
            }
        }
        yield return inside[start..];
    }
}
