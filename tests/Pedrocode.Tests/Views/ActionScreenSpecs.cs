using Microsoft.Extensions.Time.Testing;
using Pedrocode.Cli;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Repl;
using Pedrocode.Cli.Views;
using Pedrocode.FakeModel;
using Pedrocode.Tests.Settings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Views;

/// <summary>What actions print that show no job, with the session of a user who has configured a few things.</summary>
public sealed class ActionScreenSpecs : IAsyncDisposable
{
    private readonly UserAtHome user = new();
    private FakeModelServer? model;

    [Fact]
    public async Task Context() => Golden.Matches("context", await ScreenAsync("context"));

    [Fact]
    public async Task Context_where_the_server_does_not_answer()
    {
        user.WritesOwn("""{ "model": { "type": "ollama", "server_url": "http://127.0.0.1:1" } }""");

        (await ScreenAsync("context")).ShouldContain("Model:   http://127.0.0.1:1/: no connection.");
    }

    [Fact]
    public async Task Model() => Golden.Matches("model", await ScreenAsync("model"));

    [Fact]
    public async Task Config()
    {
        user.WritesProject(
            """
            {
              "output": { "notices": "phases" },
              "model": { "server_url": "http://elsewhere" },
              "permissions": { "allow": ["bash(rm *)"] }
            }
            """
        );

        Golden.Matches("config", await ScreenAsync("config"));
    }

    [Fact]
    public async Task Permissions()
    {
        await using var session = await SessionAsync();
        session.Always.Add(session.Root, "bash(npm install)");

        Golden.Matches("permissions", await ScreenAsync("permissions", session));
    }

    [Fact]
    public async Task History() => Golden.Matches("history", await ScreenAsync("history"));

    [Theory]
    [InlineData("jobs")]
    [InlineData("words")]
    [InlineData("results")]
    [InlineData("tasks")]
    [InlineData("here")]
    public async Task Help_about_a_topic(string topic) =>
        Golden.Matches($"help-{topic}", await ScreenAsync($"help {topic}"));

    [Fact]
    public async Task Every_help_fits_a_screen()
    {
        foreach (var name in HelpTopics.For(ActionPlaces.Repl).Select(static topic => topic.Name).Prepend(""))
        {
            var lines = (await ScreenAsync($"help {name}".Trim())).Split('\n');
            lines.Length.ShouldBeLessThan(24, name);
            lines.ShouldAllBe(static line => line.Length <= 80);
        }
    }

    public async ValueTask DisposeAsync()
    {
        user.Dispose();
        if (model is not null)
        {
            await model.DisposeAsync();
        }
    }

    private async Task<string> ScreenAsync(string line, Session? given = null)
    {
        await using var own = given is null ? await SessionAsync() : null;
        var session = given ?? own!;
        var words = line.Split(' ');
        var action = ActionList.Find(words[0], ActionPlaces.Repl)!;
        var printed = new List<string>();
        var call = new ActionCall(session, action.Command.Parse(words[1..]), printed.Add, Style.Plain)
        {
            Repl = new ReplState(canAsk: true)
            {
                TypedLines = static () => ["add a test for the parser", "/jobs", "a task\nof two lines"],
            },
        };
        (await action.RunAsync(call, TestContext.Current.CancellationToken)).ShouldBe(0);
        return string.Join('\n', printed)
            .Replace(user.Home, "/home/pedro", StringComparison.Ordinal)
            .Replace($"-{Environment.ProcessId}", "-4711", StringComparison.Ordinal)
            .Replace($":{model?.Port ?? 48080}/", ":48080/", StringComparison.Ordinal);
    }

    private async Task<Session> SessionAsync()
    {
        if (!File.Exists(Path.Combine(user.Home, ".pedrocli.json")))
        {
            model = await FakeModelServer.StartAsync(
                new ModelScript { Models = ["qwen3-coder:30b", "gpt-oss:20b"], Server = FakeServerKind.LlamaCpp }
            );
            user.WritesOwn(
                $$"""
                {
                  "model": { "type": "openai", "model_name": "qwen3-coder:30b", "server_url": "{{model.BaseUrl}}" },
                  "permissions": { "allow": ["bash(npm test)"], "ask": ["bash(git push *)"], "deny": ["write(.env)"] },
                  "sandbox": { "mode": "off" }
                }
                """
            );
        }
        var time = new FakeTimeProvider(Story.Begin);
        return new Session(user.Here, user.Reads(), time, canAsk: true);
    }
}
