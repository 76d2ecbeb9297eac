using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Tests.Models;

public class FuzzSpecs
{
    private static readonly byte[][] Sound =
    [
        """{"choices":[{"index":0,"delta":{"role":"assistant","content":"h\u00e9\ud83e\udd16","reasoning":"x"},"finish_reason":null}]}"""u8.ToArray(),
        """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"bash","arguments":{"a":[1.5,"\ud83d"]}}}]}}]}"""u8.ToArray(),
        """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}},"timings":{"cache_n":3}}"""u8.ToArray(),
        """{"error":{"message":"no\u001b","code":"500","type":"x"},"detail":[{"msg":"m"}],"mess\u0061ge":"y"}"""u8.ToArray(),
    ];

    [Fact]
    public void Whatever_the_bytes_only_failures_of_the_wire_come_out() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Select(Gen.Int[0, 200], Gen.Byte).List[0, 6], Gen.Bool)
            .Sample(
                (which, changes, whole) =>
                {
                    var json = Sound[which].ToArray();
                    foreach (var (at, value) in changes)
                        json[at % json.Length] = value;
                    try
                    {
                        var reply = new OpenAiReply("m", "key");
                        if (whole)
                            reply.AddWhole(json);
                        else
                            reply.AddEvent("message", json);
                        reply.TakeParts();
                        reply.ToReply(CallIds.After([]));
                    }
                    catch (Exception e) when (e is WireFailure or JsonException) { }
                },
                iter: 20_000
            );

    public static TheoryData<string, string> Adversarial =>
        new()
        {
            {
                "names again and again",
                Pieces("""{"index":0,"function":{"name":"bash","arguments":"{\"a\":"}}""", 15_000)
            },
            {
                "calls that alternate",
                Pieces("""{"index":0,"function":{"name":"a"}},{"index":1,"function":{"name":"b"}}""", 10_000)
            },
            { "halves of pairs", Delta($"\"content\":\"{string.Concat(Enumerable.Repeat("\\ud83d", 150_000))}\"") },
            { "deep", new string('{', 500_000) + new string('[', 500_000) },
            {
                "an object full of escapes",
                Delta(
                    $"\"tool_calls\":[{{\"function\":{{\"arguments\":{{\"a\":\"{string.Concat(Enumerable.Repeat("\\\\", 400_000))}\"}}}}}}]"
                )
            },
        };

    [Theory]
    [MemberData(nameof(Adversarial))]
    public void A_megabyte_of_ill_will_takes_no_more_than_a_moment(string what, string data)
    {
        var reply = new OpenAiReply("m", key: null);
        var clock = Stopwatch.StartNew();
        try
        {
            foreach (var line in data.Split('\n'))
                reply.AddEvent("message", Encoding.UTF8.GetBytes(line));
            reply.ToReply(CallIds.After([]));
        }
        catch (Exception e) when (e is WireFailure or JsonException) { }

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), what);
    }

    private static string Delta(string properties) => "{\"choices\":[{\"delta\":{" + properties + "}}]}";

    private static string Pieces(string calls, int times) =>
        string.Join('\n', Enumerable.Repeat(Delta($"\"tool_calls\":[{calls}]"), times));
}
