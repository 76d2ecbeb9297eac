namespace Pedrocode.Bench.Survival;

/// <summary>
/// <c>power-cut [--binary PATH]</c>: commands under strace; then, for every moment of them, what a disk would hold that lost all that was
/// not synced. Everything that was said to be so must be there.
/// </summary>
internal static class PowerCut
{
    public static async Task<int> RunAsync(string[] words)
    {
        var binary = new ProgramOptions(words).Binary;
        var journal = await JournalCut.LookAtAsync(binary);
        var promises = await PromiseCut.LookAtAsync(binary);
        Console.WriteLine(journal);
        Console.WriteLine();
        Console.WriteLine(PromiseReport.Table(promises));
        return journal.IsSound && promises.All(static one => one.IsSound) ? 0 : 1;
    }
}
