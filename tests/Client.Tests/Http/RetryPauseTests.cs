using Kwala.Client.Http;

namespace Kwala.Client.Tests.Http;

public sealed class RetryPauseTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, 1.0, 0.25)]
    [InlineData(0, 0.5, 0.125)]
    [InlineData(3, 1.0, 2)]
    [InlineData(3, 0.0, 0)]
    [InlineData(29, 1.0, 10)]
    public void Pause_is_anything_from_nothing_to_a_limit_that_doubles_up_to_the_longest(
        int failedBefore, double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Before(failedBefore, null, random));

    [Theory]
    [InlineData(4, 0.0, 4.0)]
    [InlineData(4, 1.0, 5.0)]
    [InlineData(9, 1.0, 10.0)]
    [InlineData(10, 0.0, 10.0)]
    public void Pause_that_was_asked_for_is_kept_and_spread_by_up_to_a_quarter(int asked, double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Before(0, TimeSpan.FromSeconds(asked), random));

    [Fact]
    public void What_asks_for_longer_than_the_longest_pause_is_not_asked_again() =>
        Assert.Null(Before(0, TimeSpan.FromSeconds(11), 0));

    [Fact]
    public void What_does_not_pass_by_itself_is_not_asked_again() => Assert.Null(
        RetryPause.Before(0, new HttpAnswer.None("Broken for good."), 3, Longest, 0));

    [Fact]
    public void After_the_last_retry_nothing_is_asked_again()
    {
        var failure = new HttpAnswer.None("Not now.", IsTransient: true);

        Assert.NotNull(RetryPause.Before(2, failure, 3, Longest, 0));
        Assert.Null(RetryPause.Before(3, failure, 3, Longest, 0));
        Assert.Null(RetryPause.Before(0, failure, 0, Longest, 0));
    }

    private static TimeSpan? Before(int failedBefore, TimeSpan? asked, double random) =>
        RetryPause.Before(failedBefore, new HttpAnswer.None("Not now.", true, asked), 30, Longest, random);
}
