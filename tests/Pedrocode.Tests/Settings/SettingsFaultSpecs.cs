using System.Text;
using CsCheck;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;

namespace Pedrocode.Tests.Settings;

public sealed class SettingsFaultSpecs : IDisposable
{
    private readonly UserAtHome _user = new();

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData(
        """{ "jobs": { "when_full": "wait" } }""",
        """1: jobs.when_full: found "wait"; allowed: "queue" or "reject"."""
    )]
    [InlineData(
        """{ "jobs": { "when_full": "Queue" } }""",
        """1: jobs.when_full: found "Queue"; allowed: "queue" or "reject"."""
    )]
    [InlineData(
        """{ "jobs": { "max_concurrent": "3" } }""",
        """1: jobs.max_concurrent: found "3"; allowed: a whole number from 1 to 100."""
    )]
    [InlineData(
        """{ "jobs": { "max_concurrent": 0 } }""",
        """1: jobs.max_concurrent: found 0; allowed: a whole number from 1 to 100."""
    )]
    [InlineData(
        """{ "jobs": { "max_concurrent": 2.5 } }""",
        """1: jobs.max_concurrent: found 2.5; allowed: a whole number from 1 to 100."""
    )]
    [InlineData(
        """{ "jobs": { "max_concurrent": 1e99 } }""",
        """1: jobs.max_concurrent: found 1E+99; allowed: a whole number from 1 to 100."""
    )]
    [InlineData(
        """{ "jobs": { "max_concurrent": null } }""",
        """1: jobs.max_concurrent: found null; allowed: a whole number from 1 to 100."""
    )]
    [InlineData(
        """{ "limits": { "max_tokens": -1 } }""",
        """1: limits.max_tokens: found -1; allowed: a whole number from 0 to 1000000000; 0: no limit."""
    )]
    [InlineData(
        """{ "model": { "temperature": 3 } }""",
        """1: model.temperature: found 3; allowed: a number from 0 to 2."""
    )]
    [InlineData("""{ "model": { "model_name": " " } }""", """1: model.model_name: found " "; allowed: a name.""")]
    [InlineData(
        """{ "model": { "replay_file": [] } }""",
        """1: model.replay_file: found a list; allowed: the path of a file."""
    )]
    [InlineData("""{ "output": { "plain": "yes" } }""", """1: output.plain: found "yes"; allowed: true or false.""")]
    [InlineData("""{ "output": { "plain": {} } }""", """1: output.plain: found an object; allowed: true or false.""")]
    [InlineData(
        """{ "permissions": { "deny": "bash" } }""",
        """1: permissions.deny: found "bash"; allowed: a list of rules such as ["bash(npm test)"]."""
    )]
    [InlineData(
        """{ "jobs": 3 }""",
        "1: jobs: found 3; allowed: an object with max_concurrent, max_unfinished, when_full, isolation, review, apply, recheck, carry."
    )]
    [InlineData("[]", "1: found a list; allowed: an object, { … }.")]
    public void A_wrong_value_is_one_line_of_where_what_and_what_else(string text, string line)
    {
        _user.WritesOwn(text);

        _user.FailsToRead().ShouldBe($"~/.pedrocli.json:{line.TrimEnd('.')}");
    }

    [Theory]
    [InlineData(
        """{ "jobs": { "max_concurent": 3 } }""",
        "unknown key jobs.max_concurent; did you mean jobs.max_concurrent?"
    )]
    [InlineData("""{ "job": { "max_concurrent": 3 } }""", "unknown key job; did you mean jobs?")]
    [InlineData("""{ "plain": true }""", "unknown key plain; did you mean output.plain?")]
    [InlineData("""{ "model": { "plain": true } }""", "unknown key model.plain; did you mean output.plain?")]
    [InlineData(
        """{ "output": { "sound": 1 } }""",
        "unknown key output.sound; known are output.notices, output.bell, output.plain"
    )]
    [InlineData("""{ "sandboxes": {} }""", "unknown key sandboxes; did you mean sandbox?")]
    [InlineData(
        """{ "output.plain": true }""",
        """output.plain: a dotted key is written as "output": { "plain": … }"""
    )]
    [InlineData(
        """{ "output": { "$schema": "x" } }""",
        "unknown key output.$schema; known are output.notices, output.bell, output.plain"
    )]
    public void An_unknown_key_is_named_with_the_nearest_known_one(string text, string line)
    {
        _user.WritesOwn(text);

        _user.FailsToRead().ShouldBe($"~/.pedrocli.json:1: {line}");
    }

    [Fact]
    public void All_faults_of_all_files_are_named_each_with_its_line()
    {
        _user.WritesOwn(
            """
            {
              // what I like
              "jobs": { "max_concurrent": "many" },
              "permissions": {
                "deny": [
                  "bash(rm)",
                  7,
                  "rm -rf",
                ],
              },
              "colour": "red",
            }
            """
        );
        _user.WritesProject("""{ "debug": { "enabled": 1 } }""");
        _user.Sets("PEDROCODE_BASE_URL", "localhost:8080");

        _user
            .FailsToRead(new() { Allow = ["bash(", "npm test"] })
            .ShouldBe(
                """
                ~/.pedrocli.json:3: jobs.max_concurrent: found "many"; allowed: a whole number from 1 to 100
                ~/.pedrocli.json:7: permissions.deny[1]: found 7; allowed: a rule such as "bash(npm test)"
                ~/.pedrocli.json:8: permissions.deny[2]: found "rm -rf"; allowed: a rule such as "bash(npm test)"
                ~/.pedrocli.json:11: unknown key colour; known are model, model_profiles, jobs, limits, project, permissions, sandbox, git, output, debug
                ~/code/.pedrocli.json:1: debug.enabled: found 1; allowed: true or false
                PEDROCODE_BASE_URL: found "localhost:8080"; allowed: an http or https address such as "http://localhost:11434/v1", without user, password or query
                --allow: found "bash("; allowed: a rule such as "bash(npm test)"
                --allow: found "npm test"; allowed: a rule such as "bash(npm test)"
                """
            );
    }

    [Theory]
    [InlineData("{\n  \"jobs\": {\n    \"max_concurrent\" 3\n  }\n}", "3:22")]
    [InlineData("{\r\n  \"jobs\": }\r\n", "2:11")]
    [InlineData("{ \"model\": { \"model_name\": \"größe\" \"x\" } }", "1:36")]
    [InlineData("{ \"jobs\": {", "1:12")]
    [InlineData("{} {}", "1:4")]
    [InlineData("// only a comment", "1:18")]
    public void Broken_json_is_named_by_line_and_column(string text, string at)
    {
        _user.WritesOwn(text);

        var message = _user.FailsToRead();

        message.ShouldStartWith($"~/.pedrocli.json:{at}: not valid JSON: ");
        message.ShouldNotContain("LineNumber");
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("""{ "model": { "model_name": "\ud83d" } }""")]
    [InlineData("""{ "\ude00": 1 }""")]
    public void Half_a_character_is_named(string text)
    {
        _user.WritesOwn(text);

        _user
            .FailsToRead()
            .ShouldBe("~/.pedrocli.json:1: not valid JSON: half of a surrogate pair, which is no character");
    }

    [Fact]
    public void A_key_that_is_set_twice_is_named()
    {
        _user.WritesOwn("{ \"jobs\": { \"max_concurrent\": 1 },\n  \"jobs\": { \"max_concurrent\": 2 } }");

        _user.FailsToRead().ShouldBe("~/.pedrocli.json:2: jobs.max_concurrent: is set in line 1 already");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("{}")]
    [InlineData("\uFEFF{ }")]
    public void An_empty_file_says_nothing(string text)
    {
        _user.WritesOwn(text);

        _user.Reads().Effective.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_terminal_would_obey_is_shown_as_text()
    {
        _user.WritesProject("{ \"\\u001b[2Jx\": 1, \"jobs\": { \"when_full\": \"\\u001b]0;owned\\u0007\u202e\" } }");

        _user
            .FailsToRead()
            .ShouldBe(
                """
                ~/code/.pedrocli.json:1: unknown key "<U+001B>[2Jx"; known are model, model_profiles, jobs, limits, project, permissions, sandbox, git, output, debug
                ~/code/.pedrocli.json:1: jobs.when_full: found "<U+001B>]0;owned<U+0007><U+202E>"; allowed: "queue" or "reject"
                """
            );
    }

    [Theory]
    [InlineData("""{ "model": { "api_key": "sk-secret" } }""", "did you mean model.api_key_env?")]
    [InlineData(
        """{ "model": { "api_key_env": "sk-secret" } }""",
        "model.api_key_env: found something else than a name"
    )]
    [InlineData("""{ "model": { "server_url": "https://me:sk-secret@example.org/" } }""", "found an address with more")]
    [InlineData(
        """{ "model": { "server_url": "https://example.org/?key=sk-secret" } }""",
        "found an address with more"
    )]
    public void A_key_in_the_wrong_place_is_not_repeated(string text, string said)
    {
        _user.WritesOwn(text);

        var message = _user.FailsToRead();

        message.ShouldContain(said);
        message.ShouldNotContain("secret");
    }

    [Fact]
    public void A_config_file_that_is_named_must_exist()
    {
        _user
            .FailsToRead(new() { Config = "nowhere.json" })
            .ShouldBe("~/code/nowhere.json: cannot be read: there is no such file");
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_user.Home, "folder.json"));

        _user
            .FailsToRead(new() { Config = Path.Combine(_user.Home, "folder.json") })
            .ShouldBe("~/folder.json: cannot be read: it is no file, or not yours to read");
    }

    [Fact]
    public void A_file_that_is_not_text_or_too_large_is_named()
    {
        File.WriteAllBytes(Path.Combine(_user.Home, ".pedrocli.json"), [(byte)'{', 0xff, (byte)'}']);
        _user.WritesProject(new string(' ', 1024 * 1024 + 1));

        _user
            .FailsToRead()
            .ShouldBe(
                """
                ~/.pedrocli.json: is not UTF-8 text
                ~/code/.pedrocli.json: cannot be read: it is larger than 1 MB
                """
            );
    }

    [Fact]
    public void A_flood_of_faults_is_folded()
    {
        _user.WritesProject($"{{ {string.Join(",\n", Enumerable.Range(1, 20_000).Select(i => $"\"key{i}\": 1"))} }}");

        var lines = _user.FailsToRead().Split('\n');

        lines.Length.ShouldBe(21);
        lines[0].ShouldStartWith("~/code/.pedrocli.json:1: unknown key key1;");
        lines[19].ShouldStartWith("~/code/.pedrocli.json:20: unknown key key20;");
        lines[20].ShouldBe("and 19980 more of the kind");
    }

    [Fact]
    public void Whatever_stands_in_a_file_it_is_read_or_named()
    {
        const string whole = """
            { "model": { "type": "openai", "model_name": "\u00e4\ud83d\ude00", "temperature": 0.5 }, // hm
              "permissions": { "deny": ["bash(rm)", "write(.env)",], }, "output": { "plain": true } }
            """;
        var damage =
            from bytes in Gen.Const(Encoding.UTF8.GetBytes(whole))
            from at in Gen.Int[0, bytes.Length - 1]
            from with in Gen.Byte.Array[0, 4]
            from dropped in Gen.Int[0, 6]
            select (byte[])[.. bytes[..at], .. with, .. bytes[Math.Min(at + dropped, bytes.Length)..]];

        var place = new SettingsPlace("/home/user/.pedrocli.json", PlaceOwner.User, _user.Here);
        damage.Sample(text =>
        {
            var file = SettingsFile.Parse(text, place);
            return file.Faults.All(fault => fault.StartsWith("/home/user/.pedrocli.json:", StringComparison.Ordinal));
        });
    }
}
