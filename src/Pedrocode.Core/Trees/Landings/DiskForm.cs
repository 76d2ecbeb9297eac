using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// How files that git stores in one form stand on the user's disk in another: line ends, encoding, <c>$Id$</c>, filters. Asked of git for
/// the few paths that have such attributes; every other file is the same in both.
/// </summary>
internal sealed class DiskForm
{
    private static readonly string[] Asked =
    [
        "text",
        "crlf",
        "eol",
        "filter",
        "ident",
        "working-tree-encoding",
        "merge",
    ];

    private readonly UserFiles files;
    private readonly string? borrowed;
    private readonly bool convertsLineEnds;
    private readonly Dictionary<(BytePath, string), string> attributes;

    private DiskForm(
        UserFiles files,
        string? borrowed,
        bool convertsLineEnds,
        Dictionary<(BytePath, string), string> attributes
    )
    {
        this.files = files;
        this.borrowed = borrowed;
        this.convertsLineEnds = convertsLineEnds;
        this.attributes = attributes;
    }

    public static async Task<DiskForm> ReadAsync(
        UserFiles files,
        IEnumerable<BytePath> paths,
        string? borrowed,
        CancellationToken stop
    )
    {
        var names = string.Concat(paths.Select(static path => path.Latin1 + "\0"));
        var output = await files.GitAsync(
            ["check-attr", "-z", "--stdin", .. Asked],
            stop,
            Encoding.Latin1.GetBytes(names)
        );
        var fields = Encoding.Latin1.GetString(output).Split('\0');
        var attributes = new Dictionary<(BytePath, string), string>();
        for (var at = 0; at + 2 < fields.Length; at += 3)
        {
            attributes[(BytePath.OfLatin1(fields[at]), fields[at + 1])] = fields[at + 2];
        }
        var config = await files.Git().RunAsync(["config", "-z", "--get-regexp", "^core\\.(autocrlf|eol)$"], stop);
        var settings = Encoding.UTF8.GetString(config.Bytes).ToLowerInvariant();
        var converts =
            settings.Contains("core.autocrlf\ntrue", StringComparison.Ordinal)
            || settings.Contains("core.eol\ncrlf", StringComparison.Ordinal);
        return new DiskForm(files, borrowed, converts, attributes);
    }

    /// <summary>Whether git may store the file otherwise than it stands on disk.</summary>
    public bool IsConverted(BytePath path) =>
        IsEncoded(path)
        || Of(path, "eol") is "crlf"
        || (convertsLineEnds && Of(path, "text") != "unset" && Of(path, "crlf") != "unset");

    /// <summary>Whether the form on disk is more than other line ends: then it is not merged on disk but as git stores it.</summary>
    public bool IsEncoded(BytePath path) =>
        new[] { "filter", "ident", "working-tree-encoding" }.Any(name =>
            Of(path, name) is not ("unspecified" or "unset")
        );

    public MergeRule Merging(BytePath path) =>
        Of(path, "merge") switch
        {
            "unset" or "binary" => MergeRule.Never,
            "union" => MergeRule.Union,
            _ => MergeRule.Text,
        };

    public Task<byte[]> ToDiskAsync(BytePath path, string id, CancellationToken stop) =>
        files.GitAsync(["cat-file", "--filters", $"--path={Utf8(path)}", id], stop, borrowed: borrowed);

    /// <summary>The id of the blob that git would store for the content.</summary>
    public async Task<string> ToStoredAsync(BytePath path, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        var output = await files.GitAsync(
            ["hash-object", "-w", "--stdin", $"--path={Utf8(path)}"],
            stop,
            content.IsEmpty ? Array.Empty<byte>() : content
        );
        return Encoding.ASCII.GetString(output).Trim();
    }

    private string Of(BytePath path, string attribute) =>
        attributes.GetValueOrDefault((path, attribute), "unspecified");

    /// <summary>An argument of a process is text here; a name that is none keeps its place but for the odd bytes.</summary>
    private static string Utf8(BytePath path) => Encoding.UTF8.GetString(path.Bytes);
}

internal enum MergeRule
{
    Text,
    Union,

    /// <summary>The repository says that this file cannot be merged.</summary>
    Never,
}
