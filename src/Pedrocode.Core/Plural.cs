using System.Globalization;

namespace Pedrocode.Core;

/// <summary>So many of something, as one reads it.</summary>
public static class Plural
{
    /// <param name="one">Of a word that takes an s: <c>file</c>.</param>
    /// <returns><c>1 file</c>, <c>2 files</c>.</returns>
    public static string Of(double count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:0.##} {one}{(count == 1 ? "" : "s")}");
}
