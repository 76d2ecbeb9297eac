using System.Buffers;

namespace Pedrocode.Core.Permissions;

/// <summary>Which characters are themselves in a shell command.</summary>
internal static class ShellCharacters
{
    private static readonly SearchValues<char> Bare = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%^]="
    );

    public static bool IsBare(char character) => Bare.Contains(character);

    /// <summary>
    /// Inside quotes: what can be printed in ASCII, and beyond it letters that cannot be mistaken for ASCII: Latin with
    /// marks (not the dotless i and the long s), kana, Han, Hangul. No Greek, no Cyrillic, no full width, nothing invisible.
    /// </summary>
    public static bool IsQuotable(char character) =>
        character
            is (>= ' ' and <= '~')
                or (>= '\u00c0' and <= '\u017e' and not ('\u00d7' or '\u00f7' or '\u0131'))
                or (>= '\u3041' and <= '\u3096')
                or (>= '\u30a1' and <= '\u30fa')
                or (>= '\u4e00' and <= '\u9fff')
                or (>= '\uac00' and <= '\ud7a3');
}
