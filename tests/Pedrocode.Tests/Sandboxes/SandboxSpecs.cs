using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;

namespace Pedrocode.Tests.Sandboxes;

public sealed class SandboxSpecs : IDisposable
{
    private readonly SandboxBench bench = new();

    [Fact]
    public void It_works_on_the_machine_of_the_tests() => bench.Sandbox.WhyNone.ShouldBeNull();

    [Fact]
    public async Task A_command_works_in_the_project_under_its_own_name()
    {
        (await bench.RunAsync("pwd; echo new > made; cat made")).ShouldBe($"exit code 0\n{bench.Project}\nnew\n");

        File.ReadAllText(Path.Combine(bench.Project, "made")).ShouldBe("new\n");
    }

    [Fact]
    public async Task A_tree_elsewhere_stands_where_the_project_stands()
    {
        bench.Write("state/jobs/job-1/tree/file", "of the tree");
        bench.Write("project/file", "of the user");
        var tree = new JobTree(bench.At("state/jobs/job-1/tree"), bench.At("state/jobs/job-1/tree"), InGit: false)
        {
            ProjectRoot = bench.Project,
            ProjectWorkDir = bench.Project,
        };

        (await bench.RunAsync("pwd; cat file; echo new > file", tree: tree)).ShouldBe(
            $"exit code 0\n{bench.Project}\nof the tree"
        );

        File.ReadAllText(bench.At("state/jobs/job-1/tree/file")).ShouldBe("new\n");
        File.ReadAllText(bench.At("project/file")).ShouldBe("of the user");
    }

    [Theory]
    [InlineData("cat HOME/.ssh/id_ed25519")]
    [InlineData("cat HOME/notes")]
    [InlineData("cat STATE/jobs/key")]
    [InlineData("cat ../home/notes")]
    [InlineData("ln -s HOME/notes link; cat link")]
    [InlineData("find / -name notes -exec cat {} + 2>/dev/null")]
    [InlineData("grep -rs CANARY /tmp /home /root /run")]
    public async Task The_home_and_the_state_are_not_there(string command)
    {
        var real = command
            .Replace("HOME", bench.Home, StringComparison.Ordinal)
            .Replace("STATE", bench.State, StringComparison.Ordinal);

        (await bench.RunAsync(real)).ShouldNotContain(SandboxBench.Canary);
    }

    [Fact]
    public async Task What_the_user_names_of_their_home_can_be_read_but_for_credentials()
    {
        using var wider = new SandboxBench(readable: ["tools", "notes", ".config", ".ssh", "way"]);
        wider.Write("home/tools/version", "seven");
        wider.Write("home/.config/tool/settings", "mine");
        wider.Write("home/.config/gh/hosts.yml", SandboxBench.Canary);
        File.CreateSymbolicLink(Path.Combine(wider.Home, "way"), Path.Combine(wider.Home, ".ssh"));

        (
            await wider.RunAsync($"cd {wider.Home}; cat tools/version .config/tool/settings; echo x > tools/version")
        ).ShouldSatisfyAllConditions(
            static text => text.ShouldContain("seven"),
            static text => text.ShouldContain("mine"),
            static text => text.ShouldContain("Read-only file system")
        );
        (await wider.RunAsync($"cat {wider.Home}/notes")).ShouldContain(SandboxBench.Canary);
        (
            await wider.RunAsync(
                $"cd {wider.Home}; cat .ssh/* way/* .config/gh/*; grep -rs . .ssh .config/gh way {wider.State}"
            )
        ).ShouldNotContain(SandboxBench.Canary);
    }

