using Pedrocode.Cli.Settings;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Tests.Settings;

public sealed class SettingsLayerSpecs : IDisposable
{
    private readonly UserAtHome _user = new();

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Without_any_file_the_defaults_hold()
    {
        var reading = _user.Reads();

        reading.Settings.Jobs.MaxConcurrent.ShouldBe(3);
        reading.Settings.Jobs.WhenFull.ShouldBe(WhenFull.Queue);
        reading.Settings.Limits.ShouldBe(
            new LimitSettings
            {
                MaxTaskDuration = TimeSpan.FromMinutes(30),
                MaxInferenceRuns = 120,
                MaxTokens = null,
            }
        );
        reading.Settings.Model.ServerUrl.ShouldBeNull();
        reading.Settings.Model.ApiKey.ShouldBeNull();
        reading.Effective.ShouldBeEmpty();
    }

    [Fact]
    public void What_config_init_writes_sets_nothing_until_its_comments_are_taken_away_and_then_the_defaults_but_for_examples()
    {
        _user.WritesOwn(Pedrocode.Cli.Actions.ConfigAction.Begun).Reads().Effective.ShouldBeEmpty();

        var all = _user
            .WritesOwn(Pedrocode.Cli.Actions.ConfigAction.Begun.Replace("  // ", "  ", StringComparison.Ordinal))
            .Reads();
        all.Settings.Model.Name.ShouldBe("qwen3-coder:30b");
        all.Effective.Count.ShouldBeGreaterThan(20);
        var meant = SettingKeys
            .All.Where(key => all.Effective.ContainsKey(key) && key.Section != "model" && key != SettingKeys.Allow)
            .ToList();
        meant
            .Select(key => (key.Name, key.Shown(all.Settings)))
            .ShouldBe(meant.Select(static key => (key.Name, key.Shown(new PedroSettings()))));
    }

    [Fact]
    public void Every_key_of_the_users_file_arrives()
    {
        _user.Sets("MY_API_KEY", "sk-secret");
        _user.WritesOwn(
            """
            {
              "$schema": "https://example.org/pedrocli.schema.json",
              "model": { "type": "llamacpp", "model_name": "qwen3", "server_url": "http://10.0.0.7:8080/v1", "temperature": 0.2,
                         "api_key_env": "MY_API_KEY", "first_token_seconds": 40, "replay_file": "replies.jsonl" },
              "jobs": { "max_concurrent": 5, "when_full": "reject" },
              "limits": { "max_task_duration_minutes": 60, "max_inference_runs": 7, "max_tokens": 1000 },
              "permissions": { "allow": ["bash(npm test)"], "ask": ["bash(git push)"], "deny": ["write(.env)", "bash(*)"] },
              "output": { "notices": "ends", "plain": true },
              "debug": { "enabled": true }
            }
            """
        );

        var settings = _user.Reads().Settings;

        settings.Model.ShouldBe(
            new ModelSettings
            {
                Type = ModelType.LlamaCpp,
                Name = "qwen3",
                ServerUrl = new Uri("http://10.0.0.7:8080/v1"),
                Temperature = 0.2,
                ApiKeyVariable = "MY_API_KEY",
                ApiKey = settings.Model.ApiKey,
                FirstToken = TimeSpan.FromSeconds(40),
                ReplayFile = Path.Combine(_user.Home, "replies.jsonl"),
            }
        );
        settings.Model.ApiKey!.Reveal().ShouldBe("sk-secret");
        settings.Jobs.ShouldBe(new JobSettings { MaxConcurrent = 5, WhenFull = WhenFull.Reject });
        settings.Limits.ShouldBe(
            new LimitSettings
            {
                MaxTaskDuration = TimeSpan.FromHours(1),
                MaxInferenceRuns = 7,
                MaxTokens = 1000,
            }
        );
        settings.Permissions.Allow.ShouldBe(["bash(npm test)"]);
        settings.Permissions.Ask.ShouldBe(["bash(git push)"]);
        settings.Permissions.Deny.ShouldBe(["write(.env)", "bash(*)"]);
        settings.Output.ShouldBe(new OutputSettings { Notices = NoticeLevel.Ends, Plain = true });
        settings.Debug.Enabled.ShouldBeTrue();
    }

    [Fact]
    public void Layers_are_merged_key_by_key()
    {
        _user.Writes(".config/pedrocode/config.json", """{ "jobs": { "max_concurrent": 4, "when_full": "reject" } }""");
        _user.WritesOwn("""{ "jobs": { "max_concurrent": 5 }, "output": { "notices": "all" } }""");
        _user.WritesProject("""{ "output": { "notices": "ends" } }""");

        var settings = _user.Reads().Settings;

        settings.Jobs.ShouldBe(new JobSettings { MaxConcurrent = 5, WhenFull = WhenFull.Reject });
        settings.Output.Notices.ShouldBe(NoticeLevel.Ends);
    }

