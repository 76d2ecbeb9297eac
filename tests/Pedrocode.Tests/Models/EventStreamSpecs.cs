using System.Net.ServerSentEvents;
using System.Text;
using CsCheck;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Tests.Models;

public class EventStreamSpecs
{
    private static readonly EventLimits Small = new(Line: 100, Total: 1000);

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b", "a|b")]
    [InlineData("data: a\r\rdata: b\n", "a|b")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("error:a\n\ndata: error: b\n\n", "a|error: b")]
    [InlineData("err: a\n\nerrors: x\n\ndata: b\n\nerr", "b")]
    [InlineData(": error: no\n\nid: 1\ndata: b", "b")]
    public void Events_are_the_same_wherever_the_packets_end(string sent, string expected) =>
        Gen.Int[1, 7]
            .List[1, 30]
            .Sample(sizes => Events(new Packets(Encoding.UTF8.GetBytes(sent), sizes), Small) == expected);

    [Fact]
    public async Task Peeking_consumes_nothing()
    {
        using var stream = new EventStream(new MemoryStream(" \n\ndata: a\n\n"u8.ToArray()), Small);

        (await stream.PeekAsync(TestContext.Current.CancellationToken)).ShouldBe((byte)'d');

        (await ReadAsync(stream)).ShouldBe("a");
    }

    [Fact]
    public void A_line_without_end_is_read_no_further_than_its_limit()
    {
        var endless = new Packets("data: "u8.ToArray(), [50], endless: true);

        Should.Throw<WireFailure>(() => Events(endless, new EventLimits(Line: 10_000, Total: 1_000_000)));

        endless.Given.ShouldBeInRange(10_000, 11_000);
    }

    [Fact]
    public void A_stream_without_end_is_read_no_further_than_its_limit()
    {
        var endless = new Packets(": \n"u8.ToArray(), [30], endless: true);

        Should.Throw<WireFailure>(() => Events(endless, new EventLimits(Line: 100, Total: 10_000)));

        endless.Given.ShouldBeInRange(10_000, 11_000);
    }

    private static string Events(Stream packets, EventLimits limits)
    {
        using var stream = new EventStream(packets, limits);
        return ReadAsync(stream).GetAwaiter().GetResult();
    }

    private static async Task<string> ReadAsync(EventStream stream)
    {
        var events = new List<string>();
        await foreach (var one in SseParser.Create(stream).EnumerateAsync())
            events.Add(one.Data);
        return string.Join('|', events);
    }

    /// <summary>Gives its bytes in packets of these sizes, over and over.</summary>
    private sealed class Packets(byte[] bytes, List<int> sizes, bool endless = false) : MemoryStream
    {
        private int _at;
        private int _packet;

        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var size = Math.Min(buffer.Length, sizes[_packet++ % sizes.Count]);
            if (endless)
            {
                for (var i = 0; i < size; i++)
                    buffer.Span[i] = bytes[_at < bytes.Length ? _at++ : Next()];
            }
            else
            {
                size = Math.Min(size, bytes.Length - _at);
                bytes.AsSpan(_at, size).CopyTo(buffer.Span);
                _at += size;
            }
            Given += size;
            return ValueTask.FromResult(size);
        }

        private int Next() => bytes[^1] == '\n' ? (_at = 1) - 1 : bytes.Length - 1;
    }
}
