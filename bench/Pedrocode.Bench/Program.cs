using Pedrocode.Bench;
using Pedrocode.Bench.Children;
using Pedrocode.Bench.Parsers;
using Pedrocode.Bench.Survival;

try
{
    if (args.Contains("--help") || args.Contains("-h"))
    {
        Console.WriteLine(BenchOptions.Usage);
        return 0;
    }
    if (args is ["survival", ..])
    {
        return await SurvivalBench.RunAsync(args[1..]);
    }
    if (args is ["landing", ..])
    {
        return await LandingBench.RunAsync(args[1..]);
    }
    if (args is ["trees", ..])
    {
        return await TreesBench.RunAsync(args[1..]);
    }
    if (args is ["sandbox", ..])
    {
        return await SandboxBench.RunAsync(args[1..]);
    }
    if (args is ["judging", ..])
    {
        return JudgingBench.Run(args[1..]);
    }
    if (args is ["parsers", ..])
    {
        return ParsersBench.Run(args[1..]);
    }
    if (args is ["many-calls", ..])
    {
        return await ManyCalls.RunAsync(args[1..]);
    }
    if (args is ["power-cut", ..])
    {
        return await PowerCut.RunAsync(args[1..]);
    }
    if (args is ["failing-calls", ..])
    {
        return await FailingCalls.RunAsync(args[1..]);
    }
    var options = BenchOptions.Parse(args);
    var binary = Binary.Find(options.Binary);
    // Where it was inherited as ignored, children would vanish before they can be waited for.
    _ = Libc.Signal(Libc.SIGCHLD, IntPtr.Zero);
    var report = await MeasureAsync(options, binary);
    Console.WriteLine(options.Json ? ReportJson.Of(report) : ReportTable.Of(report));
    return report.IsWhole && (report.IsMet || !options.Check) ? 0 : 1;
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\nsee --help");
    return 2;
}

static async Task<Report> MeasureAsync(BenchOptions options, string binary)
{
    var load = Machine.Load;
    var machine = new Machine();
    await machine.SampleAsync();
    var scenarios = new List<ScenarioReport>();
    foreach (var scenario in options.Scenarios)
    {
        await Console.Error.WriteLineAsync($"{scenario.Name}: {scenario.What}");
        try
        {
            scenarios.Add(new(scenario, await scenario.MeasureAsync(binary, options.Runs), NotMeasured: null));
        }
        catch (NotMeasuredException e)
        {
            scenarios.Add(new(scenario, [], e.Message));
        }
    }
    await machine.SampleAsync();
    return new Report(binary, options.Runs, machine, load, scenarios);
}