    [Fact]
    public void A_variable_beats_the_files_and_a_flag_beats_the_variable()
    {
        _user.WritesOwn("""{ "model": { "model_name": "of the file" } }""");
        _user.Sets("PEDROCODE_MODEL", "of the variable");

        _user.Reads().Settings.Model.Name.ShouldBe("of the variable");
        _user.Reads(new() { Model = "of the flag" }).Settings.Model.Name.ShouldBe("of the flag");
    }

    [Fact]
    public void Rules_of_all_layers_count_together()
    {
        _user.Writes(".config/pedrocode/config.json", """{ "permissions": { "allow": ["bash(make)"] } }""");
        _user.WritesOwn(
            """{ "permissions": { "allow": ["bash(npm test)", "bash(make)"], "deny": ["write(.env)"] } }"""
        );

        var permissions = _user.Reads(new() { Allow = ["all"] }).Settings.Permissions;

        permissions.Allow.ShouldBe(["bash(make)", "bash(npm test)", "all"]);
        permissions.Deny.ShouldBe(["write(.env)"]);
    }

    [Fact]
    public void The_config_flag_replaces_the_users_files_and_leaves_the_projects()
    {
        _user.WritesOwn("""{ "jobs": { "max_concurrent": 5 }, "debug": { "enabled": true } }""");
        _user.WritesProject("""{ "output": { "plain": true } }""");
        _user.Writes("other.json", """{ "jobs": { "max_concurrent": 6 } }""");

        var settings = _user.Reads(new() { Config = Path.Combine(_user.Home, "other.json") }).Settings;

        settings.Jobs.MaxConcurrent.ShouldBe(6);
        settings.Debug.Enabled.ShouldBeFalse();
        settings.Output.Plain.ShouldBeTrue();
    }

    [Fact]
    public void A_relative_config_flag_starts_at_the_working_directory()
    {
        _user.Writes("code/other.json", """{ "jobs": { "max_concurrent": 6 } }""");

        _user.Reads(new() { Config = "other.json" }).Settings.Jobs.MaxConcurrent.ShouldBe(6);
    }

    [Fact]
    public void Xdg_config_home_says_where_the_users_folder_is()
    {
        _user.Sets("XDG_CONFIG_HOME", Path.Combine(_user.Home, "etc"));
        _user.Writes(".config/pedrocode/config.json", """{ "jobs": { "max_concurrent": 4 } }""");
        _user.Writes("etc/pedrocode/config.json", """{ "jobs": { "max_concurrent": 8 } }""");

        _user.Reads().Settings.Jobs.MaxConcurrent.ShouldBe(8);
    }

    [Fact]
    public void In_the_home_directory_the_users_file_is_the_users_and_not_a_projects()
    {
        _user.WorkDir = _user.Home;
        _user.WritesOwn("""{ "model": { "server_url": "http://localhost:1234/v1" } }""");

        var reading = _user.Reads();

        reading.Settings.Model.ServerUrl.ShouldBe(new Uri("http://localhost:1234/v1"));
        reading.Ignored.ShouldBeEmpty();
    }

    [Fact]
    public void Below_the_root_of_a_repository_the_files_on_the_way_count_and_the_nearest_wins()
    {
        _user.WorkDir = Path.Combine(_user.Repository, "web", "src");
        _user.WritesProject("""{ "output": { "notices": "all", "plain": true } }""");
        _user.Writes("code/web/.pedrocli.json", """{ "output": { "notices": "none" } }""");
        Directory.CreateDirectory(_user.WorkDir);

        _user.Reads().Settings.Output.ShouldBe(new OutputSettings { Notices = NoticeLevel.None, Plain = true });
    }

    [Fact]
    public void Outside_a_repository_only_the_file_of_the_working_directory_counts()
    {
        Directory.Delete(Path.Combine(_user.Repository, ".git"));
        _user.WorkDir = Path.Combine(_user.Repository, "web");
        _user.WritesProject("""{ "output": { "plain": true } }""");
        _user.Writes("code/web/.pedrocli.json", """{ "output": { "notices": "none" } }""");

        _user.Reads().Settings.Output.ShouldBe(new OutputSettings { Notices = NoticeLevel.None, Plain = false });
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none()
    {
        _user.Sets("PEDROCODE_MODEL", "").Sets("PEDROCODE_BASE_URL", "").Sets("PEDROCODE_API_KEY", "");

        _user.Reads().Effective.ShouldBeEmpty();
    }
}
