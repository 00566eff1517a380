using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Core.Workflows;

namespace Kwala.Workflows.Tests;

public class SegmentTests
{
    private static readonly WorkflowCompiler Compiler = new(
        new Dictionary<string, ChainId> { ["local"] = ChainId.Evm(31337) }, [ChannelName.Email], ["absent", "busy"]);

    private static string Standard => Compiling.With("lane", "lane: standard");

    [Fact]
    public void Segments_keep_the_order_of_the_text_and_are_written_like_tiers()
    {
        var workflow = Compiled(Standard + "\nsegments: { busy: [1.6, 1.2], absent: 1.9 }\nfor: [absent, busy]");

        Assert.Equal(
            [
                new SegmentLine(new SegmentName("busy"), new Levels([Line(8, 5), Line(6, 5)])),
                new SegmentLine(new SegmentName("absent"), new Levels([Line(19, 10)])),
            ],
            workflow.Rule.Segments.ToArray());
        Assert.Equal([new SegmentName("absent"), new SegmentName("busy")], workflow.For.ToArray());
    }

    [Theory]
    [InlineData("segments: { busi: 1.6 }", "13:13: Unknown segment \"busi\": did you mean \"busy\"?")]
    [InlineData("segments: { busy: often }", "13:19: \"often\" is not a number such as 1.30.")]
    [InlineData("segments: {}", "13:11: 1 to 16 segments are needed here.")]
    [InlineData("for: Whales", "13:6: \"Whales\" cannot be the name of a segment: write 1 to 64 of a-z, 0-9 and -.")]
    [InlineData("for: [busy, busy]", "13:13: \"busy\" is listed twice: leave one out.")]
    public void Mistake_has_its_place_and_remedy(string line, string mistake) =>
        Assert.Equal($"w.yaml:{mistake}", Assert.Single(Mistakes(Standard + "\n" + line)));

    [Fact]
    public void Critical_alerts_are_for_everybody() => Assert.Equal(
        "w.yaml:13:6: The critical lane is told to everybody: leave for out, or choose another lane.",
        Assert.Single(Mistakes(Compiling.Sound + "\nfor: busy")));

    [Fact]
    public void Where_no_deployment_is_known_any_name_will_do() =>
        Assert.Single(Compiling.Compiled(Standard + "\nfor: whoever").For);

    private static Threshold Line(int numerator, int denominator) =>
        Threshold.Below(Core.Numerics.Rational.Of(numerator, denominator));

    private static Workflow Compiled(string yaml) =>
        Assert.IsType<CompileOutcome.Compiled>(Compiler.Compile(new WorkflowSource("w.yaml", yaml))).Workflow;

    private static string[] Mistakes(string yaml) => Compiler.Compile(new WorkflowSource("w.yaml", yaml))
        .Match<string[]>(_ => [], mistakes => [.. mistakes.Select(m => m.ToString())]);
}
