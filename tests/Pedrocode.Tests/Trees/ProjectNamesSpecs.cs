using System.Text;
using Pedrocode.Core.Trees;

namespace Pedrocode.Tests.Trees;

public class ProjectNamesSpecs
{
    private static readonly JobTree Tree = new("/state/jobs/job-1/tree", "/state/jobs/job-1/tree/src", InGit: true)
    {
        ProjectRoot = "/home/u/app",
        ProjectWorkDir = "/home/u/app/src",
    };

    [Theory]
    [InlineData("cat /home/u/app/a.txt", "cat /state/jobs/job-1/tree/a.txt")]
    [InlineData("cd /home/u/app && ls '/home/u/app'", "cd /state/jobs/job-1/tree && ls '/state/jobs/job-1/tree'")]
    [InlineData("ls /home/u/app2 /home/u/app.bak /mnt/home/u/app", "ls /home/u/app2 /home/u/app.bak /mnt/home/u/app")]
    [InlineData("X=/home/u/app:/bin", "X=/state/jobs/job-1/tree:/bin")]
    public void A_command_means_the_tree_where_it_names_the_project_as_a_whole_path(string command, string run) =>
        ProjectNames.InCommand(Tree, command).ShouldBe(run);

    [Fact]
    public void Output_names_the_project_wherever_its_pieces_are_cut()
    {
        const string Printed =
            "/state/jobs/job-1/tree/a /state/jobs/job-1/tree2 /state/jobs/job-1/tre\n/state/jobs/job-1/tree";
        for (var size = 1; size <= Printed.Length; size++)
        {
            var shown = new StringBuilder();
            var output = ProjectNames.Output(Tree, bytes => shown.Append(Encoding.UTF8.GetString(bytes)));
            for (var at = 0; at < Printed.Length; at += size)
            {
                output.Add(Encoding.UTF8.GetBytes(Printed[at..Math.Min(at + size, Printed.Length)]));
            }
            output.End();
            shown.ToString().ShouldBe("/home/u/app/a /state/jobs/job-1/tree2 /state/jobs/job-1/tre\n/home/u/app");
        }
    }

    [Theory]
    [InlineData("/home/u/app", "/state/jobs/job-1/tree")]
    [InlineData("/home/u/app/x/y", "/state/jobs/job-1/tree/x/y")]
    [InlineData("/home/u/apple", "/home/u/apple")]
    [InlineData("/etc/passwd", "/etc/passwd")]
    public void An_absolute_path_into_the_project_is_one_in_the_tree(string path, string real) =>
        ProjectNames.ToTree(Tree, path).ShouldBe(real);
}
