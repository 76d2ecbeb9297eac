using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Scenarios;

internal static class Scripts
{
    public static FakeReply Finish { get; } = FakeReply.Call("finish", """{"summary":"done"}""");

    /// <summary>The same reply to every request.</summary>
    public static ModelScript Of(FakeReply reply) => new() { Rules = [new Rule { Reply = reply }] };

    /// <summary>So many rounds of one tool, then finish.</summary>
    public static ModelScript Rounds(int rounds, string tool, Func<Chat, string> arguments) =>
        new()
        {
            Rules =
            [
                new Rule
                {
                    When = new When { Offers = [tool], Rounds = ..(rounds - 1) },
                    Answer = chat => FakeReply.Call(tool, arguments(chat)),
                },
                new Rule
                {
                    When = new When { Rounds = rounds },
                    Reply = Finish,
                },
            ],
        };
}
