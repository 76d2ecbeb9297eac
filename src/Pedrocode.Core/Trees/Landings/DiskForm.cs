using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// How files that git stores in one form stand on the user's disk in another: line ends, encoding, <c>$Id$</c>. Asked of git for the few
/// paths that have such attributes; filters, which are programs, are not run.
/// </summary>
internal sealed class DiskForm
{
    private const string Unspecified = "unspecified";
    private const string Unset = "unset";

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
    private readonly bool convertsText;
    private readonly Dictionary<(BytePath, string), string> attributes;

    private DiskForm(UserFiles files, bool convertsText, Dictionary<(BytePath, string), string> attributes)
    {
        this.files = files;
        this.convertsText = convertsText;
        this.attributes = attributes;
    }

    public static async Task<DiskForm> ReadAsync(UserFiles files, IEnumerable<BytePath> paths, CancellationToken stop)
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
        var config = await files.Git().RunAsync(["config", "core.autocrlf"], stop);
        var converts = Encoding.UTF8.GetString(config.Bytes).Trim().ToLowerInvariant() is "true" or "input";
        return new DiskForm(files, converts, attributes);
    }

    public bool ConvertsLineEnds(BytePath path) =>
        (Of(path, "text"), Of(path, "crlf")) is not (Unset, _) and not (_, Unset)
        && (
            convertsText
            || Of(path, "text") != Unspecified
            || Of(path, "crlf") != Unspecified
            || Of(path, "eol") != Unspecified
        );

    /// <summary>Whether the form on disk is more than other line ends: then the texts that git stores are merged.</summary>
    public bool IsEncoded(BytePath path) => Has(path, "ident") || Has(path, "working-tree-encoding");

    public bool IsFiltered(BytePath path) => Has(path, "filter");

    public MergeRule Merging(BytePath path) =>
        Of(path, "merge") switch
        {
            Unset or "binary" => MergeRule.Never,
            "union" => MergeRule.Union,
            _ => MergeRule.Text,
        };

    public async Task<byte[]> ToDiskAsync(BytePath path, byte[] stored, CancellationToken stop)
    {
        var id = await HashAsync(["--no-filters"], stored, stop);
        return await files.GitAsync([.. NoFilter(path), "cat-file", "--filters", $"--path={Utf8(path)}", id], stop);
    }

    public async Task<byte[]> ToStoredAsync(BytePath path, byte[] content, CancellationToken stop)
    {
        var id = await HashAsync([$"--path={Utf8(path)}"], content, stop, NoFilter(path));
        return (await BlobContents.ReadAsync(files, [id], borrowed: null, stop))[id];
    }

    private async Task<string> HashAsync(
        string[] how,
        byte[] content,
        CancellationToken stop,
        string[]? options = null
    ) =>
        Encoding
            .ASCII.GetString(
                await files.GitAsync([.. options ?? [], "hash-object", "-w", "--stdin", .. how], stop, content)
            )
            .Trim();

    private string[] NoFilter(BytePath path) =>
        Has(path, "filter") && Of(path, "filter") is var name
            ?
            [
                "-c",
                $"filter.{name}.clean=",
                "-c",
                $"filter.{name}.smudge=",
                "-c",
                $"filter.{name}.process=",
                "-c",
                $"filter.{name}.required=false",
            ]
            : [];

    private bool Has(BytePath path, string attribute) => Of(path, attribute) is not (Unspecified or Unset);

    private string Of(BytePath path, string attribute) => attributes.GetValueOrDefault((path, attribute), Unspecified);

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
