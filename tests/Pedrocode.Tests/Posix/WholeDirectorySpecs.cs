using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Posix;

public sealed class WholeDirectorySpecs : IDisposable
{
    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Names_of_any_bytes_and_directories_that_forbid_it_go_too_and_no_link_is_followed()
    {
        var kept = temp.Write("kept/file", "of someone else");
        var doomed = Directory.CreateDirectory(temp.At("doomed")).FullName;
        using (var files = new RootedFiles(doomed))
        {
            var odd = BytePath.Of([(byte)'o', 0xff, (byte)'\n']);
            files.MakeDirectories(odd.Then(odd));
            files.Create(odd.Then(odd).Then(odd), "x"u8, permissions: null, executable: false);
            files.CreateLink(BytePath.Of("link"), "../kept"u8);
            files.MakeDirectories(BytePath.Of("locked/in"));
            files.Create(BytePath.Of("locked/in/file"), "x"u8, permissions: 0x100, executable: false);
        }
        File.SetUnixFileMode(Path.Combine(doomed, "locked/in"), UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(doomed, "locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        WholeDirectory.Delete(doomed);

        Directory.Exists(doomed).ShouldBeFalse();
        File.ReadAllText(kept).ShouldBe("of someone else");
        WholeDirectory.Delete(doomed);
    }
}
