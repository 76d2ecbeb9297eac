using Pedrocode.Cli.Settings;

namespace Pedrocode.Tests.Settings;

public sealed class ModelProfileSettingsSpecs : IDisposable
{
    private readonly UserAtHome _user = new();

    public void Dispose() => _user.Dispose();

    [Fact]
    public void A_profile_that_names_no_server_is_the_model_with_what_it_says_instead()
    {
        _user.WritesOwn(
            """
            {
              "model": { "type": "ollama", "model_name": "small", "server_url": "http://gpu:11434", "api_key_env": "MY_KEY" },
              "model_profiles": { "big": { "model_name": "large", "temperature": 0.5, "tools": "text", "edits": "blocks" } }
            }
            """
        );
        _user.Sets("MY_KEY", "sk-mine");

        var settings = _user.Reads().Settings;

        var big = settings.Profiles["big"];
        (big.Type, big.Name, big.ServerUrl).ShouldBe((ModelType.Ollama, "large", new Uri("http://gpu:11434")));
        (big.Temperature, big.Tools, big.Edits).ShouldBe((0.5, ToolsSetting.Text, EditsSetting.Blocks));
        big.ApiKey!.Reveal().ShouldBe("sk-mine");
        (settings.Profile, settings.Model.Name, settings.Model.Temperature).ShouldBe((null, "small", null));
    }

    [Fact]
    public void A_profile_that_names_a_server_takes_nothing_over_least_of_all_a_key()
    {
        _user.WritesOwn(
            """
            {
              "model": { "model_name": "small", "context_size": 4096, "api_key_env": "MY_KEY", "price_in": 1 },
              "model_profiles": { "far": { "server_url": "https://example.org/v1" } }
            }
            """
        );
        _user.Sets("MY_KEY", "sk-mine").Sets("PEDROCODE_API_KEY", "sk-variable");

        var reading = _user.Reads();

        reading.Settings.Profiles["far"].ShouldBe(new ModelSettings { ServerUrl = new Uri("https://example.org/v1") });
    }

    [Fact]
    public void A_profile_has_the_key_it_names()
    {
        _user.WritesOwn(
            """{ "model_profiles": { "far": { "server_url": "https://example.org/v1", "api_key_env": "FAR_KEY" } } }"""
        );
        _user.Sets("FAR_KEY", "sk-far").Sets("PEDROCODE_API_KEY", "sk-variable");

        _user.Reads().Settings.Profiles["far"].ApiKey!.Reveal().ShouldBe("sk-far");
    }

