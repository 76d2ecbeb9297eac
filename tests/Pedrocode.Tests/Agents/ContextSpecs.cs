using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class ContextSpecs
{
    private const double CharactersPerToken = 3.5;

    [Fact]
    public async Task Build_works_in_a_window_of_4096_tokens_and_forgets_no_decision()
    {
        var model = Limited(4096, Reader(reads: 6));
        await using var house = new JobHarness(model, settings => settings with { Facts = _ => Window(4096) });
        WriteFiles(house, 6);

        var job = house.Start("Rename the colour of every file", agent: "build");
        var view = await job.EndAsync();

        view.Error.ShouldBeNull();
        view.Status.ShouldBe(JobStatus.Complete);
        house.Read("out.txt").ShouldBe("done\n");
        var shortened = house.EventsOf(job).OfType<Compacted>().ToList();
        shortened.ShouldNotBeEmpty();
        model.Requests.ShouldAllBe(static request => Tokens(request) <= 4096);
        var last = model.Requests.Last();
        var told = string.Join('\n', last.Messages.OfType<UserMessage>().Select(static message => message.Text));
        told.ShouldContain("Rename the colour of every file");
        told.ShouldContain("write out.txt");
        told.ShouldContain("Phase 5 of 5: deliver");
    }

    [Fact]
    public async Task Each_request_is_a_prefix_of_the_next_but_where_the_journal_says_that_it_was_shortened()
    {
        var model = Limited(4096, Reader(reads: 6));
        await using var house = new JobHarness(model, settings => settings with { Facts = _ => Window(4096) });
        WriteFiles(house, 6);

        var job = house.Start("Rename the colour of every file", agent: "build");
        await job.EndAsync();

        var requests = model.Requests.ToList();
        var breaks = requests
            .Zip(requests.Skip(1))
            .Count(static pair =>
                !pair.First.Messages.SequenceEqual(pair.Second.Messages.Take(pair.First.Messages.Length), SameMessage)
            );
        breaks.ShouldBe(house.EventsOf(job).OfType<Compacted>().Count());
        requests.ShouldAllBe(request => request.Tools == requests[0].Tools);
    }

    [Fact]
    public async Task A_result_takes_no_more_than_a_fifth_of_the_window()
    {
        var model = Limited(8192, Reader(reads: 1));
        await using var house = new JobHarness(
            model,
            settings => settings with { Facts = _ => Window(8192) },
            JobHarness.AllowAll
        );
        house.Write("f0.txt", string.Concat(Enumerable.Range(0, 5000).Select(static line => $"line {line}\n")));

        var job = house.Start("read", agent: "build");
        await job.EndAsync();

        var read = house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .First(static call => call.Tool == "read_file")
            .Outcome.Text;
        (read.Length / CharactersPerToken).ShouldBeLessThan(8192 / 5.0);
        read.ShouldContain("not shown: read_file with start=");
    }

    [Fact]
    public async Task A_request_the_server_finds_too_long_is_shortened_and_sent_again()
    {
        var model = Limited(4096, Reader(reads: 6));
        await using var house = new JobHarness(model);
        WriteFiles(house, 6, lines: 60);

        var job = house.Start("Rename the colour of every file", agent: "build");
        var view = await job.EndAsync();

        view.Error.ShouldBeNull();
        view.Status.ShouldBe(JobStatus.Complete);
        house.EventsOf(job).OfType<Compacted>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_task_that_alone_is_too_long_pauses_with_the_setting_to_change()
    {
        var model = Limited(4096, static _ => ScriptedModel.Finish());
        await using var house = new JobHarness(
            model,
            settings => settings with { Facts = _ => Window(4096) with { Server = ServerKind.LlamaCpp } }
        );

        var view = await house.Start(new string('x', 40_000)).EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldNotBeNull().ShouldContain("start llama-server with -c ");
    }

    [Theory]
    [InlineData(ServerKind.Ollama, "set model.context_size to 32768 with model.type \"ollama\"")]
    [InlineData(ServerKind.LlamaCpp, "start llama-server with -c 32768 for each slot")]
    [InlineData(ServerKind.LmStudio, "lms load scripted --context-length 32768")]
    [InlineData(ServerKind.Vllm, "--max-model-len 32768")]
    [InlineData(ServerKind.OpenAi, "OLLAMA_CONTEXT_LENGTH=32768")]
    public async Task A_server_that_cuts_the_prompt_in_silence_stops_the_job_with_the_setting_to_change(
        ServerKind server,
        string setting
    )
    {
        var model = new ScriptedModel(request =>
            ScriptedModel.Finish("renamed everything") with
            {
                Usage = new TokenUsage(Math.Min((int)Tokens(request), 2048), 20),
            }
        );
        await using var house = new JobHarness(
            model,
            settings => settings with { Facts = _ => new ModelFacts { Server = server } }
        );

        var job = house.Start(string.Concat(Enumerable.Repeat("Consider this well. ", 3000)));
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldNotBeNull().ShouldContain("it read 2048");
        view.Error.ShouldContain(setting);
        house.EventsOf(job).OfType<ModelReplied>().ShouldBeEmpty();
    }

    [Fact]
    public void A_server_that_counts_only_what_was_not_cached_is_no_server_that_cuts()
    {
        var window = new ContextWindow(ModelFacts.Unknown);

        window.Read(30_000, new TokenUsage(8000, 10)).ShouldBeNull();
        window.Read(30_900, new TokenUsage(260, 10)).ShouldBeNull();
        window.Read(31_800, new TokenUsage(8500, 10)).ShouldBeNull();
        window.Read(80_000, new TokenUsage(4096, 10)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Tokens_are_counted_by_length_where_the_server_counts_none_and_cost_where_prices_are_known()
    {
        var counted = new TokenUsage(1000, 100, 600);
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("find_files", """{"glob":"*"}""")) with
            {
                Usage = counted,
            },
            ScriptedModel.Finish()
        );
        await using var house = new JobHarness(
            model,
            settings => settings with { Facts = _ => new ModelFacts { Prices = new ModelPrices(2, 10, 0.5) } }
        );

        var job = house.Start();
        var view = await job.EndAsync();

        var replies = house.EventsOf(job).OfType<ModelReplied>().Select(static fact => fact.Reply.Usage!).ToList();
        replies[0].ShouldBe(counted with { Cost = ((400 * 2) + (600 * 0.5) + (100 * 10)) / 1e6 });
        replies[1].Estimated.ShouldBe(true);
        replies[1].Prompt.ShouldBeGreaterThan(500);
        view.Usage.IsEstimated.ShouldBeTrue();
        view.Usage.Cached.ShouldBe(600);
        view.Usage.Cost.ShouldNotBeNull().ShouldBe(replies.Sum(static usage => usage.Cost!.Value), tolerance: 1e-9);
        view.Tokens.ShouldBe(replies.Sum(static usage => usage.Prompt + usage.Completion));
    }

    private static ModelFacts Window(int tokens) => new() { Window = tokens };

    private static void WriteFiles(JobHarness house, int count, int lines = 400)
    {
        for (var file = 0; file < count; file++)
        {
            house.Write($"f{file}.txt", string.Concat(Enumerable.Repeat($"the colour of file {file} is red\n", lines)));
        }
    }

    private static double Tokens(ModelRequest request) => ContextWindow.LengthOf(request) / CharactersPerToken;

    /// <summary>A server that refuses what does not fit, as llama.cpp does.</summary>
    private static ScriptedModel Limited(int window, Func<ModelRequest, ModelReply> answer) =>
        new(request =>
            Tokens(request) <= window
                ? answer(request)
                : throw new ModelException(
                    ModelFault.ContextOverflow,
                    "the request exceeds the available context size."
                )
        );

    /// <summary>A model that in each working phase reads some files, one a round, and goes by what it is told of the phase.</summary>
    private static Func<ModelRequest, ModelReply> Reader(int reads)
    {
        var done = new Dictionary<string, int>();
        return request =>
        {
            var told = string.Join('\n', request.Messages.OfType<UserMessage>().Select(static message => message.Text));
            var phase = Phases.Last(name => told.Contains($": {name}. ", StringComparison.Ordinal));
            var round = done[phase] = done.GetValueOrDefault(phase) + 1;
            return (phase, round <= reads) switch
            {
                ("analyze" or "implement", true) => ScriptedModel.Calls(
                    ("read_file", $$"""{"file":"f{{round - 1}}.txt"}""")
                ),
                ("analyze", _) => ScriptedModel.Calls(
                    ("finish", """{"summary":"looked","result":{"files":["f0.txt"],"approach":"write it"}}""")
                ),
                ("plan", _) => ScriptedModel.Calls(
                    ("finish", """{"summary":"planned","result":{"steps":["write out.txt"]}}""")
                ),
                ("implement", _) => ScriptedModel.Calls(
                    ("write_file", """{"file":"out.txt","content":"done\n"}"""),
                    ("finish", """{"summary":"written"}""")
                ),
                ("deliver", _) => ScriptedModel.Calls(
                    ("finish", """{"summary":"Renamed.","result":{"commit_message":"rename"}}""")
                ),
                _ => ScriptedModel.Finish("checked"),
            };
        };
    }

    private static readonly string[] Phases = ["analyze", "plan", "implement", "validate", "deliver"];

    private static readonly EqualityComparer<ChatMessage> SameMessage = EqualityComparer<ChatMessage>.Create(
        static (one, other) =>
            one is AssistantMessage a && other is AssistantMessage b
                ? a.Text == b.Text && a.Calls.SequenceEqual(b.Calls)
                : Equals(one, other),
        static message => message.GetType().GetHashCode()
    );
}
