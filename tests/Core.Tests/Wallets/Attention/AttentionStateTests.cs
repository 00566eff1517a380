using Kwala.Core.Wallets.Attention;

namespace Kwala.Core.Tests.Wallets.Attention;

/// <summary>What was sent on the last days.</summary>
public class AttentionStateTests
{
    [Theory]
    [InlineData(100, 2, 3)]
    [InlineData(99, 2, 3)]
    [InlineData(101, 0, 3)]
    [InlineData(106, 0, 2)]
    [InlineData(107, 0, 0)]
    public void A_day_before_the_newest_is_spent_as_far_as_the_newest_is(int day, int onIt, int inWeek)
    {
        var spent = Spending.None.Add(98).Add(100).Add(100);

        Assert.Equal((onIt, inWeek), (spent.On(day), spent.InWeekTo(day)));
    }
}
