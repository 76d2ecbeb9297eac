using System.CommandLine;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;

namespace Pedrocode.Cli.Actions;

internal sealed class ConfigAction : UserAction
{
    private readonly Argument<string?> what;

    public ConfigAction()
        : base("config", "each setting and where it comes from")
    {
        what = Add(new Argument<string?>("show|path") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override string Details => "config path: the files that are read.";

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Print(
            call.Value(what) switch
            {
                null or "show" => string.Join('\n', SettingsListing.Lines(call.Session.Reading)),
                "path" => string.Join('\n', call.Session.Reading.Places.Select(static place => place.Path)),
                var other => throw new UserError(
                    $"config does not know '{other}'",
                    "write: config show, or config path"
                ),
            }
        );
        return Task.FromResult(ExitCodes.Complete);
    }
}
