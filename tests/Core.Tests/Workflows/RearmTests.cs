using Kwala.Core.Tests.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Workflows;

/// <summary>Where an episode closes: past the margin, on the side away from the alert.</summary>
public class RearmTests
{
    [Theory]
    [InlineData("< 2", "relative 0.05", "< 2.1")]
    [InlineData("> 100", "relative 0.05", "> 95")]
    [InlineData("> -100", "relative 0.05", "> -105")]
    [InlineData("< 2", "absolute 0.5", "< 2.5")]
    [InlineData("> 100", "absolute 3", "> 97")]
    [InlineData("90..110", "absolute 2", "outside 92..108")]
    [InlineData("90..110", "absolute 9", "outside 95..105")] // At most a quarter of the band, or it never closed.
    public void The_margin_lies_inside_what_is_no_alert(string line, string margin, string closes)
    {
        var number = Given.Number(margin.Split(' ')[1]);
        Rearm rearm = margin.StartsWith("relative", StringComparison.Ordinal)
            ? new Rearm.Relative(number)
            : new Rearm.Absolute(number);

        Assert.Equal(closes, rearm.Around(Given.Line(line)).ToString());
    }
}
