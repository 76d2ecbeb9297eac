using System.Diagnostics;
using CsCheck;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Tests.Permissions;

public class ShellReaderSpecs
{
    [Theory]
    [InlineData("ls", "ls")]
    [InlineData("  ls   -la  src ", "ls -la src")]
    [InlineData("ls&&pwd||id;who|wc", "ls / pwd / id / who / wc")]
    [InlineData("ls;", "ls")]
    [InlineData("git log --format='%h %s'", "git log --format=%h_%s")]
    [InlineData("echo 'a'\"b\"c\\ d", "echo abc_d")]
    [InlineData("echo '' \"\"", "echo <> <>")]
    [InlineData("grep 'a|b;c&d>e' f", "grep a|b;c&d>e f")]
    [InlineData("grep \"^a*[b]$\" f", "grep ^a*[b]$ f")]
    [InlineData("echo \"a\\\"b\\\\c\\$d\\n\"", "echo a\"b\\c$d\\n")]
    [InlineData("find . -name \\*.cs", "find . -name *.cs")]
    [InlineData("find . ! -name x", "find . ! -name x")]
    [InlineData("git diff HEAD~1 HEAD^ HEAD@{1} a...b", "git diff HEAD~1 HEAD^ HEAD@{1} a...b")]
    [InlineData("echo a#b", "echo a#b")]
    [InlineData("echo \"Hello, world!\"", "echo Hello,_world!")]
    [InlineData("grep 'größe' a", "grep größe a")]
    [InlineData("env A=b c", "env A=b c")]
    public void Words_joined_by_operators_are_read(string text, string commands)
    {
        Shown(text).ShouldBe(commands);
    }

    [Theory]
    // Expansions and substitutions.
    [InlineData("echo $HOME")]
    [InlineData("echo \"$HOME\"")]
    [InlineData("echo ${x}")]
    [InlineData("echo \"a${x}\"")]
    [InlineData("echo $(id)")]
    [InlineData("echo \"$(id)\"")]
    [InlineData("echo `id`")]
    [InlineData("echo \"`id`\"")]
    [InlineData("echo $((1+1))")]
    [InlineData("echo $'a\\nb'")]
    [InlineData("echo $\"a\"")]
    [InlineData("echo $")]
    [InlineData("ls ~")]
    [InlineData("ls ~root/x")]
    [InlineData("ls a:~/x")]
    [InlineData("make A=~/x")]
    [InlineData("ls ''~")]
    [InlineData("echo {a,b}")]
    [InlineData("echo {1..3}")]
    [InlineData("echo a{b,c}d")]
    [InlineData("echo @{a,b}")]
    [InlineData("echo @{1..3}")]
    [InlineData("echo {}")]
    [InlineData("ls *.cs")]
    [InlineData("ls ?.cs")]
    [InlineData("ls [ab]")]
    [InlineData("ls a'b'*")]
    [InlineData("echo !!")]
    [InlineData("echo \"!!\"")]
    [InlineData("echo !x")]
    // Redirections and what runs aside.
    [InlineData("ls > out")]
    [InlineData("ls >out")]
    [InlineData("ls 2>&1")]
    [InlineData("cat < in")]
    [InlineData("cat <<EOF\na\nEOF")]
    [InlineData("cat <<< a")]
    [InlineData("diff <(ls) <(ls -a)")]
    [InlineData("ls &")]
    [InlineData("ls & pwd")]
    [InlineData("ls |& wc")]
    [InlineData("ls &>out")]
    // Assignments, reserved words, functions, comments, subshells.
    [InlineData("A=b ls")]
    [InlineData("A=b")]
    [InlineData("A+=b ls")]
    [InlineData("if true; then ls; fi")]
    [InlineData("! ls")]
    [InlineData("ls && ! pwd")]
    [InlineData("time ls")]
    [InlineData("{ ls; }")]
    [InlineData("(ls)")]
    [InlineData("f() { ls; }")]
    [InlineData("function f")]
    [InlineData("[[ -f x ]]")]
    [InlineData("[ -f x ]")]
    [InlineData("coproc ls")]
    [InlineData("ls # rm")]
    [InlineData("#ls")]
    [InlineData("%1")]
    // No whole commands.
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(";")]
    [InlineData("ls &&")]
    [InlineData("ls |")]
    [InlineData("&& ls")]
    [InlineData("ls ;; pwd")]
    [InlineData("ls ; ; pwd")]
    [InlineData("ls ;| pwd")]
    [InlineData("ls | | wc")]
    [InlineData("ls ||| wc")]
    [InlineData("ls &&& wc")]
    [InlineData("echo 'a")]
    [InlineData("echo \"a")]
    [InlineData("echo \"a\\")]
    [InlineData("echo a\\")]
    // Hidden, or other than it looks.
    [InlineData("l\\s")]
    [InlineData("echo a\\nb")]
    [InlineData("ls\npwd")]
    [InlineData("ls\n")]
    [InlineData("ls\tx")]
    [InlineData("ls \\\nx")]
    [InlineData("echo 'a\nb'")]
    [InlineData("ls\r")]
    [InlineData("ls\0x")]
    [InlineData("echo 'a\u001b[2K'")]
    [InlineData("ls\u00a0x")]
    [InlineData("ls\u200b")]
    [InlineData("echo 'a\u202eb'")]
    [InlineData("echo 'a\u2066b'")]
    [InlineData("echo 'a\u200bb'")]
    [InlineData("l\u0455")]
    [InlineData("cat '\u0430'")]
    [InlineData("ls \uff1b pwd")]
    [InlineData("ls \u037e pwd")]
    [InlineData("ls \u2013la")]
    [InlineData("echo \u2018a\u2019")]
    [InlineData("echo '\ud83d\ude00'")]
    [InlineData("echo '\ud83d'")]
    [InlineData("echo \"\u4e00\\\"")]
    public void Everything_else_is_not(string text)
    {
        ShellReader.Read(text).ShouldBeNull();
    }

    [Fact]
    public void No_text_whatever_makes_it_throw()
    {
        Gen.Char.Array[0, 60].Sample(static characters => Read(new string(characters)), iter: 20_000);
        Gen.Char["a '\\\"$`&|;@{}!~#=\0é\ud800"]
            .Array[0, 30]
            .Sample(static parts => Read(new string(parts)), iter: 20_000);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("a;")]
    [InlineData("'a'")]
    [InlineData("a\"\\\\\"")]
    [InlineData("a@{1}")]
    [InlineData("a~")]
    [InlineData("a@{")]
    public void The_longest_command_there_is_takes_no_long_time(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 131_071 / part.Length));

        var clock = Stopwatch.StartNew();
        ReadOnlyCommands.JudgeText(text);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_no_program_can_be_given_is_not_read()
    {
        ShellReader.Read(new string('a', 131_071)).ShouldNotBeNull();
        ShellReader.Read(new string('a', 131_072)).ShouldBeNull();
    }

    private static void Read(string text) => ShellReader.Read(text)?.ShouldNotBeEmpty();

    private static string? Shown(string text) =>
        ShellReader.Read(text) is { } commands
            ? string.Join(
                " / ",
                commands.Select(static words =>
                    string.Join(' ', words.Select(static word => word.Length == 0 ? "<>" : word.Replace(' ', '_')))
                )
            )
            : null;
}
