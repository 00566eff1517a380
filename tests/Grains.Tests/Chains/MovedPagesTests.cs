using System.Collections.Immutable;
using Kwala.Core.Reading;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>A price that has more positions read than a node answers for at once.</summary>
public sealed class MovedPagesTests : MovedPositionStory
{
    private const int AtOnce = 50, Positions = 60, AtRisk = 20;

    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(1234);

    [Fact]
    public async Task Positions_are_read_in_pages_and_each_of_them_once()
    {
        await using var process = await Start(Yaml, ("Kwala:Grains:MovedAtOnce", $"{AtOnce}"));
        AllAreDue();

        await Tick(2000);

        Assert.Equal((2, Positions), (_house.World.Readings.Count, _house.World.Readings.Sum()));
        Assert.All(_house.World.Readings, calls => Assert.InRange(calls, 1, AtOnce));
        Assert.Equal(Enumerable.Repeat("notify", AtRisk), _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Page_that_was_told_is_not_read_again_while_the_next_one_waits_for_the_node()
    {
        await using var process = await Start(Yaml, ("Kwala:Grains:MovedAtOnce", $"{AtOnce}"));
        AllAreDue();
        await SecondPageWaits();
        var (first, second) = (_house.World.Readings.First(), _house.World.Readings.Last());
        Assert.Equal(Positions, first + second);
        Assert.InRange(_house.Outcomes(HistoryTopic.Decision).Length, 1, AtRisk - 1);

        _house.World.ReadTrouble = () => null;
        await _house.Pass(Away);

        Assert.Equal([first, second, second], _house.World.Readings);
        Assert.Equal(Enumerable.Repeat("notify", AtRisk), _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Page_that_a_reorg_takes_back_is_told_again_where_its_block_comes_back()
    {
        await using var process = await Start(Yaml, ("Kwala:Grains:MovedAtOnce", $"{AtOnce}"));
        await Look();
        AllAreDue();
        await SecondPageWaits();
        var back = _house.World.Kept();
        _house.World.Drop(1);
        _house.World.Mine();
        _house.World.ReadTrouble = () => null;
        _house.Time.Advance(Away);
        await _house.Polling(_house.Storage.When(() => _house.Outcomes(HistoryTopic.Decision).Contains("doubtful")));

        back();
        await Look();
        await Look();

        Assert.Equal(
            Enumerable.Range(0, AtRisk).Select(n => Number(n * 3).ToString()),
            Enumerable.Range(0, AtRisk).Select(n => Number(n * 3).ToString()).Where(Stands));
    }

    [Fact]
    public async Task What_subscribers_are_told_of_the_same_price_is_known_after_the_last_page()
    {
        const string Level = """
            workflow: price-level
            trigger:
              chain: local
              contract: "0x000000000000000000000000000000000000feed"
              event: "AnswerUpdated(int256 indexed current)"
            wallet: subscribers
            value: current / 1e8
            alert: below
            tiers: { standard: 1500 }
            actions: { default: { channels: [webhook] } }
            """;
        await using var process = await Start(Yaml, ("Kwala:Grains:MovedAtOnce", $"{AtOnce}"));
        await Put(process, Level);
        AllAreDue();

        await Tick(2000);

        Assert.Equal(2, _house.World.Readings.Count);
        Assert.Equal(
            ["price-level"], _house.Storage.Chain(House.Chain.Value).Depths.Single().Ticked?.Select(it => it.Workflow));
    }

    private bool Stands(string wallet) => _house.Storage.Wallet(wallet).Tracks is [{ Episodes: [{ Current: { Doubtful: false } }] }];

    // One of three is past its line.
    private void AllAreDue()
    {
        for (var n = 0; n < Positions; n++)
        {
            _health[Number(n)] = n % 3 == 0 ? 1.2m : 1.5m;
            _house.Store.Subscribe(Number(n), [SubscriberEntry.Moved(House.Risk, 1)]);
        }
    }

    private async Task SecondPageWaits()
    {
        var readings = 0;
        _house.World.ReadTrouble = () => readings++ == 0
            ? null
            : new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet("node.example: unreachable", Away);
        Mine(2000);
        _house.Time.Advance(_house.World.PollInterval);
        await _house.Until(_house.Time.WhenArmed(Away));
    }
}
