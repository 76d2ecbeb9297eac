using System.Collections.Frozen;

namespace Pedrocode.Core.Permissions;

/// <summary>find without what runs, deletes or writes: <c>-exec</c>, <c>-ok</c>, <c>-delete</c>, <c>-fprint</c> and their kin are not on the list.</summary>
internal static class ReadOnlyFind
{
    private static readonly FrozenSet<string> Alone = FrozenSet.ToFrozenSet(
        (
            "! ( ) , -not -a -and -o -or -H -L -P -d -depth -mount -xdev -daystart -follow -noleaf -warn -nowarn "
            + "-ignore_readdir_race -noignore_readdir_race -empty -executable -readable -writable -nouser -nogroup -true "
            + "-false -print -print0 -ls -prune -quit -help -version --help --version"
        ).Split(' ')
    );

    private static readonly FrozenSet<string> WithValue = FrozenSet.ToFrozenSet(
        (
            "-maxdepth -mindepth -regextype -amin -anewer -atime -cmin -cnewer -ctime -mmin -mtime -newer -fstype -gid -group "
            + "-uid -user -used -ilname -iname -inum -ipath -iregex -iwholename -links -lname -name -path -perm -regex "
            + "-samefile -size -type -wholename -xtype -printf"
        ).Split(' ')
    );

    public static bool Judge(List<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (WithValue.Contains(word) || IsNewerThan(word))
            {
                i++;
                if (i == arguments.Count || LooksLikeAction(arguments[i]))
                {
                    return false;
                }
            }
            else if (!Alone.Contains(word) && word.StartsWith('-'))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsNewerThan(string word) =>
        word.Length == 8
        && word.StartsWith("-newer", StringComparison.Ordinal)
        && "aBcm".Contains(word[6])
        && "aBcmt".Contains(word[7]);

    // `-name -delete` is a pattern, but no find should have to be trusted with it. `-mtime -7` and `-perm -u+x` are usual.
    private static bool LooksLikeAction(string value) =>
        value is ['-', var first, ..]
        && char.IsAsciiLetterLower(first)
        && value is not ['-', 'u' or 'g' or 'o' or 'a', '+' or '=' or ',', ..];
}
