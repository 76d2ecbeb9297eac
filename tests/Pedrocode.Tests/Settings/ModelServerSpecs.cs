using Pedrocode.Cli.Settings;

namespace Pedrocode.Tests.Settings;

public sealed class ModelServerSpecs : IDisposable
{
    private readonly UserAtHome _user = new();

    public void Dispose() => _user.Dispose();

    [Fact]
    public void The_base_url_variable_implies_the_openai_protocol()
    {
        _user.WritesOwn("""{ "model": { "type": "llamacpp", "server_url": "http://localhost:8080/v1" } }""");
        _user.Sets("PEDROCODE_BASE_URL", "http://127.0.0.1:9999/v1");

        var model = _user.Reads().Settings.Model;

        model.Type.ShouldBe(ModelType.OpenAi);
        model.ServerUrl.ShouldBe(new Uri("http://127.0.0.1:9999/v1"));
    }

    [Fact]
    public void The_key_variable_beats_the_one_a_file_names()
    {
        _user.WritesOwn("""{ "model": { "api_key_env": "MY_API_KEY" } }""");
        _user.Sets("MY_API_KEY", "sk-file").Sets("PEDROCODE_API_KEY", "sk-variable");

        _user.Reads().Settings.Model.ApiKey!.Reveal().ShouldBe("sk-variable");
    }

    [Fact]
    public void The_key_of_one_server_is_not_sent_to_the_server_a_variable_puts_in_its_place()
    {
        _user.WritesOwn(
            """{ "model": { "server_url": "https://models.example.org/v1", "api_key_env": "MY_API_KEY" } }"""
        );
        _user.Sets("MY_API_KEY", "sk-secret").Sets("PEDROCODE_BASE_URL", "http://127.0.0.1:9999/v1");

        var reading = _user.Reads();

        reading.Settings.Model.ApiKey.ShouldBeNull();
        SettingsListing
            .Lines(reading)
            .ShouldContain("~/.pedrocli.json:1: model.api_key_env: ignored (PEDROCODE_BASE_URL names another server)");
    }

    [Fact]
    public void Neither_a_record_nor_a_listing_shows_the_key()
    {
        _user.WritesOwn("""{ "model": { "api_key_env": "MY_API_KEY" } }""");
        _user.Sets("MY_API_KEY", "sk-secret");

        var reading = _user.Reads();

        reading.Settings.ToString().ShouldNotContain("sk-secret");
        reading.ToString().ShouldNotContain("sk-secret");
        string.Join('\n', SettingsListing.Lines(reading)).ShouldNotContain("sk-secret");
    }

    [Fact]
    public void A_replay_without_a_file_is_refused_where_it_was_asked_for()
    {
        _user.WritesOwn("""{ "model": { "type": "replay" } }""");

        _user.FailsToRead().ShouldBe("~/.pedrocli.json:1: model.type is \"replay\", but model.replay_file is not set");
    }

    [Theory]
    [InlineData("replies.jsonl", "etc/replies.jsonl")]
    [InlineData("../replies.jsonl", "replies.jsonl")]
    [InlineData("~/replies.jsonl", "replies.jsonl")]
    public void A_relative_file_is_looked_for_beside_the_file_that_names_it(string written, string belowHome)
    {
        _user.Writes("etc/other.json", $$"""{ "model": { "type": "replay", "replay_file": "{{written}}" } }""");

        var model = _user.Reads(new() { Config = Path.Combine(_user.Home, "etc/other.json") }).Settings.Model;

        model.ReplayFile.ShouldBe(Path.Combine(_user.Home, belowHome));
    }
}
