using System.Text.Json;
using Kwala.Client.Tests.Fixture;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of the deployment.</summary>
public abstract class DeploymentConformance(RunningDeployment deployment, IKwalaClient client)
{
    [Fact]
    public async Task Status_tells_how_far_each_chain_is_followed()
    {
        await deployment.Report((deployment.NewWallet(), 1.9m));

        var chain = Assert.Single(Found(await client.Deployment.ReadStatus(default)).Chains);

        var depth = Assert.Single(chain.Depths);
        Assert.Equal((RunningDeployment.Chain, null), (chain.Chain, chain.Unavailable));
        Assert.Equal((0, 0), (depth.Confirmations, depth.LagBlocks));
        Assert.Equal(depth.Head + 1, depth.Next);
        Assert.True(depth.BlocksSeen > 0 && depth.BlocksSeen == depth.BlocksExpected);
        Assert.Equal((null, null), (depth.Waiting, depth.Halted));
    }

    [Fact]
    public async Task Dead_letter_is_listed_and_counted_and_is_sent_again_once()
    {
        var wallet = deployment.NewWallet();
        await deployment.Report((wallet, 1.2m));
        HistoryEntry? letter = null;
        await Eventually.Holds(async () => (letter = (await Letters()).SingleOrDefault(it => it.Wallet == wallet)) is not null);
        Assert.True(Found(await client.Deployment.ReadStatus(default)).DeadLetters > 0);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(letter!.Body).ValueKind);

        var accepted = await client.Deployment.Retry(wallet, letter.Key, default);
        var again = await client.Deployment.Retry(wallet, letter.Key, default);

        Assert.IsType<RetryOutcome.Accepted>(accepted);
        // Refused by the webhook once more, it may already be back.
        Assert.True(again is RetryOutcome.NotFound or RetryOutcome.Accepted, again.ToString());

        async Task<IEnumerable<HistoryEntry>> Letters() =>
            Found(await client.Deployment.ReadDeadLetters(new HistoryFilter(Limit: 500), default)).Items;
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("")]
    [InlineData("../../status")]
    public async Task Dead_letter_that_is_none_is_not_found(string key) =>
        Assert.IsType<RetryOutcome.NotFound>(await client.Deployment.Retry(deployment.NewWallet(), key, default));
}
