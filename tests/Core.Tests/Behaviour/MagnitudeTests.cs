using Kwala.Core.Behaviour;
using Kwala.Core.Tests.Wallets;

namespace Kwala.Core.Tests.Behaviour;

public sealed class MagnitudeTests
{
    [Theory]
    [InlineData("< 1.3", "1.29", 0)]
    [InlineData("< 1.3", "1.05", 0)]
    [InlineData("< 1.3", "1.04", 1)] // 1.25 times below.
    [InlineData("< 1.3", "0.66", 1)]
    [InlineData("< 1.3", "0.65", 2)]
    [InlineData("< 1.3", "0.26", 3)]
    [InlineData("< 1.3", "0", 3)]
    [InlineData("< 1.3", "-1", 3)]
    [InlineData("> 0.03", "0.031", 0)]
    [InlineData("> 0.03", "0.05", 1)]
    [InlineData("> 0.03", "0.12", 2)]
    [InlineData("> 0.03", "inf", 3)]
    [InlineData("> 0", "1", 3)]
    [InlineData("0.95..1.05", "1.06", 0)]
    [InlineData("0.95..1.05", "2.2", 2)]
    [InlineData("0.95..1.05", "0.5", 1)]
    public void Beyond_a_threshold(string line, string value, int bucket) =>
        Assert.Equal(bucket, Magnitude.Beyond(Given.Line(line), Given.Number(value)));

    [Theory]
    [InlineData("0.03", 0, "under 0.05")]
    [InlineData("0.05", 1, "from 0.05 to 0.1")]
    [InlineData("0.099", 1, "from 0.05 to 0.1")]
    [InlineData("0.1", 2, "of 0.1 or more")]
    [InlineData("inf", 2, "of 0.1 or more")]
    [InlineData("undefined", 2, "of 0.1 or more")]
    public void By_edges_that_a_workflow_states(string value, int bucket, string name)
    {
        var edges = System.Collections.Immutable.ImmutableArray.Create(Given.Number("0.05"), Given.Number("0.1"));

        Assert.Equal(bucket, Magnitude.Of(Given.Number(value), edges));
        Assert.Equal(name, Magnitude.NameOf(bucket, edges));
    }
}
