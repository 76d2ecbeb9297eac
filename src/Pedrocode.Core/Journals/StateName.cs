using System.IO.Hashing;
using System.Text;

namespace Pedrocode.Core.Journals;

/// <summary>
/// A name for what belongs to a path, an address or any other text: hexadecimal digits, the same in every process. Not for secrets and
/// not for content that somebody may forge: who must be sure compares the text too.
/// </summary>
public static class StateName
{
    /// <param name="digits">At most 32.</param>
    public static string Of(string text, int digits = 32) =>
        Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text)))[..digits];
}