    [Fact]
    public async Task A_cache_that_the_user_names_is_the_projects_own_and_found_again()
    {
        using var wider = new SandboxBench(caches: [".tool/cache", ".ssh"]);
        wider.Write("home/.tool/cache/of-the-user", "theirs");

        await wider.RunAsync($"echo kept > {wider.Home}/.tool/cache/made; echo x > {wider.Home}/.ssh/authorized_keys");

        (await wider.RunAsync($"ls {wider.Home}/.tool/cache; cat {wider.Home}/.tool/cache/made")).ShouldBe(
            "exit code 0\nmade\nkept\n"
        );
        Directory.EnumerateFiles(Path.Combine(wider.Home, ".tool/cache")).Count().ShouldBe(1);
        (await wider.RunAsync($"ls {wider.Home}/.ssh")).ShouldNotContain("authorized_keys");
    }

    [Theory]
    [InlineData("echo x > /etc/pedro-was-here")]
    [InlineData("echo x > /usr/bin/pedro-was-here")]
    [InlineData("mount -o remount,rw /; echo x > /usr/pedro-was-here")]
    public async Task The_system_cannot_be_written(string command)
    {
        (await bench.RunAsync(command)).ShouldContain("Read-only file system");
    }

    [Fact]
    public async Task What_it_writes_beside_the_project_is_gone_with_it()
    {
        await bench.RunAsync(
            $"echo x > /tmp/mine; mkdir -p {bench.Home}/.ssh; echo x > {bench.Home}/.ssh/authorized_keys"
        );

        File.Exists("/tmp/mine").ShouldBeFalse();
        File.Exists(Path.Combine(bench.Home, ".ssh/authorized_keys")).ShouldBeFalse();
    }

    [Fact]
    public async Task There_are_no_processes_but_its_own_and_none_stays()
    {
        var marker = $"pedro-{Guid.NewGuid():N}";
        var output = await bench.RunAsync(
            $"exec -a {marker} sleep 1000 & (setsid bash -c 'exec -a {marker} sleep 1000' &) ; ls -d /proc/[0-9]* | wc -l"
        );

        int.Parse(output.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(12);
        Directory
            .EnumerateDirectories("/proc")
            .Select(static process => Path.Combine(process, "cmdline"))
            .Where(File.Exists)
            .Where(file => ReadIfThere(file).Contains(marker, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task There_is_no_network_unless_it_was_given()
    {
        using var server = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        var connect =
            $"exec 3<>/dev/tcp/127.0.0.1/{((System.Net.IPEndPoint)server.LocalEndpoint).Port} && echo connected";

        (await bench.RunAsync(connect, held: false)).ShouldContain("connected");
        (await bench.RunAsync(connect)).ShouldContain("Connection refused");
        (await bench.RunAsync(connect, Reach.Network)).ShouldContain("connected");
    }

    [Fact]
    public async Task A_server_of_its_own_can_be_reached_on_loopback()
    {
        (
            await bench.RunAsync(
                """
                perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:8123") or die; $s->accept' &
                for i in {1..100}; do (exec 3<>/dev/tcp/127.0.0.1/8123) 2>/dev/null && echo connected && break; sleep 0.1; done
                """
            )
        ).ShouldContain("connected");
    }

    [Fact]
    public async Task It_has_no_rights_to_gain_any()
    {
        (await bench.RunAsync("grep -E 'CapEff|CapPrm|CapBnd|NoNewPrivs' /proc/self/status")).ShouldBe(
            "exit code 0\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n"
        );
    }

    [Fact]
    public async Task Files_memory_and_processes_have_a_limit()
    {
        // They are set from outside, a moment after the start.
        const string Set = "for i in {1..200}; do [ $(ulimit -u) = 4096 ] && break; sleep 0.02; done; sleep 0.1; ";
        var limits = (await bench.RunAsync(Set + "ulimit -c; ulimit -f; ulimit -d; ulimit -u")).Split('\n');

        limits[1].ShouldBe("0");
        limits[2].ShouldBe("8388608");
        limits[3].ShouldNotBe("unlimited");
        limits[4].ShouldBe("4096");
    }

    public void Dispose() => bench.Dispose();

    private static string ReadIfThere(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
