using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Simulation.Chain;
using Orleans;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>A price that names no wallet, and who subscribed to it; nothing and nobody where they are not drawn.</summary>
internal sealed class Prices(WorldPlan plan)
{
    private static readonly AbiEvent Tick = Scenery.Event("PriceTicked(address indexed asset, uint256 price)");
    private static readonly Address Asset = Scenery.AddressOf(0xA55E7), Feed = Scenery.AddressOf(0xFEED);

    private readonly SeededChoice _choice = plan.Choice("prices");

    public static WorkflowId Level { get; } = new("price-level");

    /// <summary>The workflow for subscribers.</summary>
    public IEnumerable<WorkflowSource> Sources(string[] routes, string afterTheAlert)
    {
        if (plan.Has(Fault.Subscribers))
            yield return new WorkflowSource("prices", $$"""
                workflow: {{Level}}
                lane: critical
                trigger:
                  chain: {{SimulatedFeeds.Name}}
                  contract: "{{Feed}}"
                  event: PriceTicked(address indexed asset, uint256 price)
                wallet: subscribers
                value: price / 100
                alert: below
                tiers: { conservative: 1.50, standard: 1.30, aggressive: 1.10 }
                {{afterTheAlert}}
                actions: { default: { channels: [{{plan.Choice("route of prices").OneOf(routes)}}] } }
                """);
    }

    /// <summary>Who subscribes: about every other one.</summary>
    public ImmutableSortedSet<Address> Subscribers(ImmutableArray<Address> wallets)
    {
        var choice = plan.Choice("subscribers");
        return plan.Has(Fault.Subscribers) ? [.. wallets.Where(_ => choice.Chance(0.6))] : [];
    }

    /// <summary>They subscribe, now and then with a line of their own.</summary>
    public static async Task Settle(WorldPlan plan, IEnumerable<Address> subscribers, IGrainFactory grains)
    {
        var choice = plan.Choice("lines of subscribers");
        foreach (var wallet in subscribers)
        {
            var grain = grains.GetGrain<IWalletGrain>(wallet.ToString());
            var now = await grain.ReadPreferences();
            var wanted = now.Preferences with
            {
                Subscriptions = now.Preferences.Subscriptions.SetItem(Level, Subscription.ToAll),
            };
            if (choice.Chance(0.3))
                wanted = wanted with
                {
                    Thresholds = wanted.Thresholds.SetItem(
                        Level, Threshold.Below(Rational.Of((ulong)choice.Between(100, 160), 100))),
                };
            await grain.ChangePreferences(wanted, now.ETag, vouched: true);
        }
    }

    /// <summary>What the feed reports in one block.</summary>
    public IEnumerable<Report> Ticks()
    {
        if (plan.Has(Fault.Subscribers))
            for (var left = _choice.OneOf([0, 0, 0, 1, 1, 2]); left > 0; left--)
                yield return new Report(Tick.Topic, Asset, Feed, (ulong)_choice.Between(90, 180));
    }

    /// <summary>The price far on its safe side.</summary>
    public IEnumerable<Report> Clearing() =>
        plan.Has(Fault.Subscribers) ? [new Report(Tick.Topic, Asset, Feed, 1000)] : [];
}
