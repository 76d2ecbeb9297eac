using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

/// <summary>Each rule and where it comes from; takes back what "always" allowed; says yes to what the folder brings along, or takes that back.</summary>
internal sealed class PermissionsAction : UserAction
{
    private readonly Argument<string?> what;
    private readonly Argument<string?> number;
    private readonly Option<bool> json;

    public PermissionsAction()
        : base("permissions", "what is allowed, asked for and denied, and why")
    {
        what = Add(new Argument<string?>("forget|trust|distrust") { Arity = ArgumentArity.ZeroOrOne });
        number = Add(new Argument<string?>("N") { Arity = ArgumentArity.ZeroOrOne });
        json = Add(new Option<bool>("--json") { Description = "one object" });
    }

    public override string Details =>
        "forget N: takes back the answer \"always\" with that number. trust: what this folder brings along (AGENTS.md, .pedro, .pedrocli.json) counts,\n"
        + "as it is now; any change of it asks again. distrust: takes that back.";

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Print(
            (call.Value(what), call.Value(number)) switch
            {
                (null, _) => call.Value(json) ? Json(call.Session) : Text(call.Session, call.Style),
                ("forget", { } which) => Forget(call.Session, which),
                ("forget", null) => throw new UserError("forget which?", "write: permissions forget N"),
                ("trust", null) => Accept(call.Session),
                ("distrust", null) => Distrust(call.Session),
                (var other, _) => throw new UserError(
                    $"permissions does not know '{VisibleText.CleanLine(other)}'",
                    "write: permissions, permissions forget N, permissions trust, or permissions distrust"
                ),
            }
        );
        return Task.FromResult(ExitCodes.Complete);
    }

    private static string Forget(Session session, string which)
    {
        var rules = session.Always.Of(session.Root);
        if (
            !int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at < 1
            || at > rules.Length
        )
        {
            throw new UserError(
                $"there is no always-rule {VisibleText.CleanLine(which)}",
                rules.IsEmpty ? "this project has none" : $"there are 1 to {rules.Length}: permissions"
            );
        }
        session.Always.Forget(session.Root, rules[at - 1]);
        return $"Forgotten: {VisibleText.CleanLine(rules[at - 1].ToString())}";
    }

    private static string Accept(Session session)
    {
        var offer = session.Offer;
        if (offer.IsEmpty)
        {
            return "This folder brings nothing along that needs trust";
        }
        session.Trust.Accept(offer);
        return TrustText.Accepted(offer, countAtOnce: false);
    }

    private static string Distrust(Session session)
    {
        session.Trust.Forget(session.Root);
        return "Not trusted any more";
    }

    private static string Text(Session session, Style style)
    {
        var rules = Rules(session).ToList();
        var wide = Math.Min(60, rules.Select(static rule => rule.Shown.Length).DefaultIfEmpty(0).Max());
        string[] lines =
        [
            "Reading and edits inside the project: allowed, but for secrets and what runs later  (built-in)",
            session.Gate.Sandbox.WhyNone is { } why
                ? $"Commands: those that provably just read are allowed, others ask; no sandbox: {why}  (built-in)"
                : "Commands: run in the sandbox; those that need the network ask  (built-in)",
            .. rules.Select(rule => $"{rule.Kind, -5} {rule.Shown.PadRight(wide)}  {rule.Source}"),
            .. session.Untrusted is { } offer ? [TrustText.NoEffect(offer)] : Array.Empty<string>(),
        ];
        return WordWrap.Lines(string.Join('\n', lines), style.Width, "   ");
    }

    private static string Json(Session session)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rules");
            foreach (var rule in Rules(session))
            {
                writer.WriteStartObject();
                writer.WriteString("kind", rule.Kind);
                writer.WriteString("rule", rule.Rule);
                writer.WriteString("source", rule.Source);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteBoolean("untrusted", session.Untrusted is not null);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static IEnumerable<Row> Rules(Session session) =>
        [
            .. Set(session.Reading, "deny", SettingKeys.Deny),
            .. Set(session.Reading, "ask", SettingKeys.Ask),
            .. Set(session.Reading, "allow", SettingKeys.Allow),
            .. session
                .Always.Of(session.Root)
                .Select(static (rule, index) => new Row("allow", rule.ToString(), $"always {index + 1}")),
        ];

    private static IEnumerable<Row> Set(SettingsReading reading, string kind, RulesKey key) =>
        reading
            .Effective.GetValueOrDefault(key, [])
            .SelectMany(one =>
                key.Get(key.Set(new PedroSettings(), one.Value, one.Source))
                    .Select(rule => new Row(kind, PermissionRule.Parse(rule).ToString(), one.Source.ToString()!))
            );

    private sealed record Row(string Kind, string Rule, string Source)
    {
        public string Shown => VisibleText.CleanLine(Rule);
    }
}
