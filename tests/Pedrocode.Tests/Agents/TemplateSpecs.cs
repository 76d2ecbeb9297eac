using CsCheck;
using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public sealed class TemplateSpecs : IDisposable
{
    private readonly TempDirectory temp = new();
    private readonly Trust trust;
    private readonly TaskTemplates templates;

    public TemplateSpecs()
    {
        trust = new Trust(temp.At("state"));
        templates = new TaskTemplates(temp.At("user"), "~/command", () => trust.Trusted(temp.At("project")));
    }

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("Look at $1, then at $2.", "a.cs 'b c.cs'", "Look at a.cs, then at b c.cs.")]
    [InlineData("Do this: $ARGUMENTS.", "  \"quoted\"  words ", "Do this: \"quoted\"  words.")]
    [InlineData("Do this: $ARGUMENTS.", "", "Do this: .")]
    [InlineData("Explain.", "why it is slow", "Explain.\n\nwhy it is slow")]
    [InlineData("It costs $100 in $HOME, see \\$1 and \\!`date`.", "", "It costs $100 in $HOME, see $1 and !`date`.")]
    [InlineData("$1$1", "don't", "don'tdon't")]
    public void What_is_typed_behind_the_name_fills_the_gaps(string body, string typed, string task) =>
        Filled(body, typed).Task([]).ShouldBe(task);

    [Fact]
    public void A_missing_argument_is_said_with_what_the_template_takes()
    {
        var fault = Should.Throw<UserError>(() => Filled("From $1 to $3", "one"));

        fault.Message.ShouldBe("/it takes 3 arguments, 1 was given");
        fault.Next.ShouldBe("usage: /it ARG1 ARG2 ARG3");
    }

    [Fact]
    public void Arguments_are_words_of_a_command_whatever_they_hold()
    {
        var filled = Filled("Why?\n!`git log -- $1`\n!`grep $ARGUMENTS`", "'a; rm -rf ~' $(id) it's");

        filled.Commands.ShouldBe(["git log -- 'a; rm -rf ~'", "grep 'a; rm -rf ~' '$(id)' 'it'\\''s'"]);
        filled.Task(["L", "G"]).ShouldBe("Why?\nL\nG");
    }

    [Fact]
    public void Neither_an_argument_nor_what_a_command_prints_is_read_as_a_template_again()
    {
        var filled = Filled("$ARGUMENTS and !`list`", "!`reboot` $1 @secret");

        filled.Commands.ShouldBe(["list"]);
        filled.Task(["!`halt` $1 @other"]).ShouldBe("!`reboot` $1 @secret and !`halt` $1 @other");
        filled.Written.ShouldNotContain("@other");
    }

    [Fact]
    public void Fields_say_who_does_it_and_how()
    {
        temp.Write(
            "user/it.md",
            "---\ndescription: mends it\nagent: debug\nmodel: big\nmode: background\n---\nMend $1."
        );

        var template = templates.Find("it")!;

        (template.Description, template.Agent, template.Model, template.Mode, template.Usage).ShouldBe(
            ("mends it", "debug", "big", Mode.Background, "ARG1")
        );
    }

    [Theory]
    [InlineData("---\nmode: quick\n---\nGo.", "~/command/it.md:2: mode is 'quick'; allowed: interactive, background")]
    [InlineData(
        "---\nshell: zsh\n---\nGo.",
        "~/command/it.md:2: there is no 'shell'; known: description, agent, model, mode"
    )]
    [InlineData("---\nagent: [a]\n---\nGo.", "~/command/it.md:2: 'agent' must be a word or a line of text")]
    [InlineData("---\ndescription: no task\n---\n", "~/command/it.md:1: there is no task in it")]
    public void A_broken_file_is_one_line_and_hides_no_other(string text, string fault)
    {
        temp.Write("user/it.md", text);
        temp.Write("user/other.md", "Go.");

        templates.All().Select(static one => one.Fault).ShouldBe([fault, null]);
        Should.Throw<UserError>(() => templates.Find("it")).Message.ShouldBe(fault);
        templates.Find("other").ShouldNotBeNull();
    }

    [Fact]
    public void A_projects_template_counts_once_the_folder_is_trusted_and_then_before_the_users()
    {
        temp.Write("user/it.md", "The user's.");
        temp.Write("project/.pedro/command/it.md", "The project's.");
        templates.Find("it")!.Where.ShouldBe("~/command/it.md");

        trust.Accept(trust.Look(temp.At("project")));

        templates.Find("it")!.Where.ShouldBe(".pedro/command/it.md");
        templates.All().Single().Where.ShouldBe(".pedro/command/it.md");
    }

    [Fact]
    public void A_saved_task_is_the_same_task_again_whatever_stands_in_it()
    {
        Gen.String[Gen.Char["$1A\\!`'\":\n -#@ä"], 1, 40]
            .Sample(
                static task =>
                    TemplatePart.Parse(TemplatePart.Escaped(task)) is [TemplatePart.Text(var text)] && text == task,
                iter: 20_000
            );
        const string Task = "it's: \"this\" # $1 \\$ARGUMENTS\n---\n!`reboot`";

        templates.Save("it", Task, "debug", Mode.Background);

        templates.Find("it")!.Fill("").Commands.ShouldBeEmpty();
        templates.Find("it")!.Fill("").Task([]).ShouldBe(Task);
        templates.Find("it")!.Agent.ShouldBe("debug");
    }

    [Fact]
    public void Saving_never_replaces_a_file()
    {
        templates.Save("it", "One.", "quick", Mode.Interactive).ShouldBe("~/command/it.md");

        Should
            .Throw<UserError>(() => templates.Save("it", "Two.", "quick", Mode.Interactive))
            .Message.ShouldBe("~/command/it.md exists");
        Should.Throw<UserError>(() => templates.Save("../it", "Two.", "quick", Mode.Interactive));
        templates.Find("it")!.Fill("").Task([]).ShouldBe("One.");
    }

    [Theory]
    [InlineData("printf 'a\\033[31mb\\n'; exit 3", "ab\n[exit code 3]")]
    [InlineData("echo $PEDROCODE_API_KEY-; cat", "-")]
    public async Task What_a_command_prints_is_used_whatever_its_exit_code(string command, string output) =>
        (await TemplateCommand.OutputAsync(command, temp.Path, TestContext.Current.CancellationToken)).ShouldBe(output);

    private FilledTemplate Filled(string body, string typed)
    {
        temp.Write("user/it.md", body);
        return templates.Find("it")!.Fill(typed);
    }
}
