using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class DrippingSpecs
{
    private static readonly FakeReply Reply = new()
    {
        Text = "naïve \"quotes\" \\ and a bell\u0007,\r\n\ttwo lines, 🤖 日本語\n",
        Reasoning = "Ich überlege: \\n ist kein \n.",
        Calls =
        [
            new FakeCall("bash", """{"command":"printf '%s\\n' \"é\\u00e9\" \\\\ 🤖"}""", "c1"),
            new FakeCall("bash", """{"command":"true"}""", "c2"),
        ],
        Usage = new FakeUsage(120, 30),
    };

    public static MatrixTheoryData<ServerKind, Drip> Dripping =>
        new(
            [ServerKind.OpenAi, ServerKind.Ollama, ServerKind.Anthropic],
            [Drip.OddSizes, Drip.LineEnds, Drip.Characters, Drip.Escapes]
        );

    [Theory]
    [MemberData(nameof(Dripping))]
    public async Task A_reply_is_the_same_wherever_its_packets_end(ServerKind kind, Drip drip)
    {
        var whole = await Asking.HearAsync(Reply, kind: kind);

        var dripped = await HearAsync(kind, drip, FaultKind.Crlf);

        (whole.Text, whole.Reasoning).ShouldBe((Reply.Text, Reply.Reasoning));
        whole.Calls.Select(static call => call.Arguments).ShouldBe(Reply.Calls.Select(static call => call.Arguments));
        dripped.Calls.ShouldBe(whole.Calls);
        (dripped with { Calls = whole.Calls }).ShouldBe(whole);
    }

    [Theory]
    [MemberData(nameof(Dripping))]
    public async Task Nor_does_it_matter_where_lines_end_in_a_line_feed_alone(ServerKind kind, Drip drip)
    {
        var dripped = await HearAsync(kind, drip, fault: null);

        (dripped.Text, dripped.Reasoning).ShouldBe((Reply.Text, Reply.Reasoning));
        dripped.Calls.Select(static call => call.Arguments).ShouldBe(Reply.Calls.Select(static call => call.Arguments));
    }

    private static Task<ModelReply> HearAsync(ServerKind kind, Drip drip, FaultKind? fault) =>
        Asking.HearAsync(
            Reply with
            {
                Pace = new Pace { Tokens = int.MaxValue, Drip = drip },
            },
            fault is { } shape ? new Fault { Kind = shape } : null,
            kind
        );
}
