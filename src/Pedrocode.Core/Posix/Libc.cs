using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>The C library. Each neighbour file declares what it needs of it (partial class), errno by <c>Marshal.GetLastPInvokeError</c>.</summary>
internal static partial class Libc
{
    public const int EINTR = 4;
    public const int EEXIST = 17;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
}
