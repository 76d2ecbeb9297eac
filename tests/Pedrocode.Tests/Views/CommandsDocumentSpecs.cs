using System.Runtime.CompilerServices;
using System.Text;
using Pedrocode.Cli.Actions;

namespace Pedrocode.Tests.Views;

/// <summary>With PEDROCODE_UPDATE_DOCS=1 in the environment docs/commands.md is written instead of compared.</summary>
public class CommandsDocumentSpecs
{
    [Fact]
    public void The_document_lists_what_is_dispatched()
    {
        var file = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/commands.md");
        if (Environment.GetEnvironmentVariable("PEDROCODE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, Document());
        }

        File.ReadAllText(file).ShouldBe(Document());
    }

    [Fact]
    public void Help_fits_a_screen_of_80_columns_and_24_rows()
    {
        var lines = new HelpText(ActionPlaces.Repl).Overview().Split('\n');

        lines.Length.ShouldBeLessThanOrEqualTo(24);
        lines.ShouldAllBe(static line => line.Length <= 80);
    }

    [Fact]
    public void Help_names_every_action()
    {
        var names = new HelpText(ActionPlaces.Repl).Overview().Split([' ', '\n']);

        ActionList.For(ActionPlaces.Repl).ShouldAllBe(action => names.Contains($"/{action.Name}"));
    }

    [Fact]
    public void The_help_of_the_command_line_fits_80_columns_too()
    {
        var lines = new HelpText(ActionPlaces.CommandLine).Overview().Split('\n');

        lines.ShouldAllBe(static line => line.Length <= 80);
    }

    private static string Document()
    {
        var text = new StringBuilder();
        text.Append("# Commands\n\n");
        text.Append(
            "Made from the list that dispatches. At the prompt an action is `/name`, in the shell `pedrocode name`.\n"
        );
        Section(text, "At the prompt and in the shell", ActionPlaces.Everywhere);
        Section(text, "In the shell only", ActionPlaces.CommandLine);
        Section(text, "At the prompt only", ActionPlaces.Repl);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, ActionPlaces places)
    {
        var help = new HelpText(places == ActionPlaces.Repl ? ActionPlaces.Repl : ActionPlaces.CommandLine);
        text.Append($"\n## {title}\n");
        foreach (var action in ActionList.All.Where(action => action.Places == places))
        {
            text.Append($"\n```\n{help.About(action)}\n```\n");
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
