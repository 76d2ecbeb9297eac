using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>One errand, run once, and what it took.</summary>
internal sealed record Trial
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public required ChildEnd End { get; init; }

    /// <summary>Bytes, where memory was looked at.</summary>
    public long PeakMemory { get; init; }

    /// <summary>From before the spawn to the prompt on the terminal.</summary>
    public TimeSpan PromptAfter { get; init; }

    /// <summary>What <see cref="Errand.Visit"/> measured.</summary>
    public IReadOnlyList<double> Visit { get; init; } = [];

    public IReadOnlyList<Timing> Timings { get; init; } = [];

    /// <summary>Throws <see cref="NotMeasuredException"/> where the errand did not go as it should.</summary>
    public static async Task<Trial> RunAsync(string binary, Errand errand, bool watchMemory)
    {
        using var place = new Workplace();
        await using var server = await FakeModelServer.StartAsync(errand.Model ?? new ModelScript());
        try
        {
            var start = Start(binary, errand, place, server);
            var trial = errand.Prompt is null
                ? await HeadlessAsync(start, watchMemory)
                : await InTerminalAsync(start, errand);
            Check(errand, trial, server);
            return trial with { Timings = server.Timings.All };
        }
        catch (Exception e) when (e is TimeoutException or IOException or NotMeasuredException)
        {
            throw new NotMeasuredException($"{e.Message}{LastWords(place)}", e);
        }
    }

    private static ChildStart Start(string binary, Errand errand, Workplace place, FakeModelServer server)
    {
        foreach (var (name, text) in errand.Files)
        {
            _ = place.Write(Path.Combine("work", name), text);
        }
        if (errand.InGit)
        {
            place.MakeRepository();
        }
        foreach (var (name, text) in errand.HomeFiles)
        {
            var path = Path.Combine("home", name);
            _ = Directory.CreateDirectory(place.At(Path.GetDirectoryName(path)!));
            _ = place.Write(path, text);
        }
        string[] config = errand.Config is { } json ? ["--config", place.Write("config.json", json)] : [];
        return new ChildStart(binary, [.. config, .. errand.Arguments])
        {
            WorkDir = place.WorkDir,
            Environment = errand.Seed is { } seed
                ? place.Environment(server.BaseUrl, SeededState.Of(seed))
                : place.Environment(server.BaseUrl),
            Input =
                errand.Lines.Count == 0 ? "/dev/null" : place.Write("lines", string.Join('\n', errand.Lines) + "\n"),
            Output = place.Output,
        };
    }

    private static async Task<Trial> HeadlessAsync(ChildStart start, bool watchMemory)
    {
        var child = await Child.StartAsync(start);
        var peak = watchMemory ? Children.PeakMemory.WatchAsync(child.Pid) : Task.FromResult(0L);
        return new Trial { End = await child.WaitAsync(Limit), PeakMemory = await peak };
    }

    private static async Task<Trial> InTerminalAsync(ChildStart start, Errand errand)
    {
        using var terminal = new PseudoTerminal();
        var child = await Child.StartAsync(start with { Terminal = terminal });
        var isDrawn = terminal.ReadUntil(errand.Prompt!, TimeSpan.FromSeconds(10));
        var after = child.Age;
        var peak = Children.PeakMemory.Of(child.Pid) ?? 0;
        if (!isDrawn)
        {
            child.Kill();
            _ = await child.Ended;
            throw new NotMeasuredException($"no prompt '{errand.Prompt}' in: {terminal.Text}");
        }
        if (errand.Visit is { } visit)
        {
            return await VisitAsync(terminal, child, visit);
        }
        terminal.Type(errand.Leave);
        var drained = terminal.DrainAsync();
        try
        {
            return new Trial
            {
                End = await child.WaitAsync(Limit),
                PromptAfter = after,
                PeakMemory = peak,
            };
        }
        finally
        {
            await drained;
        }
    }

    private static async Task<Trial> VisitAsync(
        PseudoTerminal terminal,
        Child child,
        Func<PseudoTerminal, Child, IReadOnlyList<double>> visit
    )
    {
        IReadOnlyList<double> samples;
        try
        {
            samples = visit(terminal, child);
        }
        finally
        {
            child.Kill();
        }
        return new Trial { End = await child.Ended, Visit = samples };
    }

    private static void Check(Errand errand, Trial trial, FakeModelServer server)
    {
        var outcomes = server.Chats.SelectMany(chat => chat.Messages).Where(message => message.Role == "tool");
        var fault =
            server.Refusals is [var refusal, ..] ? $"the model server refused a request: {refusal}"
            : trial.End.Code != 0 && !errand.AnyExit && errand.Visit is null ? $"exit code {trial.End.Code}"
            : errand.Visit is null && server.Chats.Count != errand.Requests
                ? $"{server.Chats.Count} requests, not {errand.Requests}"
            : outcomes.FirstOrDefault(one => !one.Text.Contains(errand.Outcome ?? "", StringComparison.Ordinal))
                is { } bad
                ? $"a call came to: {bad.Text}"
            : null;
        if (fault is not null)
        {
            throw new NotMeasuredException(fault);
        }
    }

    private static string LastWords(Workplace place)
    {
        var words = File.Exists(place.Output) ? File.ReadAllText(place.Output).Trim() : "";
        return words.Length == 0 ? "" : $"; its last words: {words[Math.Max(0, words.Length - 400)..]}";
    }
}

/// <summary>The run says nothing about the figure it was made for.</summary>
internal sealed class NotMeasuredException(string why, Exception? inner = null) : Exception(why, inner);
