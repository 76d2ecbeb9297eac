using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

public class ColourSpecs
{
    // What a missing kind of cone makes of linear red, green and blue (Machado, Oliveira and Fernandes, full severity).
    private static readonly Dictionary<string, double[][]> Eyes = new(StringComparer.Ordinal)
    {
        ["all cones"] =
        [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
        ],
        ["protanopia"] =
        [
            [0.152, 1.053, -0.205],
            [0.115, 0.786, 0.099],
            [-0.004, -0.048, 1.052],
        ],
        ["deuteranopia"] =
        [
            [0.367, 0.861, -0.228],
            [0.280, 0.673, 0.047],
            [-0.012, 0.043, 0.969],
        ],
        ["tritanopia"] =
        [
            [1.256, -0.077, -0.179],
            [-0.078, 0.931, 0.148],
            [0.005, 0.691, 0.304],
        ],
    };

    [Fact]
    public void Any_two_hues_of_jobs_are_far_apart_for_every_eye()
    {
        foreach (var (eye, matrix) in Eyes)
        {
            foreach (var (first, second) in Pairs(JobColours.Hues))
            {
                // 2.3 is a difference one just sees; twenty and more cannot be mistaken.
                Distance(Seen(first, matrix), Seen(second, matrix))
                    .ShouldBeGreaterThan(40, $"{first} and {second}, {eye}");
            }
        }
    }

    [Fact]
    public void Every_hue_reads_on_black_and_on_white()
    {
        foreach (var hue in JobColours.Hues)
        {
            var luminance = Luminance(Linear(hue));
            ((luminance + 0.05) / 0.05).ShouldBeGreaterThan(3, $"{hue} on black");
            (1.05 / (luminance + 0.05)).ShouldBeGreaterThan(3, $"{hue} on white");
        }
    }

    [Fact]
    public void A_job_keeps_its_colour_and_no_two_of_eight_look_alike()
    {
        var colours = new JobColours(ColourDepth.TwoHundredFiftySix);
        var jobs = Enumerable.Range(0, 8).Select(i => $"job-{i}").ToList();
        var painted = jobs.ConvertAll(job => colours.Paint(job, "x"));
        painted.Distinct().Count().ShouldBe(8);
        jobs.ConvertAll(job => colours.Paint(job, "x")).ShouldBe(painted);
        colours.Release("job-2");
        colours.Paint("job-8", "x").ShouldBe(painted[2]);
    }

    [Fact]
    public void Without_colours_nothing_is_painted() =>
        new JobColours(ColourDepth.None).Paint("job-1", "x").ShouldBe("x");

    [Theory]
    [InlineData("xterm-256color", "", "TwoHundredFiftySix")]
    [InlineData("xterm-kitty", "", "TwoHundredFiftySix")]
    [InlineData("xterm", "", "Sixteen")]
    [InlineData("linux", "", "Sixteen")]
    [InlineData("vt100", "", "None")]
    [InlineData("dumb", "", "None")]
    [InlineData("xterm-256color", "1", "None")]
    public void Colours_are_what_the_terminal_has_and_the_user_wants(string term, string noColor, string depth)
    {
        var traits = TerminalTraits.Of(
            Options(("TERM", term), ("NO_COLOR", noColor)),
            inputIsTty: true,
            outputIsTty: true
        );
        traits.Colours.ToString().ShouldBe(depth);
        var piped = TerminalTraits.Of(Options(("TERM", term)), inputIsTty: true, outputIsTty: false);
        piped.Colours.ShouldBe(ColourDepth.None);
    }

    [Theory]
    [InlineData("", "", "de_DE.UTF-8", true)]
    [InlineData("", "C.utf8", "", true)]
    [InlineData("C", "", "en_US.UTF-8", false)]
    [InlineData("", "", "", false)]
    [InlineData("", "", "de_DE@euro", false)]
    public void The_locale_says_whether_there_is_more_than_ascii_and_a_screen_to_draw_on(
        string all,
        string type,
        string lang,
        bool unicode
    )
    {
        var options = Options(("TERM", "xterm"), ("LC_ALL", all), ("LC_CTYPE", type), ("LANG", lang));
        var traits = TerminalTraits.Of(options, inputIsTty: true, outputIsTty: true);
        traits.Unicode.ShouldBe(unicode);
        traits.Plain.ShouldBe(!unicode);
        var wished = TerminalTraits.Of(options with { Plain = true }, inputIsTty: true, outputIsTty: true);
        wished.Unicode.ShouldBeFalse();
        wished.Plain.ShouldBeTrue();
    }

    private static TerminalOptions Options(params (string Name, string Value)[] variables) =>
        new()
        {
            Variable = name =>
                variables.Append((Name: "LANG", Value: "C.UTF-8")).FirstOrDefault(v => v.Name == name).Value,
        };

    private static IEnumerable<(int, int)> Pairs(IReadOnlyList<int> of) =>
        of.SelectMany((first, i) => of.Skip(i + 1).Select(second => (first, second)));

    private static double[] Linear(int colour)
    {
        int[] levels = [0, 95, 135, 175, 215, 255];
        var cube = colour - 16;
        return
        [
            .. new[] { cube / 36, cube / 6 % 6, cube % 6 }
                .Select(i => levels[i] / 255.0)
                .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)),
        ];
    }

    private static double Luminance(double[] rgb) => 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];

    private static double[] Seen(int colour, double[][] matrix)
    {
        var rgb = Linear(colour);
        return Lab([.. matrix.Select(row => Math.Clamp(row.Zip(rgb, (a, b) => a * b).Sum(), 0, 1))]);
    }

    private static double[] Lab(double[] rgb)
    {
        var x = Curve((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
        var y = Curve(Luminance(rgb));
        var z = Curve((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];

        static double Curve(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16.0 / 116;
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
