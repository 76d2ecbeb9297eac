using System.Text.Json;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Permissions;

public sealed class AlwaysRulesSpecs : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempDirectory temp = new();

    [Fact]
    public void An_always_holds_in_later_sessions_of_this_project_and_in_no_other()
    {
        var asks = Judge(Gate(), "make all", "one").ShouldBeOfType<Verdict.Asks>();

        Gate().AllowAlways(asks.Rule, Tree("one"));

        Judge(Gate(), "make all", "one").ShouldBeOfType<Verdict.Allowed>();
        Judge(Gate(), "make all; rm x", "one").ShouldBeOfType<Verdict.Asks>();
        Judge(Gate(), "make all", "two").ShouldBeOfType<Verdict.Asks>();
    }

    [Fact]
    public void What_is_forgotten_asks_again_in_sessions_that_run_too()
    {
        var running = Gate();
        Kept().Add(temp.At("one"), "bash(make all)");
        Judge(running, "make all", "one").ShouldBeOfType<Verdict.Allowed>();

        Kept().Forget(temp.At("one"), PermissionRule.Parse("bash(make all)"));

        Judge(running, "make all", "one").ShouldBeOfType<Verdict.Asks>();
        Kept().Of(temp.At("one")).ShouldBeEmpty();
    }

    [Fact]
    public void Two_terminals_do_not_lose_each_others_answers()
    {
        var (here, there) = (Kept(), Kept());

        here.Add(temp.At("one"), "bash(b)");
        there.Add(temp.At("one"), "bash(a\nb)");

        Kept().Of(temp.At("one")).Select(static rule => rule.ToString()).ShouldBe(["bash(a\nb)", "bash(b)"]);
        here.Of(temp.At("one")).Length.ShouldBe(2);
    }

    [Fact]
    public void What_is_kept_is_the_users_alone_and_what_is_damaged_allows_nothing()
    {
        Kept().Add(temp.At("one"), "bash(make all)");
        var file = Directory.EnumerateFiles(temp.At("state"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.GetUnixFileMode(file).ShouldBe(OwnerOnly);

        File.WriteAllText(file, "all");

        Kept().Of(temp.At("one")).ShouldBeEmpty();
    }

    [Fact]
    public void A_deny_beats_an_always()
    {
        Kept().Add(temp.At("one"), "bash(make all)");
        var gate = new PermissionGate(
            new PermissionRules { Deny = [PermissionRule.Parse("bash(make *)")] },
            sandbox: null,
            Kept()
        );

        Judge(gate, "make all", "one").ShouldBeOfType<Verdict.Denied>();
    }

    public void Dispose() => temp.Dispose();

    private AlwaysRules Kept()
    {
        Directory.CreateDirectory(temp.At("state"));
        return new AlwaysRules(temp.At("state"));
    }

    private PermissionGate Gate() => new(new PermissionRules(), sandbox: null, Kept());

    private JobTree Tree(string project) => new(temp.At(project), temp.At(project), InGit: false);

    private Verdict Judge(PermissionGate gate, string command, string project) =>
        gate.Judge(new BashTool(), JsonSerializer.SerializeToElement(new { command }), Tree(project));
}
