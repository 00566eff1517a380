using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.TestKit.Fakes;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Whom a value calls that no wallet owns.</summary>
public sealed class TickBatchTests
{
    private static readonly Workflow Price = ((CompileOutcome.Compiled)new WorkflowCompiler(
        new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Webhook]).Compile(new WorkflowSource("price", """
            workflow: price-level
            trigger: { chain: local, contract: "0x0000000000000000000000000000000000c0ffee", event: "Answered(int256 current)" }
            wallet: subscribers
            value: current
            alert: below
            tiers: { standard: 1500 }
            actions: { default: { channels: [webhook] } }
            """))).Workflow;

    [Fact]
    public void Value_that_stays_calls_nobody()
    {
        var first = TickBatch.Of([Tick(1, 1500)], [Price], null, finalized: 0);
        Assert.Single(first.Called);

        Assert.Empty(TickBatch.Of([Tick(2, 1500)], [Price], first.Ticked, finalized: 0).Called);
    }

    [Fact]
    public void So_many_positions_are_remembered_the_newest_ones()
    {
        var ticks = Enumerable.Range(1, 300).Select(block => Tick(block, 1, $"eip155:1/{block}")).ToImmutableArray();

        var ticked = TickBatch.Of(ticks, [Price], null, finalized: 0).Ticked!;

        Assert.Equal((256, 300L), (ticked.Length, ticked[0].Ticks[^1].Block));
    }

    [Fact]
    public async Task More_subscribers_than_one_page_are_all_called()
    {
        var store = new MemoryStore();
        for (var n = 1u; n <= 5_001; n++)
            store.Subscribe(House.AddressOf(n), [SubscriberEntry.Line(Price.Id, null, Rational.Of(1500, 1))]);

        var called = await new Kwala.Grains.Chains.Subscribers(store).Of(
            TickBatch.Of([Tick(1, 1400)], [Price], null, finalized: 0).Called, CancellationToken.None);

        Assert.Equal(5_001, called.Length);
    }

    private static Signal Tick(long block, int value, string position = "eip155:1/feed") => new(
        Price.Id, new SubjectKey(position), value,
        new SignalSource(
            House.Chain, new BlockRef(block, Keccak256.Hash([(byte)block])), DateTimeOffset.UnixEpoch.AddSeconds(block), default, 0,
            House.Market, []),
        Live: true, Final: false);
}
