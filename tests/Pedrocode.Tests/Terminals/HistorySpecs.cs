using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public sealed class HistorySpecs : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory();

    private string Path => System.IO.Path.Combine(directory.FullName, "typed.jsonl");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Lines_are_there_in_the_next_session_each_once_where_it_was_typed_last()
    {
        await Type("one", "two\nof two lines", "ünï 😀 \e[31m\"", "one");
        new History(Path).Lines.ShouldBe(["two\nof two lines", "ünï 😀 \e[31m\"", "one"]);
    }

    [Fact]
    public async Task The_file_is_its_user_s_alone()
    {
        await Type("one");
        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Sessions_at_the_same_time_lose_none_of_each_other_s_lines()
    {
        await Parallel.ForAsync(
            0,
            8,
            async (session, _) => await Type([.. Enumerable.Range(0, 25).Select(i => $"{session}: {i}")])
        );
        var lines = new History(Path).Lines;
        lines.Count.ShouldBe(200);
        for (var session = 0; session < 8; session++)
        {
            var own = lines.Where(l => l.StartsWith($"{session}: ", StringComparison.Ordinal));
            own.ShouldBe(Enumerable.Range(0, 25).Select(i => $"{session}: {i}"));
        }
    }

    [Fact]
    public async Task The_newest_thousand_are_kept_and_the_file_does_not_grow_for_ever()
    {
        await File.WriteAllLinesAsync(
            Path,
            Enumerable.Range(0, 5_000).Select(i => $$"""{"line":"line {{i}}"}"""),
            TestContext.Current.CancellationToken
        );
        new History(Path).Lines.Count.ShouldBe(1_000);
        await Type("the last");
        var lines = new History(Path).Lines;
        lines.Count.ShouldBe(1_000);
        lines[^1].ShouldBe("the last");
        lines[0].ShouldBe("line 4001");
        File.ReadLines(Path).Count().ShouldBe(1_000);
    }

    [Fact]
    public async Task A_damaged_or_torn_line_costs_itself_only()
    {
        await File.WriteAllTextAsync(
            Path,
            "{\"line\":\"one\"}\n{\"line\":7}\nnot json\n{\"other\":\"x\"}\n{\"line\":\"\\ud800\"}\n{\"line\":\"two\"}\n{\"line\":\"to",
            TestContext.Current.CancellationToken
        );
        new History(Path).Lines.ShouldBe(["one", "two"]);
        await Type("three");
        new History(Path).Lines.ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task Where_lines_cannot_be_kept_it_is_said_once_and_typing_goes_on()
    {
        var history = new History(System.IO.Path.Combine(Path, "not", "there"));
        List<string> said = [];
        history.SavingFailed += said.Add;
        history.Add("one");
        history.Add("two");
        await history.SavedAsync();
        said.Count.ShouldBe(1);
        history.Lines.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task An_entry_as_long_as_a_file_is_remembered_by_its_session_only()
    {
        var history = new History(Path);
        history.Add(new string('x', 100_000));
        history.Add("short");
        await history.SavedAsync();
        history.Lines.Count.ShouldBe(2);
        new History(Path).Lines.ShouldBe(["short"]);
    }

    private async Task Type(params string[] lines)
    {
        var history = new History(Path);
        lines.ToList().ForEach(history.Add);
        await history.SavedAsync();
    }
}
