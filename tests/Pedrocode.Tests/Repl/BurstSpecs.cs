using Microsoft.Extensions.Time.Testing;
using Pedrocode.Cli.Repl;

namespace Pedrocode.Tests.Repl;

public class BurstSpecs
{
    [Fact]
    public void The_first_of_a_second_are_shown_and_the_rest_is_counted()
    {
        var burst = new Burst(new FakeTimeProvider());

        var places = Enumerable.Range(0, Burst.Most + 14).Select(_ => burst.Place()).ToList();

        places.ShouldBe([
            .. Enumerable.Repeat(BurstPlace.Shown, Burst.Most),
            BurstPlace.FirstFolded,
            .. Enumerable.Repeat(BurstPlace.Folded, 13),
        ]);
        burst.Take().ShouldBe(14);
        burst.Take().ShouldBe(0);
    }

    [Fact]
    public void A_new_second_shows_lines_again_but_never_before_what_was_folded_is_said()
    {
        var time = new FakeTimeProvider();
        var burst = new Burst(time);
        for (var i = 0; i <= Burst.Most; i++)
        {
            burst.Place();
        }

        time.Advance(Burst.Window);

        burst.Place().ShouldBe(BurstPlace.Folded);
        burst.Take().ShouldBe(2);
        burst.Place().ShouldBe(BurstPlace.Shown);
    }
}
