using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Prices move positions and name nobody: who could have passed a line is read again, and nobody else.</summary>
public sealed class MovedPositionTests : MovedPositionStory
{
    [Fact]
    public async Task Of_100_000_positions_one_price_has_those_read_that_it_could_bring_past_their_line()
    {
        await using var process = await Start(Yaml);
        var clock = MovementClock.AfterPrice(MovementClock.Start(_house.Time.GetUtcNow()), null, 1);
        await Tick(2000);
        // As they stand once their wallets were saved: 20 between 1.3 and 1.32, and the others at 1.5 and above.
        for (var n = 0; n < 100_000; n++)
        {
            _health[Number(n)] = n < 20 ? 1.301m + (n / 1000m) : 1.5m + (n / 100_000m);
            Assert.True(Rational.TryParse(
                _health[Number(n)].ToString(CultureInfo.InvariantCulture), out var health));
            _house.Store.Subscribe(Number(n), [
                SubscriberEntry.Moved(House.Risk, MovementClock.Due(health, clock, [Rational.Of(13, 10)])!.Value)]);
        }

        var before = _house.Storage.WalletsRead;

        // By 1 %: those below 1.3131 pass the line.
        await Tick(1980);
        Assert.InRange(Assert.Single(_house.World.Readings), 13, 14);
        Assert.InRange(_house.Storage.WalletsRead - before, 13, 14);
        Assert.Equal(Enumerable.Repeat("notify", 13), _house.Outcomes(HistoryTopic.Decision));

        // Too little for anybody who was told, and enough for the one who is nearest.
        await Tick(1978);
        Assert.InRange(_house.World.Readings.Sum(), 14, 16);
        Assert.Equal(14, _house.Outcomes(HistoryTopic.Decision).Length);
    }

    [Fact]
    public async Task Position_that_prices_bring_back_is_resolved_and_the_next_fall_told_again()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.5m);

        foreach (var price in new decimal[] { 1900, 1800, 1720, 1700, 1760, 1800, 1700 })
            await Tick(price);

        // 1.425, 1.35, 1.29, 1.275, 1.32, 1.35, 1.275.
        Assert.Equal(["notify", "resolved", "notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Dip_between_two_looks_at_the_chain_is_seen()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.35m);

        Mine(1850);
        Mine(2000);
        await Look();

        Assert.Equal(["notify", "resolved"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Own_log_and_a_price_after_it_in_one_step_are_both_seen()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(5m);

        // Far from every line until its owner brings it near to one.
        _health[Number(0)] = 1.35m;
        _house.World.Mine(new FakeLog(House.Market, Borrow, new AbiValue.Account(Number(0))));
        Mine(1850);
        await Look();

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Lost_price_is_taken_back_and_the_position_read_with_the_next_one()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.35m);
        await Tick(1900);
        Assert.Equal(NotificationRole.Alert, (await _house.Webhook.Next()).Role);

        _house.World.Drop(1);
        _prices.RemoveAt(_prices.Count - 1);
        _house.World.Readings.Clear();
        await Tick(2000);
        Assert.Equal([1], _house.World.Readings);
        for (var block = 0; block < 4; block++)
            _house.World.Mine();
        await Look();
        Assert.Equal(NotificationRole.Retraction, (await _house.Webhook.Next()).Role);

        // What went back with the lost block counted too: another fall is told.
        await Tick(1900);
        Assert.Equal(NotificationRole.Alert, (await _house.Webhook.Next()).Role);
    }

    [Fact]
    public async Task Small_movements_add_up_across_a_crash()
    {
        decimal[] falls = [1960, 1920, 1880, 1840, 1800, 1760];
        await using (var first = await Start(Yaml))
        {
            await Tick(2000);
            await Open(1.5m);
            foreach (var price in falls[..3])
                await Tick(price);
        }

        _house.World.Readings.Clear();
        await using var second = await Start(null);
        foreach (var price in falls[3..])
            await Tick(price);
        await Tick(1720);

        // 1.29 at 1720; before it was near enough but once or twice.
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.InRange(_house.World.Readings.Count, 1, 3);
    }

    [Fact]
    public async Task Wallet_that_could_not_be_told_before_a_crash_is_told_after_it()
    {
        _house.World.Finalized = 100;
        await using (var first = await Start(Yaml))
        {
            await Tick(2000);
            await Open(1.35m, 1.36m);
            var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _house.Storage.BeforeWrite = (state, key) => state == "wallet" && key == Number(1).ToString() && refused.TrySetResult()
                ? new StorageException(StorageFault.Full, "There is no room.")
                : null;
            Mine(1850);
            _house.Time.Advance(_house.World.PollInterval);
            await _house.Storage.When(() => _house.Webhook.Sent.Count == 1);
            await refused.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await using var second = await Start(null);
        await _house.Storage.When(() => _house.Webhook.Sent.Count == 2);

        Assert.Equal(["notify", "notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Time_alone_brings_a_position_near_to_its_line_and_the_next_price_finds_it()
    {
        await using (await Start(Yaml))
        {
            await Tick(2000);
            await Open(1.35m);
            _house.World.Readings.Clear();
            await Tick(2000);
            Assert.Empty(_house.World.Readings);
        }

        // Two months of interest at 30 % a year, while nobody looks.
        _health[Number(0)] = 1.29m;
        _house.Time.Advance(TimeSpan.FromDays(61));
        Mine(2000);
        await using var process = await Start(null);

        Assert.Equal([1], _house.World.Readings);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Price_waits_for_the_node_that_can_say_and_nobody_is_missed()
    {
        var away = TimeSpan.FromMilliseconds(1234);
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.35m);
        _house.World.ReadTrouble = () => new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet("node.example: unreachable", away);
        Mine(1850);
        _house.Time.Advance(_house.World.PollInterval);
        await _house.Until(_house.Time.WhenArmed(away));
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        _house.World.ReadTrouble = () => null;
        await _house.Pass(away);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Price_is_explained_for_any_wallet()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.35m, 5m);
        var block = await Tick(1850);

        var explained = await process.Client.GetGrain<IWalletGrain>(Number(1).ToString())
            .Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, House.Risk);

        var decision = Assert.IsType<Explanation.Decided>(Assert.Single(explained)).Decision;
        Assert.Equal(("4.625", ReasonCode.ThresholdNotCrossed), (decision.Value.ToString(), decision.Reasons[^1].Code));
    }
}
