using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Shadows;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Shadows;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Shadows;

/// <summary>The report of a shadow, out of the rows of many wallets.</summary>
public sealed class ShadowCountingTests
{
    private const int Many = 600;
    private static readonly Bytes32 Live = Keccak256.Hash([1]), Candidate = Keccak256.Hash([2]), Former = Keccak256.Hash([3]);
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task All_rows_of_the_candidate_are_counted_by_kind_tier_and_wallet_and_the_newest_twenty_are_shown()
    {
        var store = new MemoryStore();
        await store.Append(
            [
                .. Enumerable.Range(0, Many).Select(n => Row(n, ShadowDifferenceKind.Gained, Candidate)),
                Row(Many, ShadowDifferenceKind.Lost, Candidate),
                Row(Many + 1, ShadowDifferenceKind.Gained, Former),
            ],
            CancellationToken.None);

        var report = await store.Report(House.Risk, Candidate);

        Assert.Equal((Many, 1, 2, 1), (report.All.Gained, report.All.Lost, report.All.WalletsGaining, report.All.WalletsLosing));
        Assert.Equal(
            [("aggressive", Many / 2), ("standard", Many / 2)],
            report.Tiers.Select(it => (it.Tier.Value, it.Counts.Gained)));
        Assert.Equal(20, report.Samples.Length);
        Assert.Equal("lost", report.Samples[0].Kind);
        Assert.False(report.AndMore);
    }

    // Two wallets in turn, and two tiers.
    private static HistoryRow Row(int number, ShadowDifferenceKind kind, Bytes32 candidate) => new ShadowDifference(
        kind, Decision(number, Live), Decision(number, candidate)).ToRow(House.AddressOf((uint)(1 + (number % 2))));

    private static DecisionRecord Decision(int number, Bytes32 version) => new(
        House.Risk, version, new KindName("liquidation-risk"), new SubjectKey("eip155:1/market"), DecisionOutcome.Notify, [],
        number % 2 == 0 ? TierName.Standard : TierName.Aggressive, Rational.One, null, 1, 0, null, null,
        number.ToString(CultureInfo.InvariantCulture), Noon.AddSeconds(number));
}
