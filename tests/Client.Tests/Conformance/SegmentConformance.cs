using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of who belongs to a segment.</summary>
public abstract class SegmentConformance(RunningDeployment deployment, IKwalaClient client)
{
    private static readonly SegmentName Silent = new("silent");

    [Fact]
    public async Task Wallets_come_into_a_segment_and_leave_it_and_are_listed_by_page()
    {
        var before = await Standing();
        Assert.Equal("ownThresholds == 0 and isAggressive", before.Condition);
        var wallets = new[] { deployment.NewWallet(), deployment.NewWallet(), deployment.NewWallet() };
        foreach (var wallet in wallets)
            Stored(await client.Wallets.SetTier(wallet, TierName.Aggressive, default));

        Assert.Equal(before.Wallets + 3, (await Standing()).Wallets);
        Assert.Equal<SegmentName>([Silent], Found(await client.Segments.Of(wallets[0], default)));
        var listed = await All(before.Version);
        Assert.Superset(wallets.ToHashSet(), listed.ToHashSet());
        Assert.Equal(listed.Order(), listed);
        Assert.Equal((await Standing()).Wallets, listed.Count);

        Stored(await client.Wallets.SetTier(wallets[0], null, default));

        Assert.Equal(before.Wallets + 2, (await Standing()).Wallets);
        Assert.Empty(Found(await client.Segments.Of(wallets[0], default)));
        foreach (var wallet in wallets)
            Stored(await client.Wallets.SetTier(wallet, null, default));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("../status")]
    [InlineData("")]
    public async Task Segment_that_is_none_is_not_found(string name) =>
        Assert.IsType<ReadOutcome<SegmentPage>.NotFound>(
            await client.Segments.ReadWallets(new SegmentName(name), null, 50, default));

    private async Task<SegmentStanding> Standing() => Assert.Single(Found(await client.Segments.List(default)));

    private async Task<List<Address>> All(string version)
    {
        var listed = new List<Address>();
        Address? next = null;
        do
        {
            var page = Found(await client.Segments.ReadWallets(Silent, next, 2, default));
            Assert.Equal(version, page.Version);
            listed.AddRange(page.Wallets);
            next = page.Next;
        }
        while (next is not null);
        return listed;
    }
}
