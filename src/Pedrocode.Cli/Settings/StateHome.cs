namespace Pedrocode.Cli.Settings;

/// <summary>Where the state lives: jobs, history, reports.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="IsDefault">False where <c>PEDROCODE_HOME</c> names it.</param>
internal sealed record StateHome(string Path, bool IsDefault)
{
    public static StateHome Of(Surroundings here) =>
        here.Variable("PEDROCODE_HOME") is { } named
            ? new StateHome(System.IO.Path.GetFullPath(here.Expand(named), here.WorkDir), IsDefault: false)
            : new StateHome(
                System.IO.Path.Combine(here.XdgFolder("XDG_STATE_HOME", ".local/state"), "pedrocode"),
                IsDefault: true
            );
}
