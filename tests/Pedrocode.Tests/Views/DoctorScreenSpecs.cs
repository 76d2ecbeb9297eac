using Pedrocode.Cli;
using Pedrocode.Cli.Doctor;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Views;

/// <summary>What <c>doctor</c> makes of what it has found.</summary>
public class DoctorScreenSpecs
{
    private static readonly ModelServer Ollama = ModelServer.Parse("gpu:11434", apiKey: null, ServerKind.Ollama);
    private static readonly ModelServer LlamaCpp = ModelServer.Parse("gpu:8080", apiKey: null, ServerKind.LlamaCpp);

    [Fact]
    public void A_server_with_many_models_and_a_model_that_is_told_its_tools()
    {
        var facts = new ModelFacts
        {
            Window = 8192,
            LongestWindow = 131_072,
            Size = "8B Q4_K_M",
            CallsTools = false,
            Slots = 2,
            Server = ServerKind.Ollama,
        };
        var choice = new ModelChoice("gemma:7b", Ollama, "configured") { Facts = facts };
        var models = Enumerable
            .Range(1, 10)
            .Select(number => ($"model-{number}", number == 2 ? ModelFacts.Unknown : facts))
            .ToList();

        Golden.Matches(
            "doctor-described",
            Text([
                ModelFindings.Server(new FoundServer(Ollama, "qwen3-coder:30b", 10)),
                .. ModelFindings.Offered(models),
                ModelFindings.Model(choice),
                ModelFindings.Window(choice, Ollama),
                .. ModelFindings.Measured(Profile(CallStyle.Described, EditFormat.Blocks), choice, facts),
            ])
        );
    }

    [Fact]
    public void A_model_that_does_all_on_a_server_that_says_all()
    {
        var facts = new ModelFacts
        {
            Window = 32_768,
            Slots = 4,
            SaysSlots = true,
            Server = ServerKind.LlamaCpp,
        };
        var choice = new ModelChoice("qwen3", LlamaCpp, "found at gpu:8080") { Facts = facts };

        Golden.Matches(
            "doctor-native",
            Text([
                ModelFindings.Model(choice),
                ModelFindings.Window(choice, LlamaCpp),
                .. ModelFindings.Measured(Profile(CallStyle.Native, EditFormat.Patch), choice, facts),
            ])
        );
    }

    [Theory]
    [InlineData(CallStyle.Text, "start llama-server with --jinja")]
    [InlineData(CallStyle.None, "take a model that can: ollama pull qwen3-coder:30b")]
    public void The_one_next_step_is_what_mends_most(CallStyle calls, string next)
    {
        var choice = new ModelChoice("m", LlamaCpp, "configured");

        DoctorView
            .Next([
                ModelFindings.Window(choice with { Facts = new ModelFacts { Window = 65_536 } }, LlamaCpp),
                .. ModelFindings.Measured(Profile(calls, EditFormat.CodeEdit), choice, ModelFacts.Unknown),
            ])
            .ShouldBe(next);
    }

    [Theory]
    [InlineData(
        "http://gpu:8080/v1: 401: no. Check model.api_key_env or PEDROCODE_API_KEY.",
        "Check model.api_key_env or PEDROCODE_API_KEY"
    )]
    public void What_a_failure_of_the_server_advises_is_the_next_step(string message, string next) =>
        DoctorView.Next([ModelFindings.Failed(new ModelException(ModelFault.Refused, message))]).ShouldBe(next);

    private static string Text(IReadOnlyList<Finding> findings) => DoctorView.Text(findings, Story.Plain);

    private static ModelProfile Profile(CallStyle calls, EditFormat edits) =>
        new("s", "m", DateTimeOffset.UnixEpoch, calls, 10, 5, 812.4, 4.2, KeepsCache: true)
        {
            Edits = edits,
            Slots = 2,
        };
}
