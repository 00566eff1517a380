using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Delivery;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Delivery;

public class BackoffTests
{
    [Fact]
    public void Every_delay_lies_between_half_and_the_whole_of_the_doubled_one() =>
        Prop.ForAll<PositiveInt, int>((attempt, seed) =>
        {
            var key = new DeliveryKey(Given.Hash($"{seed}"));
            var full = Math.Min(300.0, 2 * Math.Pow(2, attempt.Get - 1));

            var delay = Backoff.Delay(RetryPolicy.Default, key, attempt.Get).TotalSeconds;

            return delay >= (full / 2) - 1e-6 && delay <= full;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_key_waits_the_same_and_another_differs()
    {
        TimeSpan Of(string key) => Backoff.Delay(RetryPolicy.Default, new DeliveryKey(Given.Hash(key)), 5);

        Assert.Equal(Of("a"), Of("a"));
        Assert.NotEqual(Of("a"), Of("b"));
    }
}
