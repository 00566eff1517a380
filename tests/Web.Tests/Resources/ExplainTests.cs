using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

public sealed class ExplainTests
{
    [Fact]
    public async Task A_decision_is_told_with_its_reasons_and_the_numbers_compared_also_where_nothing_matched()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Explained = new Explanation(
            new DecisionRecord(
                new WorkflowId("risk"),
                default,
                new KindName("liquidation-risk"),
                new SubjectKey("eip155:1/0xabc"),
                DecisionOutcome.NoMatch,
                [
                    new Reason(ReasonCode.TierThreshold, "Tier."),
                    new Reason(ReasonCode.ThresholdNotCrossed, "∞ is not < 1.1."),
                ],
                TierName.Aggressive,
                Rational.PositiveInfinity,
                Threshold.Below(Rational.Of(11, 10)),
                0,
                null,
                new LogPosition(17, 3),
                default(Bytes32),
                "eip155:1/0xdef/3",
                DateTimeOffset.UnixEpoch),
            null,
            DateTimeOffset.UnixEpoch,
            EpisodeKnown: false);

        var answer = await web.Send(
            "GET",
            $"/v1/wallets/{WebHost.Wallet}/explain?chain=eip155:1&transaction=0x{new string('0', 64)}&logIndex=3");

        var explanation = (await answer.Json()).GetProperty("items")[0];
        Assert.False(explanation.GetProperty("episodeKnown").GetBoolean());
        var decision = explanation.GetProperty("decision");
        Assert.Equal("no-match", decision.GetProperty("outcome").GetString());
        Assert.Equal(
            ["tier-threshold", "threshold-not-crossed"],
            decision.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
        Assert.Equal("∞", decision.GetProperty("value").GetString());
        Assert.Equal("1.1", decision.GetProperty("threshold").GetProperty("below").GetString());
        Assert.Equal(17, decision.GetProperty("block").GetInt64());
        Assert.Equal(3, decision.GetProperty("logIndex").GetInt32());
    }
}
