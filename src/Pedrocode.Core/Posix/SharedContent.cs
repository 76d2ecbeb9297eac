using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>Copies that share their content with the original until one of them is written to: by FICLONE, on file systems that can.</summary>
internal static class SharedContent
{
    /// <summary>A new file with content and mode of the other. False where the file system cannot; then there is an empty file.</summary>
    public static bool TryClone(string from, string to)
    {
        using var source = File.OpenHandle(from);
        using var target = new FileStream(
            to,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = File.GetUnixFileMode(source) | UnixFileMode.UserWrite,
            }
        );
        return Libc.Clone(Number(target.SafeFileHandle), Libc.FileClone, Number(source)) == 0;
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
