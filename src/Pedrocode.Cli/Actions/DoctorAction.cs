using System.CommandLine;
using System.Text;
using System.Text.Json;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;

namespace Pedrocode.Cli.Actions;

/// <summary>What works here and what does not: servers, the model in use, git, the terminal, the state directory.</summary>
internal sealed class DoctorAction : UserAction
{
    private const int SmallWindow = 16_384;

    private readonly Option<bool> json;
    private readonly Option<bool> fresh;

    public DoctorAction()
        : base("doctor", "what works here: servers, the model, git, the terminal; and what to change")
    {
        json = Add(new Option<bool>("--json") { Description = "one object" });
        fresh = Add(new Option<bool>("--fresh") { Description = "measures the model again" });
    }

    public override string Details =>
        "The model in use is asked some ten short questions, once a week: whether its tool calls arrive, and how fast it is.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var findings = new List<Finding>();
        ModelProfile? profile = null;
        try
        {
            foreach (var found in await call.Session.Models.ServersAsync(stop))
            {
                findings.Add(
                    new Finding(
                        "server",
                        FindingState.Good,
                        $"{found.Server.Kind} at {found.Server.Address}: {found.Count} {(found.Count == 1 ? "model" : "models")}, best {found.Model}"
                    )
                );
            }
            var choice = await call.Session.Models.ChosenAsync(stop);
            findings.Add(ModelOf(choice));
            if (choice.Server is { } server)
            {
                findings.Add(WindowOf(choice, server));
                profile = await ProfileAsync(call, choice, server, stop);
                findings.AddRange(Measured(profile, choice));
            }
        }
        catch (Exception e) when (e is UserError or ModelException)
        {
            findings.Add(
                new Finding(
                    "model",
                    FindingState.Bad,
                    e.Message.Split('\n')[0],
                    "ollama serve && ollama pull qwen3-coder:30b"
                )
            );
        }
        findings.Add(await GitOfAsync(call, stop));
        findings.Add(TerminalOf(call));
        findings.Add(StateOf(call));
        call.Print(
            call.Value(json) || !IsTable(call) ? Json(findings, profile) : DoctorView.Text(findings, call.Style)
        );
        return findings.Exists(static finding => finding.State == FindingState.Bad)
            ? ExitCodes.Failed
            : ExitCodes.Complete;
    }

    private static bool IsTable(ActionCall call) => call.Repl is not null || Tty.IsTty(Tty.Output);

    private static Finding ModelOf(ModelChoice choice) =>
        choice.Facts.CallsTools == false
            ? new Finding(
                "model",
                FindingState.Weak,
                $"{choice.Name} ({choice.Why}): the server says it cannot call tools; calls are read from its text",
                "take a model that can: ollama pull qwen3-coder:30b"
            )
            : new Finding("model", FindingState.Good, $"{choice.Name} ({choice.Why}) {choice.Facts.Text}".TrimEnd());

    private static Finding WindowOf(ModelChoice choice, ModelServer server) =>
        choice.Facts.Window switch
        {
            null => new Finding(
                "context",
                FindingState.Weak,
                "the server does not say how much the model sees at once",
                "set model.context_size in your configuration"
            ),
            < SmallWindow and var window => new Finding(
                "context",
                FindingState.Weak,
                $"{window} tokens: jobs work, with much left out",
                WindowAdvice.For(server.Kind, choice.Name, 2 * SmallWindow)
            ),
            var window => new Finding("context", FindingState.Good, $"{window} tokens"),
        };

    private async Task<ModelProfile> ProfileAsync(
        ActionCall call,
        ModelChoice choice,
        ModelServer server,
        CancellationToken stop
    )
    {
        var session = call.Session;
        var kept = call.Value(fresh)
            ? null
            : ModelProfile.Kept(session.State.Path, server.Address, choice.Name, session.Time.GetUtcNow());
        if (kept is not null)
        {
            return kept;
        }
        var profile = await new ModelProbe(session.Models.Client, session.Time).RunAsync(
            server.Address,
            choice.Name,
            (number, of) =>
            {
                if (number == 1)
                {
                    Program.Error($"asking {choice.Name} {of} short questions ...");
                }
            },
            stop
        );
        if (!session.State.IsNewer)
        {
            profile.Keep(session.State.Path);
        }
        return profile;
    }

    private static IEnumerable<Finding> Measured(ModelProfile profile, ModelChoice choice)
    {
        yield return profile.Calls switch
        {
            CallStyle.Native => new Finding("tool calls", FindingState.Good, $"native, {profile.Called} of 6 right"),
            CallStyle.Text => new Finding(
                "tool calls",
                FindingState.Weak,
                $"as text, out of which they are rescued: {profile.Called} of 6 right",
                choice.Server?.Kind switch
                {
                    ServerKind.LlamaCpp => "start llama-server with --jinja",
                    ServerKind.Vllm => "start vllm with --enable-auto-tool-choice --tool-call-parser NAME",
                    _ => null,
                }
            ),
            _ => new Finding(
                "tool calls",
                FindingState.Bad,
                "none arrive: this model cannot do jobs",
                "take a model that can: ollama pull qwen3-coder:30b"
            ),
        };
        yield return new Finding(
            "speed",
            profile.Out is < 5 ? FindingState.Weak : FindingState.Good,
            $"reads {Rate(profile.In)}, writes {Rate(profile.Out)} tokens a second{(profile.KeepsCache switch { true => ", keeps what it has read", false => ", reads everything anew each time", _ => "" })}"
        );
    }

    private static string Rate(double? rate) =>
        rate is { } known ? known.ToString("0", System.Globalization.CultureInfo.InvariantCulture) : "(unknown)";

    private static async Task<Finding> GitOfAsync(ActionCall call, CancellationToken stop)
    {
        var tree = JobTrees.InPlace(call.Session.Here.WorkDir);
        try
        {
            var version = await new Git(tree.WorkDir, tree.Root).RunAsync(["--version"], stop);
            var said = Encoding.UTF8.GetString(version.Bytes).Trim();
            return tree.InGit ? new Finding("git", FindingState.Good, said)
                : call.Session.WhyInPlace is { } why
                    ? new Finding(
                        "git",
                        FindingState.Weak,
                        $"{said}; jobs work in place: {why}",
                        "work in a project's folder"
                    )
                : new Finding(
                    "git",
                    FindingState.Good,
                    $"{said}; this folder is in no repository: pedrocode keeps its own"
                );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Finding("git", FindingState.Bad, "git does not run", "install git");
        }
    }

    private static Finding TerminalOf(ActionCall call) =>
        new(
            "terminal",
            FindingState.Good,
            $"{(call.Style.Mark("utf-8", "ascii") == "utf-8" ? "UTF-8" : "ASCII only")}, {call.Style.Width} columns{(Tty.IsTty(Tty.Output) ? "" : ", output is no terminal")}"
        );

    private static Finding StateOf(ActionCall call)
    {
        var path = call.Session.State.Path;
        var free = new DriveInfo(path).AvailableFreeSpace >> 20;
        return free < 500
            ? new Finding("state", FindingState.Weak, $"{path}: {free} MB free", $"make room on the disk of {path}")
            : new Finding("state", FindingState.Good, $"{path}, {free >> 10} GB free");
    }

    private static string Json(List<Finding> findings, ModelProfile? profile)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("findings");
            foreach (var finding in findings)
            {
                writer.WriteStartObject();
                writer.WriteString("what", finding.What);
                writer.WriteString("state", finding.State.ToString().ToLowerInvariant());
                writer.WriteString("says", finding.Says);
                if (finding.Advice is { } advice)
                {
                    writer.WriteString("advice", advice);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            if (profile is not null)
            {
                writer.WritePropertyName("profile");
                writer.WriteRawValue(profile.Json());
            }
            writer.WriteString("next", DoctorView.Next(findings));
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
