using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public class BashEnvironmentSpecs
{
    [Theory]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("github_token")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("MySecret")]
    [InlineData("PGPASSWORD")]
    [InlineData("PEDROCODE_HOME")]
    [InlineData("PEDROCODE_CALL")]
    [InlineData("BASH_ENV")]
    [InlineData("BASH_FUNC_ls%%")]
    [InlineData("SHELLOPTS")]
    [InlineData("FORCE_COLOR")]
    public void Secrets_our_own_and_what_turns_a_shell_around_stay_out(string name)
    {
        BashEnvironment.From([KeyValuePair.Create(name, "x")]).ShouldNotContainKey(name);
    }

    [Theory]
    [InlineData("PATH", "/usr/bin")]
    [InlineData("HOME", "/home/u")]
    [InlineData("DOTNET_ROOT", "/usr/share/dotnet")]
    [InlineData("SSH_AUTH_SOCK", "/tmp/s")]
    public void Everything_else_is_the_users(string name, string value)
    {
        BashEnvironment.From([KeyValuePair.Create(name, value)])[name].ShouldBe(value);
    }

    [Fact]
    public void No_name_in_it_sounds_like_a_secret()
    {
        BashEnvironment
            .From([])
            .Keys.ShouldAllBe(static name =>
                !name.Contains("KEY") && !name.Contains("TOKEN") && !name.Contains("PEDROCODE")
            );
    }

    [Fact]
    public void Nobody_pages_asks_or_colours()
    {
        var environment = BashEnvironment.From([
            KeyValuePair.Create("PAGER", "less"),
            KeyValuePair.Create("TERM", "xterm"),
        ]);

        environment["PAGER"].ShouldBe("cat");
        environment["GIT_PAGER"].ShouldBe("cat");
        environment["GIT_TERMINAL_PROMPT"].ShouldBe("0");
        environment["TERM"].ShouldBe("dumb");
    }
}
