using System.Diagnostics;
using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Posix;

public sealed class DirectoryRemovalSpecs
{
    [Fact]
    public void Whatever_is_below_goes_and_what_links_lead_to_stays()
    {
        using var temp = new TempDirectory();
        temp.Write("kept/file", "mine\n");
        var script = """
            mkdir -p gone/a/b gone/$'\xff\xfe'/c && cd gone && echo x > a/b/f && echo x > $'\xff\xfe'/c/$'new\nline'
            mkfifo a/pipe; ln -s ../kept link; ln -s ../../kept/file a/to-file; ln -s nowhere dangling
            chmod 0 a/b; chmod 0500 a $'\xff\xfe'/c .
            """;
        using (
            var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = temp.Path })!
        )
        {
            shell.WaitForExit();
            shell.ExitCode.ShouldBe(0);
        }

        DirectoryRemoval.Delete(temp.At("gone"));
        DirectoryRemoval.Delete(temp.At("gone"));

        Directory.EnumerateFileSystemEntries(temp.Path).ShouldBe([temp.At("kept")]);
        File.ReadAllText(temp.At("kept/file")).ShouldBe("mine\n");
    }
}
