using System.CommandLine;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;
using Pedrocode.Core.Posix;

namespace Pedrocode.Cli.Actions;

internal sealed class ConfigAction : UserAction
{
    private readonly Argument<string?> what;

    public ConfigAction()
        : base("config", "each setting and where it comes from")
    {
        what = Add(new Argument<string?>("show|init|path") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override string Details =>
        "config path: the files that are read. config init: writes a file of yours to begin with, where there is none.";

    /// <summary>Everything in it is a comment: until something is taken out of it, nothing is set.</summary>
    internal const string Begun = """
        // Yours, for every project. Remove the // before what you want to set.
        // All keys: docs/configuration.md; pedrocode config shows what counts and where it comes from.
        {
          // "model":       { "type": "ollama", "model_name": "qwen3-coder:30b", "server_url": "http://localhost:11434", "context_size": 32768 },
          // "model_profiles": { "big": { "server_url": "https://example.com/v1", "model_name": "some-model", "api_key_env": "EXAMPLE_API_KEY" } },
          // "jobs":        { "max_concurrent": 3, "max_unfinished": 10, "when_full": "queue", "apply": "auto", "review": "none" },
          // "limits":      { "max_task_duration_minutes": 30, "max_inference_runs": 120, "check_retries": 2 },
          // "permissions": { "allow": ["bash(npm test)"], "ask": [], "deny": [] },
          // "sandbox":     { "mode": "auto", "network": false },
          // "output":      { "notices": "auto", "bell": true, "plain": false },
          // "git":         { "commit": false },
          // "debug":       { "keep_temp_files": false },
        }

        """;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Print(
            call.Value(what) switch
            {
                null or "show" => string.Join('\n', SettingsListing.Lines(call.Session.Reading)),
                "init" => Init(call),
                "path" => string.Join('\n', call.Session.Reading.Places.Select(static place => place.Path)),
                var other => throw new UserError(
                    $"config does not know '{other}'",
                    "write: config show, config init, or config path"
                ),
            }
        );
        return Task.FromResult(ExitCodes.Complete);
    }

    private static string Init(ActionCall call)
    {
        var place = call.Session.Reading.Places.First(static place => place.Owner != PlaceOwner.Project);
        if (File.Exists(place.Path))
        {
            throw new UserError($"{place.Shown} is there already", "edit it; config shows what counts");
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place.Path)!);
            AtomicFile.Write(place.Path, Begun);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{place.Shown} cannot be written: {e.Message}");
        }
        return $"Wrote {place.Shown}: everything in it is a comment yet";
    }
}
