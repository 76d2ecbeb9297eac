namespace Pedrocode.EndToEnd;

public class SolutionSpecs
{
    [Fact]
    public void It_runs() => typeof(SolutionSpecs).Assembly.ShouldNotBeNull();
}
