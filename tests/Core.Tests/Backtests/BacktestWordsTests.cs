using System.Collections.Immutable;
using Kwala.Core.Backtests;
using Kwala.Core.Delivery;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Backtests;

public sealed class BacktestWordsTests
{
    [Fact]
    public void One_owner_is_spoken_to() => Assert.Equal(
        "With 1.30 you would have had 4 alerts in 90 days, one of them 3 hours before the liquidation; "
        + "with 1.20 one, 20 minutes before; with 1.00 none.",
        BacktestWords.Sentence(Report(
            wallets: 1,
            Variant("1.30", 4, 1, TimeSpan.FromHours(3)),
            Variant("1.20", 1, 1, TimeSpan.FromMinutes(20)),
            Variant("1.00", 0, 0, [null]))));

    [Fact]
    public void Alerts_that_came_before_no_outcome_say_so() => Assert.Equal(
        "With 1.30 you would have had 2 alerts in 90 days, none of them before the liquidation.",
        BacktestWords.Sentence(Report(wallets: 1, Variant("1.30", 2, 1, [null]))));

    [Fact]
    public void Many_owners_are_spoken_of() => Assert.Equal(
        "With 1.30 there would have been 1,200 alerts to 210 of 5,000 wallets in 90 days, before 2 of 3 liquidations, "
        + "at the median 30 minutes before; with 1.20 none to 0, before 0 of 1 liquidation.",
        BacktestWords.Sentence(Report(
            wallets: 5000,
            Variant("1.30", 1200, 210, TimeSpan.FromHours(3), TimeSpan.FromMinutes(30), null),
            Variant("1.20", 0, 0, [null]))));

    [Theory]
    [InlineData(0, "0 seconds")]
    [InlineData(1, "1 second")]
    [InlineData(119, "119 seconds")]
    [InlineData(1200, "20 minutes")]
    [InlineData(10_800, "3 hours")]
    [InlineData(172_800, "2 days")]
    public void A_time_is_told_in_its_largest_fitting_unit(int seconds, string expected) =>
        Assert.Equal(expected, BacktestWords.Span(TimeSpan.FromSeconds(seconds)));

    private static BacktestReport Report(long wallets, params VariantReport[] variants) => new(
        Given.Risk,
        default,
        new BacktestScope(0, 100, Given.Noon, Given.Noon.AddDays(90), 0, 0, 0, wallets),
        "liquidation",
        [.. variants]);

    private static VariantReport Variant(string label, long alerts, long told, params TimeSpan?[] leads) => new(
        label,
        alerts,
        [alerts],
        ImmutableSortedDictionary<NotificationRole, long>.Empty,
        told,
        alerts,
        LeadTimes.Of(leads.Select(lead => new BacktestOutcome(Given.Noon, 1, lead))),
        ImmutableSortedDictionary<DecisionOutcome, long>.Empty,
        ImmutableSortedDictionary<ReasonCode, long>.Empty,
        [],
        false);
}