    [Fact]
    public void The_key_a_profile_names_is_not_sent_to_the_server_a_variable_puts_in_the_place_of_its_own()
    {
        _user.WritesOwn(
            """
            {
              "model": { "server_url": "https://example.org/v1" },
              "model_profiles": { "big": { "model_name": "large", "api_key_env": "BIG_KEY" } }
            }
            """
        );
        _user.Sets("BIG_KEY", "sk-big").Sets("PEDROCODE_BASE_URL", "http://127.0.0.1:9999/v1");

        _user.Reads().Settings.Profiles["big"].ApiKey.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, null, "small")]
    [InlineData("big", null, "big", "small")]
    [InlineData(null, "big", "big", "small")]
    [InlineData("other", "big", "big", "other")]
    [InlineData("big", "other", null, "other")]
    public void The_highest_name_chooses_a_profile_or_a_model(
        string? variable,
        string? flag,
        string? profile,
        string name
    )
    {
        _user.WritesOwn(
            """{ "model": { "model_name": "small" }, "model_profiles": { "big": { "temperature": 1 } } }"""
        );
        if (variable is not null)
        {
            _user.Sets("PEDROCODE_MODEL", variable);
        }

        var settings = _user.Reads(new SettingsFlags { Model = flag }).Settings;

        (settings.Profile, settings.Model.Name, settings.Profiles["big"].Name).ShouldBe((profile, name, name));
    }

    [Fact]
    public void A_server_that_a_variable_names_comes_before_a_profile_chosen_in_a_file()
    {
        _user.WritesOwn(
            """
            {
              "model": { "model_name": "far" },
              "model_profiles": { "far": { "server_url": "https://example.org/v1" } }
            }
            """
        );

        _user.Reads().Settings.Profile.ShouldBe("far");
        _user.Sets("PEDROCODE_BASE_URL", "http://127.0.0.1:9999/v1");
        _user.Reads().Settings.Profile.ShouldBeNull();
        _user.Reads(new SettingsFlags { Model = "far" }).Settings.Profile.ShouldBe("far");
    }

    [Fact]
    public void Two_files_of_the_user_make_one_profile()
    {
        _user.Writes(
            ".config/pedrocode/config.json",
            """{ "model_profiles": { "big": { "model_name": "a", "temperature": 1 } } }"""
        );
        _user.WritesOwn("""{ "model_profiles": { "big": { "model_name": "b" } } }""");

        var big = _user.Reads().Settings.Profiles["big"];

        (big.Name, big.Temperature).ShouldBe(("b", 1));
    }

    [Fact]
    public void A_project_can_neither_make_a_profile_nor_change_one()
    {
        _user.WritesOwn("""{ "model_profiles": { "big": { "model_name": "large" } } }""");
        _user.WritesProject(
            """
            { "model_profiles": {
                "big": { "server_url": "https://evil.example.org/v1" },
                "bad": { "temperature": 1 } } }
            """
        );
        _user.Sets("PEDROCODE_MODEL", "bad");

        var reading = _user.Reads();

        reading.Settings.Profiles.Keys.ShouldBe(["big"]);
        reading.Settings.Profiles["big"].ServerUrl.ShouldBeNull();
        (reading.Settings.Profile, reading.Settings.Model.Name).ShouldBe((null, "bad"));
        SettingsListing
            .Lines(reading)
            .TakeLast(2)
            .ShouldBe([
                "~/code/.pedrocli.json:2: model_profiles.big.server_url: ignored (project file)",
                "~/code/.pedrocli.json:3: model_profiles.bad.temperature: ignored (project file)",
            ]);
    }

    [Theory]
    [InlineData(
        """{ "model_profiles": { "big": { "temprature": 1 } } }""",
        "unknown key temprature in model_profiles.big; did you mean temperature?"
    )]
    [InlineData(
        """{ "model_profiles": { "big": { "temperature": 3 } } }""",
        "model_profiles.big.temperature: found 3; allowed: a number from 0 to 2"
    )]
    [InlineData(
        """{ "model_profiles": { "big": "large" } }""",
        "model_profiles: big: found \"large\"; allowed: an object with type, model_name,*"
    )]
    [InlineData(
        """{ "model_profiles": { "big": {} } }""",
        "model_profiles.big: found an empty object; allowed: an object with type, model_name,*"
    )]
    [InlineData(
        """{ "model_profiles": { "very big": { "slots": 1 } } }""",
        "model_profiles: found the name \"very big\"; allowed: a name of up to 64 characters without spaces"
    )]
    [InlineData(
        """{ "model_profiles": [] }""",
        "model_profiles: found a list; allowed: an object with a name for each profile"
    )]
    [InlineData("""{ "model_profile": {} }""", "unknown key model_profile; did you mean model_profiles?")]
    [InlineData(
        """{ "model_profiles": { "a": { "slots": 1, "slots": 2 } } }""",
        "model_profiles.a.slots: is set in line 1 already"
    )]
    [InlineData(
        """{ "model_profiles": { "a": { "type": "replay" } } }""",
        "model_profiles.a.type is \"replay\", but model_profiles.a.replay_file is not set"
    )]
    public void A_fault_is_one_line_that_names_file_and_key(string text, string fault)
    {
        var said = _user.WritesOwn(text).FailsToRead();

        said.ShouldStartWith($"~/.pedrocli.json:1: {fault.TrimEnd('*')}");
        said.ShouldNotContain('\n');
    }

    [Fact]
    public void The_listing_shows_what_profiles_say_and_whether_their_keys_are_there()
    {
        _user.WritesOwn(
            """
            { "model_profiles": {
                "far": { "server_url": "https://example.org/v1", "api_key_env": "FAR_KEY" },
                "big": { "model_name": "large", "api_key_env": "BIG_KEY" } } }
            """
        );
        _user.Sets("BIG_KEY", "sk-big");

        var lines = SettingsListing.Lines(_user.Reads(new SettingsFlags { Model = "big" }));

        lines.ShouldContain(static line => Row(line) == "model.model_name \"big\" --model");
        lines
            .SkipWhile(static line => !line.StartsWith("model_profiles", StringComparison.Ordinal))
            .Select(Row)
            .ShouldBe([
                "model_profiles.big.model_name \"large\" ~/.pedrocli.json:3",
                "model_profiles.big.api_key_env \"BIG_KEY\" ~/.pedrocli.json:3",
                "API key (not shown) BIG_KEY",
                "model_profiles.far.server_url \"https://example.org/v1\" ~/.pedrocli.json:2",
                "model_profiles.far.api_key_env \"FAR_KEY\" ~/.pedrocli.json:2",
                "API key not set FAR_KEY is not set",
            ]);
    }

    private static string Row(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
