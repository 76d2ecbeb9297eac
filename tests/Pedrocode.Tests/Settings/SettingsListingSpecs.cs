using Pedrocode.Cli.Settings;

namespace Pedrocode.Tests.Settings;

public sealed class SettingsListingSpecs : IDisposable
{
    private readonly UserAtHome _user = new();

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Each_value_is_shown_with_where_it_came_from_and_what_was_ignored()
    {
        _user.WritesOwn(
            """
            {
              "model": { "server_url": "http://localhost:8080/v1",
                         "api_key_env": "MY_API_KEY" },
              "permissions": { "allow": ["bash(make)"], "deny": ["write(.env)", "bash(rm)"] }
            }
            """
        );
        _user.WritesProject("""{ "model": { "model_name": "big" }, "permissions": { "deny": ["bash(curl)"] } }""");
        _user.Sets("PEDROCODE_MODEL", "qwen3-coder");

        string.Join('\n', SettingsListing.Lines(_user.Reads(new() { Allow = ["bash(npm test)"], Debug = true })))
            .ShouldBe(
                """
                model.type                        "openai"                    default
                model.model_name                  "qwen3-coder"               PEDROCODE_MODEL
                model.server_url                  "http://localhost:8080/v1"  ~/.pedrocli.json:2
                model.context_size                0                           default
                model.slots                       0                           default
                model.tools                       "auto"                      default
                model.edits                       "auto"                      default
                model.temperature                 not set                     default
                model.api_key_env                 "MY_API_KEY"                ~/.pedrocli.json:3
                model.first_token_seconds         0                           default
                model.price_in                    not set                     default
                model.price_cached                not set                     default
                model.price_out                   not set                     default
                model.replay_file                 not set                     default
                jobs.max_concurrent               3                           default
                jobs.max_unfinished               10                          default
                jobs.when_full                    "queue"                     default
                jobs.isolation                    "tree"                      default
                jobs.review                       "none"                      default
                jobs.apply                        "auto"                      default
                jobs.recheck                      false                       default
                jobs.carry                        node_modules, .venv, venv   default
                limits.max_task_duration_minutes  30                          default
                limits.max_inference_runs         120                         default
                limits.max_tokens                 0                           default
                limits.max_cost                   not set                     default
                limits.check_retries              2                           default
                project.checks                    not set                     default
                permissions.allow                 "bash(make)"                ~/.pedrocli.json:4
                                                  "bash(npm test)"            --allow
                permissions.ask                   not set                     default
                permissions.deny                  "write(.env)", "bash(rm)"   ~/.pedrocli.json:4
                                                  "bash(curl)"                ~/code/.pedrocli.json:1
                sandbox.mode                      "auto"                      default
                sandbox.network                   false                       default
                sandbox.readable                  none                        default
                sandbox.caches                    none                        default
                git.commit                        false                       default
                output.notices                    "auto"                      default
                output.bell                       true                        default
                output.plain                      false                       default
                debug.enabled                     true                        --debug
                debug.keep_temp_files             false                       default
                API key                           not set                     MY_API_KEY is not set

                ~/code/.pedrocli.json:1: model.model_name: ignored (project file, folder not trusted)
                """
            );
    }
}
