using System.Buffers;
using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Pedrocode.Core;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Cli.Actions;

internal sealed class FsckAction : UserAction
{
    private readonly Option<bool> prune;
    private readonly Option<bool> json;

    public FsckAction()
        : base("fsck", "looks over what is kept of all jobs, repairs what can be")
    {
        prune = Add(
            new Option<bool>("--prune")
            {
                Description = "also removes what no job needs, and jobs of which nothing can be read",
            }
        );
        json = Add(new Option<bool>("--json") { Description = "an array, one object a finding" });
    }

    public override string Details =>
        "Repaired is what loses nothing: job.json is made again, half a line at the end is cut, a removal is finished, an ending is written for a job whose process died. "
        + "--prune removes refs and leftovers that no job claims, never what holds changes that have not landed. "
        + "Exit code 0: sound, or all of it repaired; 1: damage that stays.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var session = call.Session;
        ImmutableArray<StateFinding> findings =
        [
            .. StateCheck.Run(session.State, call.Value(prune), session.Time),
            .. await StrayCheck.RunAsync(session.State, session.Here.WorkDir, call.Value(prune), stop),
        ];
        if (call.Value(json))
        {
            call.Print(Json(findings));
        }
        else if (findings.IsEmpty)
        {
            call.Print($"{Plural.Of(call.Session.State.All().Length, "job")}, all sound");
        }
        else
        {
            call.Print(
                string.Join(
                    '\n',
                    findings.Select(static one => $"{VisibleText.CleanLine(one.Where)}: {one.What}{After(one)}")
                )
            );
        }
        return findings.All(static one => one.Repaired || one.IsStray) ? ExitCodes.Complete : ExitCodes.Failed;
    }

    private static string After(StateFinding one) =>
        one switch
        {
            { IsStray: true, Repaired: true } => " (removed)",
            { IsStray: true } => " (fsck --prune removes it)",
            { Repaired: true } => " (repaired)",
            _ => "",
        };

    private static string Json(IEnumerable<StateFinding> findings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var one in findings)
            {
                writer.WriteStartObject();
                writer.WriteString("where", one.Where);
                writer.WriteString("what", one.What);
                writer.WriteBoolean("repaired", one.Repaired);
                writer.WriteBoolean("stray", one.IsStray);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
