using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Sandboxes;

/// <summary>A hundred commands against a canary home and a canary server, each shown to work where nothing holds it.</summary>
public sealed class HostileCommandSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SandboxBench bench = new();
    private readonly TcpListener server = new(IPAddress.Any, 0);
    private readonly UdpClient datagrams;
    private readonly Socket named = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket unnamed = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string memory = $"/dev/shm/pedro-canary-{Guid.NewGuid():N}";
    private readonly Task[] serving;
    private Process? process;
    private int hits;

    public HostileCommandSpecs()
    {
        var template = GitProject.Init(bench.At("template"));
        template.Write("secret", SandboxBench.Canary + "\n");
        template.Commit();
        server.Start();
        datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, Port));
        named.Bind(new UnixDomainSocketEndPoint(SocketPath));
        unnamed.Bind(new UnixDomainSocketEndPoint($"\0pedro-{Port}"));
        named.Listen();
        unnamed.Listen();
        serving =
        [
            ServeAsync(() => server.AcceptSocketAsync()),
            ServeAsync(() => named.AcceptAsync()),
            ServeAsync(() => unnamed.AcceptAsync()),
            ReceiveAsync(),
        ];
    }

    [Fact]
    public async Task Not_one_of_them_touches_a_canary()
    {
        HostileCommands.All.Count.ShouldBeGreaterThanOrEqualTo(100);
        var commands = HostileCommands.All;
        foreach (var command in commands)
        {
            MakeCanaries();
            (await TouchAsync(() => RunFreeAsync(Filled(command), bench.Project), Patience)).ShouldNotBeNull(
                $"{command} does nothing"
            );
        }

        MakeCanaries();
        for (var i = 0; i < commands.Count; i++)
        {
            bench.Write($"project/hostile/{i:000}", Filled(commands[i]));
        }
        // All in one sandbox, one after the other; where one gets through, each by itself says which.
        if (
            await TouchAsync(() =>
                RunHeldAsync("for c in hostile/*; do timeout 5 bash $c </dev/null; done 2>&1 | grep -a CANARY-")
            ) is
            { } touched
        )
        {
            foreach (var command in commands)
            {
                MakeCanaries();
                (await TouchAsync(() => RunHeldAsync(Filled(command)))).ShouldBeNull(command);
            }
            touched.ShouldBeNull();
        }
    }

    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        datagrams.Dispose();
        named.Dispose();
        unnamed.Dispose();
        await Task.WhenAll(serving);
        process?.Kill();
        process?.Dispose();
        File.Delete(memory);
        bench.Dispose();
    }

    private int Port => ((IPEndPoint)server.LocalEndpoint).Port;

    private string Other => bench.At("other");

    private string SocketPath => bench.At("socket");

    private string Filled(string command) =>
        string.Concat(
            System
                .Text.RegularExpressions.Regex.Split(command, @"(?<![A-Z_])([HSOMPNU])(?![A-Za-z_])")
                .Select(part =>
                    part switch
                    {
                        "H" => bench.Home,
                        "S" => bench.State,
                        "O" => Other,
                        "M" => memory,
                        "P" => $"{process!.Id}",
                        "N" => $"{Port}",
                        "U" => SocketPath,
                        _ => part,
                    }
                )
        );

    private void MakeCanaries()
    {
        WholeDirectory.Delete(bench.Home);
        WholeDirectory.Delete(bench.State);
        foreach (var name in HostileCommands.Secrets)
        {
            bench.Write($"home/{name}", SandboxBench.Canary + "\n");
        }
        // Settings of package tools are hidden where they hold a credential.
        bench.Write("home/.npmrc", $"//registry.example/:_authToken={SandboxBench.Canary}\n");
        bench.Write("state/jobs/key", SandboxBench.Canary + "\n");
        File.WriteAllText(memory, SandboxBench.Canary + "\n");
        WholeDirectory.Delete(Other);
        CopyOther();
        if (process is null || process.HasExited)
        {
            process = Process.Start(
                new ProcessStartInfo("bash", ["-c", $"exec -a canary-process-{SandboxBench.Canary} sleep 600"])
                {
                    WorkingDirectory = bench.At("."),
                    Environment = { ["CANARY"] = SandboxBench.Canary },
                }
            )!;
        }
    }

    /// <summary>What came of it; null where no canary was touched.</summary>
    /// <param name="patience">How long to wait for it.</param>
    private async Task<string?> TouchAsync(Func<Task<string>> act, TimeSpan patience = default)
    {
        var before = Listing();
        var hit = hits;
        var clock = Stopwatch.StartNew();
        var output = await act();
        while (true)
        {
            var touch =
                output.Contains(SandboxBench.Canary) ? "read"
                : !Listing().SequenceEqual(before) ? "changed"
                : process!.HasExited ? "ended"
                : hits > hit ? "reached"
                : null;
            if (touch is not null || clock.Elapsed > patience)
            {
                return touch;
            }
            await Task.Delay(10);
        }
    }

    private List<string> Listing() =>
        [
            // The project's own caches are its own.
            .. new[] { bench.Home, bench.State, Other }
                .SelectMany(GitProject.Everything)
                .Where(static line => !line.StartsWith("caches", StringComparison.Ordinal)),
            File.Exists(memory) ? File.ReadAllText(memory) : "gone",
        ];

    private static async Task<string> RunFreeAsync(string command, string directory)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var bash = Process.Start(start)!;
        bash.StandardInput.Close();
        var output = await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        return string.Concat(output);
    }

    // What it left behind would have had its effect by then; a connection made now is taken after any that it made.
    private async Task<string> RunHeldAsync(string command)
    {
        var output = await bench.RunAsync($"{command}\nsleep 0.5");
        var before = hits;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        while (hits == before)
        {
            await Task.Delay(5);
        }
        Interlocked.Decrement(ref hits);
        return output;
    }

    private void CopyOther() => Process.Start("cp", ["-a", bench.At("template"), Other])!.WaitForExit();

    private async Task ServeAsync(Func<Task<Socket>> accept)
    {
        try
        {
            while (true)
            {
                using var client = await accept();
                Interlocked.Increment(ref hits);
                await RefuseAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task RefuseAsync(Socket client)
    {
        try
        {
            await client.SendAsync("HTTP/1.0 404 Not Found\r\n\r\n"u8.ToArray());
        }
        catch (SocketException)
        {
            // The client is gone already: it was here.
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                await datagrams.ReceiveAsync();
                Interlocked.Increment(ref hits);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
