using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Tests.Models.Json;

public class JsonRepairLaws
{
    private static readonly string[] Pieces =
    [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "“",
        "`",
        ":",
        ",",
        "+",
        "/*",
        "*/",
        "//",
        "\n",
        " ",
        "\\",
        "\\u",
        "\\\"",
        "...",
        "```",
        "```json\n",
        "true",
        "None",
        "undefined",
        "12",
        "-",
        ".",
        "e",
        "a",
        "key",
        "f(",
        ")",
        ";",
        "http://x/",
        "\0",
        "\ud83d",
        "é",
    ];

    private static readonly Gen<string> Loose = Gen.Int[0, Pieces.Length - 1]
        .Select(i => Pieces[i])
        .Array[0, 40]
        .Select(string.Concat);

    [Fact]
    public void Any_text_is_read_or_refused_and_what_is_read_is_json() =>
        Loose.Sample(
            text =>
            {
                if (JsonRepair.Read(text) is { } read)
                {
                    using var value = JsonDocument.Parse(read.Json, JsonRepair.Deep);
                }
            },
            iter: 20_000
        );

    [Fact]
    public void Any_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 60].Sample(bytes => _ = JsonRepair.Read(Encoding.UTF8.GetString(bytes)), iter: 5_000);

    [Fact]
    public void Every_true_prefix_of_an_object_is_refused_or_called_open()
    {
        const string whole =
            """{"file": "src/a.cs", "old": "x = \"1\"\n", "all": true, "lines": [1, -2.5e3, {"n": null}]}""";
        for (var length = 1; length < whole.Length; length++)
        {
            var read = JsonRepair.Read(whole[..length]);
            (read is null || read.WasOpen).ShouldBeTrue(whole[..length]);
        }
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("\"")]
    [InlineData("\"x\"y ")]
    [InlineData("\"x\"x, y ")]
    [InlineData("[\"x, ")]
    [InlineData("'a, ")]
    [InlineData("\"/*")]
    [InlineData("\"//")]
    [InlineData("a/*")]
    [InlineData("\"a\" + ")]
    [InlineData("\"x\"y,+")]
    [InlineData("\"}")]
    [InlineData("http://+")]
    [InlineData("1,")]
    [InlineData("1\n")]
    [InlineData("\" ")]
    [InlineData("\\")]
    [InlineData("\\\"")]
    [InlineData("f (")]
    [InlineData("/")]
    [InlineData("...,")]
    [InlineData("[1] ")]
    [InlineData("“a”, ‘b")]
    [InlineData("{a:\"b\" c")]
    public void A_megabyte_of_anything_is_read_in_linear_time(string piece)
    {
        foreach (var opening in (string[])["", "[", "{\"k\":\"", "[\""])
        {
            var text = opening + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
            var watch = Stopwatch.StartNew();
            _ = JsonRepair.Read(text);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), $"{opening}{piece}");
        }
    }
}
