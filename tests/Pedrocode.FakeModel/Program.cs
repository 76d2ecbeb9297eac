using System.Runtime.InteropServices;
using Pedrocode.FakeModel;

string? script = null;
string? timings = null;
var port = 0;
for (var i = 0; i < args.Length; i += 2)
{
    var value = i + 1 < args.Length ? args[i + 1] : "";
    switch (args[i])
    {
        case "--script":
            script = value;
            break;
        case "--port" when int.TryParse(value, out port):
            break;
        case "--timings":
            timings = value;
            break;
        default:
            script = null;
            i = args.Length;
            break;
    }
}
if (script is null)
{
    await Console.Error.WriteLineAsync("usage: Pedrocode.FakeModel --script FILE [--port N] [--timings FILE]");
    return 2;
}

var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.TrySetResult();
}
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

await using var server = await FakeModelServer.StartAsync(ScriptFile.Parse(await File.ReadAllTextAsync(script)), port);
Console.WriteLine(server.BaseUrl);
await Console.Out.FlushAsync();
await ended.Task;
if (timings is not null)
    await File.WriteAllTextAsync(timings, server.Timings.ToJson());
return 0;
