using System.CommandLine;
using System.Text;
using System.Text.Json;
using Pedrocode.Cli.Doctor;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

/// <summary>What works here and what does not: servers, the model in use, git, the sandbox, the terminal, the state directory.</summary>
internal sealed class DoctorAction : UserAction
{
    /// <summary>Above a prompt each line stays.</summary>
    private const int QuestionsToALine = 3;

    private readonly Option<bool> json;
    private readonly Option<bool> fresh;

    public DoctorAction()
        : base("doctor", "what works here: servers, the model, git, the sandbox, the terminal; and what to change")
    {
        json = Add(new Option<bool>("--json") { Description = "one object" });
        fresh = Add(new Option<bool>("--fresh") { Description = "measures the model again" });
    }

    public override string Details =>
        "The model in use is asked some ten short questions, once a week: how its tool calls arrive, how it writes changes best, how fast it is; jobs go by the answers. Ctrl+C shows what is known by then.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var findings = new List<Finding>();
        var profile = await ModelAsync(call, findings, stop);
        findings.Add(await MachineFindings.GitAsync(call.Session));
        findings.Add(MachineFindings.Sandbox(call.Session));
        findings.Add(MachineFindings.Terminal(call.Style));
        findings.Add(MachineFindings.State(call.Session.State.Path));
        call.Print(
            call.Value(json) || !IsTable(call) ? Json(findings, profile) : DoctorView.Text(findings, call.Style)
        );
        return stop.IsCancellationRequested ? Signals.ExitCode
            : findings.Exists(static finding => finding.State == FindingState.Bad) ? ExitCodes.Failed
            : ExitCodes.Complete;
    }

    private static bool IsTable(ActionCall call) => call.Repl is not null || Tty.IsTty(Tty.Output);

    /// <summary>Adds what is found of servers and of the model in use; the profile where there is one.</summary>
    private async Task<ModelProfile?> ModelAsync(ActionCall call, List<Finding> findings, CancellationToken stop)
    {
        var models = call.Session.Models;
        ModelProbe? probe = null;
        try
        {
            foreach (var found in await models.ServersAsync(stop))
            {
                findings.Add(ModelFindings.Server(found));
                findings.AddRange(ModelFindings.Offered(await models.OfferedAsync(found, stop)));
            }
            var choice = await models.ChosenAsync(stop);
            findings.Add(ModelFindings.Model(choice));
            if (choice.Server is not { } server)
            {
                return null;
            }
            findings.Add(ModelFindings.Window(choice, server));
            var profile = Kept(call, choice, server);
            if (profile is null)
            {
                probe = new ModelProbe(models.Client, call.Session.Time)
                {
                    CountsSlots = server.IsNear && !choice.Facts.SaysSlots,
                };
                profile = await probe.RunAsync(
                    server.Address,
                    choice.Name,
                    (number, of) => SayProgress(call, choice.Name, number, of),
                    stop
                );
                Keep(call.Session, profile);
            }
            findings.AddRange(ModelFindings.Measured(profile, choice, models.Facts));
            return profile;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            findings.Add(ModelFindings.Stopped(probe));
        }
        catch (Exception e) when (e is UserError or ModelException)
        {
            findings.Add(ModelFindings.Failed(e));
        }
        return null;
    }

    private ModelProfile? Kept(ActionCall call, ModelChoice choice, ModelServer server) =>
        call.Value(fresh)
            ? null
            : ModelProfile.Kept(call.Session.State.Path, server.Address, choice.Name, call.Session.Time.GetUtcNow());

    private static void Keep(Session session, ModelProfile profile)
    {
        if (!session.State.IsNewer)
        {
            profile.Keep(session.State.Path);
        }
        session.Models.Learn(profile);
    }

    private static void SayProgress(ActionCall call, string model, int number, int of)
    {
        if (number % QuestionsToALine != 1)
        {
            return;
        }
        var line = $"asking {VisibleText.CleanLine(model)} short questions: {number} of {of} ...";
        if (call.Repl is null)
        {
            Program.Error(line);
        }
        else
        {
            call.Print(call.Style.Dim(line));
        }
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
