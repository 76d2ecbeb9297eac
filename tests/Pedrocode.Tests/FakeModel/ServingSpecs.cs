using System.Diagnostics;
using System.Text.Json;
using Pedrocode.FakeModel;
using static Pedrocode.Tests.FakeModel.FakeModelClient;

namespace Pedrocode.Tests.FakeModel;

public class ServingSpecs
{
    [Fact]
    public async Task A_stream_is_events_that_end_with_finish_reason_usage_and_done()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Reply = new FakeReply { Text = "hello you", Usage = new FakeUsage(70, 2, 64) },
            }
        );

        var (_, body) = await model.PostAsync(Request(User("t"), stream: true));

        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.ShouldAllBe(line => line.StartsWith("data: "));
        events[^1].ShouldBe("data: [DONE]");
        foreach (var line in events[..^1])
            JsonDocument
                .Parse(line["data: ".Length..])
                .RootElement.GetProperty("choices")
                .ValueKind.ShouldBe(JsonValueKind.Array);
        body.ShouldContain("\"content\":\"hell\"");
        body.ShouldContain("\"finish_reason\":\"stop\"");
        body.ShouldContain("\"cached_tokens\":64");
    }

    [Fact]
    public async Task It_lists_its_models()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript { Models = ["a", "b"], OwnedBy = "vllm" }
        );

        var list = JsonDocument.Parse(await model.GetAsync("/v1/models")).RootElement.GetProperty("data");

        list.EnumerateArray().Select(one => one.GetProperty("id").GetString()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_held_reply_waits_for_the_test()
    {
        var hold = new Hold();
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Reply = FakeReply.Say("now"), Hold = hold }
        );

        var reply = model.PostAsync(Request(User("t")));
        await hold.Reached;
        reply.IsCompleted.ShouldBeFalse();
        hold.Release();

        (await reply).Body.ShouldContain("now");
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_is_noticed()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Fault = new Fault { Kind = FaultKind.Stall } }
        );
        using var leave = new CancellationTokenSource();
        using var http = new HttpClient();
        using var content = new StringContent(Request(User("t")));
        var reply = http.PostAsync(new Uri($"{model.BaseUrl}/chat/completions"), content, leave.Token);

        var request = await model.RequestAsync(one => one.Chat is not null);
        await leave.CancelAsync();

        await request.Abandoned.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(() => reply);
    }

    [Fact]
    public async Task Timings_tell_the_gap_between_a_reply_and_the_next_request_of_the_same_task()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = FakeReply.Say("x") });

        await model.PostAsync(Request(User("one")));
        await model.PostAsync(Request(User("two")));
        await model.PostAsync(Request($"{User("one")},{Assistant("x")},{User("more")}"));

        var timings = JsonDocument.Parse(await model.GetAsync("/fake/timings")).RootElement;
        timings.GetProperty("requests").GetInt32().ShouldBe(3);
        timings.GetProperty("gap_ms").GetProperty("median").GetDouble().ShouldBeGreaterThan(0);
        var rounds = timings.GetProperty("rounds").EnumerateArray().ToList();
        rounds
            .Select(round => round.GetProperty("gap_ms").ValueKind == JsonValueKind.Null)
            .ShouldBe([true, true, false]);
        rounds[0].GetProperty("bytes").GetInt32().ShouldBe(Request(User("one")).Length);
    }

    [Fact]
    public async Task Twenty_thousand_tokens_go_out_at_once()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Reply = new FakeReply
                {
                    Text = "word ",
                    TokenChars = 8,
                    Repeat = 20_000,
                },
            }
        );
        var clock = Stopwatch.StartNew();

        var (_, body) = await model.PostAsync(Request(User("t"), stream: true));

        body.Split("word ").Length.ShouldBe(20_001);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_executable_prints_its_address_first_and_serves_the_script_file()
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            script,
            """{"rules":[{"reply":{"text":"from a file"}}]}""",
            TestContext.Current.CancellationToken
        );
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Pedrocode.FakeModel"), ["--script", script])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        try
        {
            var address = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            using var http = new HttpClient();
            using var content = new StringContent(Request(User("t")));
            using var answer = await http.PostAsync(
                new Uri($"{address}/chat/completions"),
                content,
                TestContext.Current.CancellationToken
            );

            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(
                "from a file"
            );
        }
        finally
        {
            process.Kill();
            File.Delete(script);
        }
    }
}
