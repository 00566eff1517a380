using System.Globalization;
using System.Numerics;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Workflows;

public class EndsSoonPlanTests
{
    private const int VoteEnd = 7;

    // Block 10 is at 12:02 (a block takes 12 seconds).
    [Theory]
    [InlineData(EndClock.Block, "310", 12, "13:02:00")]
    [InlineData(EndClock.Block, "310", 2, "12:12:00")]
    [InlineData(EndClock.Block, "10", 12, "12:02:00")]
    [InlineData(EndClock.Block, "0", 12, "12:00:00")]
    [InlineData(EndClock.Timestamp, "1767272400", 12, "13:00:00")]
    [InlineData(EndClock.Timestamp, "99999999999", 12, "never")]
    [InlineData(EndClock.Timestamp, "0", 12, "never")]
    [InlineData(
        EndClock.Block, "115792089237316195423570985008687907853269984665640564039457584007913129639935", 12, "never")]
    [InlineData(
        EndClock.Timestamp, "115792089237316195423570985008687907853269984665640564039457584007913129639935", 12, "never")]
    public void The_end_is_counted_by_the_contracts_clock(EndClock clock, string end, int blockSeconds, string expected)
    {
        var plan = new EndsSoonPlan(
            TimeSpan.FromHours(1), VoteEnd, clock, TimeSpan.FromSeconds(blockSeconds), TemplateName.EndsSoon);
        var source = Given.Signal("1", 10).Source with
        {
            Arguments = Proposals.Saying(ends: BigInteger.Parse(end, CultureInfo.InvariantCulture)),
        };

        Assert.Equal(
            expected,
            plan.EndOf(source)?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "never");
        Assert.Null(plan.EndOf(source with { Arguments = [] }));
    }
}
