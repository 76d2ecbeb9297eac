using Pedrocode.Cli.Settings;

namespace Pedrocode.Tests.Settings;

public class StateHomeSpecs
{
    [Theory]
    [InlineData(null, null, "/home/pat/.local/state/pedrocode", true)]
    [InlineData(null, "/var/state", "/var/state/pedrocode", true)]
    [InlineData(null, "state", "/home/pat/.local/state/pedrocode", true)]
    [InlineData("/srv/pedro", "/var/state", "/srv/pedro", false)]
    [InlineData("~/pedro", null, "/home/pat/pedro", false)]
    [InlineData("pedro/../here", null, "/work/here", false)]
    [InlineData("", null, "/home/pat/.local/state/pedrocode", true)]
    public void The_state_lives_where_the_variables_say(string? pedrocodeHome, string? xdg, string path, bool isDefault)
    {
        var here = new Surroundings(
            "/home/pat",
            "/work",
            name =>
                name switch
                {
                    "PEDROCODE_HOME" => pedrocodeHome,
                    "XDG_STATE_HOME" => xdg,
                    _ => null,
                }
        );

        StateHome.Of(here).ShouldBe(new StateHome(path, isDefault));
    }
}
