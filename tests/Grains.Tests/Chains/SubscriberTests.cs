using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Logs that name no wallet reach those subscribers whose line they pass, and nobody else (decision 15).</summary>
public sealed partial class SubscriberTests
{
    private const string Yaml = """
        workflow: price-level
        trigger:
          chain: local
          contract: "0x0000000000000000000000000000000000c0ffee"
          event: "AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)"
        wallet: subscribers
        value: current / 1e8
        alert: below
        tiers: { conservative: 1600, standard: [1500, 1200] }
        actions: { default: { channels: [webhook] } }
        """;

    private static readonly WorkflowId Price = new("price-level");
    private static readonly AbiEvent Answer = ((AbiEventParse.Parsed)AbiEvent.Parse(
        "AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)")).Event;

    private readonly House _house = new();

    [Fact]
    public async Task Tick_calls_those_alone_whose_line_lies_between_the_value_before_and_the_new_one()
    {
        await using var process = await Start(Yaml);
        await Subscribe(process, 1, "1500");
        await Subscribe(process, 2, "1400");
        await Subscribe(process, 3, "1700");
        await Tick(1800);
        var before = _house.Store.SubscribersGiven;

        await Tick(1550);
        Assert.Equal(["3"], Told());
        Assert.Equal(1, _house.Store.SubscribersGiven - before);

        await Tick(1490);
        await Tick(1410);
        await Tick(1390);
        Assert.Equal(["3", "1", "2"], Told());
    }

    [Fact]
    public async Task Episode_ends_at_its_own_line_and_the_next_crossing_is_told_again()
    {
        await using var process = await Start(Yaml);
        await Subscribe(process, 1, "1500");
        await Tick(1600);
        await Tick(1490);
        await Tick(1520);
        await Tick(1480);
        Assert.Equal(["1"], Told());

        await Tick(1580);
        await Tick(1490);

        Assert.Equal(["1", "1"], Told());
        Assert.Equal(["notify", "resolved", "notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Ticks_of_one_step_are_told_in_order_also_where_the_last_is_back()
    {
        await using var process = await Start(Yaml);
        await Subscribe(process, 1, "1500");
        await Tick(1600);

        _house.World.Mine(Log(1490), Log(1100), Log(1700));
        await _house.Rest();

        Assert.Equal(["notify", "resolved"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Deeper_level_of_a_tier_is_told_and_a_band_on_both_sides()
    {
        await using var process = await Start(Yaml);
        await Choose(process, 1, it => it);
        await Put(process, Yaml.Replace("price-level", "price-band", StringComparison.Ordinal)
            .Replace("alert: below", "alert: either", StringComparison.Ordinal)
            .Replace("{ conservative: 1600, standard: [1500, 1200] }", "{ standard: 1000..2000 }", StringComparison.Ordinal));
        await Choose(process, 2, it => it, "price-band");
        await Tick(1600);
        await Tick(1450);
        await Tick(1150);
        await Tick(900);
        await Tick(1500);
        await Tick(2100);
        Assert.Equal(["1", "1", "2", "2"], Told());
    }

    [Fact]
    public async Task Whoever_subscribes_or_draws_another_line_is_told_the_present_value_without_a_tick()
    {
        await using var process = await Start(Yaml);
        await Tick(1450);
        await Subscribe(process, 1, "1500");
        await Subscribe(process, 2, "1400");
        await _house.Rest();
        Assert.Equal(["1"], Told());

        await Subscribe(process, 2, "1460");
        await _house.Rest();
        Assert.Equal(["1", "2"], Told());
        Assert.DoesNotContain(_house.Store.Subscribers, row => row.Entry == SubscriberEntry.Asking(Price));

        await Subscribe(process, 2, "1400");
        await _house.Rest();
        await Tick(1430);
        await Tick(1390);
        Assert.Equal(["1", "2", "2"], Told());
    }

    [Fact]
    public async Task Whoever_leaves_is_in_the_index_no_more_and_hears_nothing()
    {
        await using var process = await Start(Yaml);
        await Subscribe(process, 1, "1500");
        await Tick(1600);
        await Change(process, 1, Preferences.Unset);
        Assert.Empty(_house.Store.Subscribers);
        // As after a crash in a store where the index is not written with the wallet.
        _house.Store.Subscribe(House.AddressOf(1), [SubscriberEntry.Line(Price, null, 1500)]);

        await Tick(1400);

        Assert.Empty(Told());
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Changed_tier_of_the_workflow_moves_every_subscriber_of_it()
    {
        await using var process = await Start(Yaml);
        await Choose(process, 1, it => it);
        await Choose(process, 2, it => it with { Tier = TierName.Conservative });
        await Tick(1700);

        await Put(process, Yaml.Replace("[1500, 1200]", "1400", StringComparison.Ordinal));
        await _house.Rest();
        await Tick(1450);
        Assert.Equal(["2"], Told());
        await Put(process, Yaml.Replace("[1500, 1200]", "1460", StringComparison.Ordinal));
        await _house.Rest();
        Assert.Equal(["2", "1"], Told());
    }

    [Fact]
    public async Task Opted_out_subscriber_is_called_and_says_why_nothing_is_told()
    {
        await using var process = await Start(Yaml);
        await Choose(process, 1, it => it with { MutedKinds = [new KindName("price-level")] });
        await Tick(1600);
        await Tick(1450);
        Assert.Empty(Told());
        Assert.Equal(["suppressed"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Tick_of_a_block_that_is_taken_back_is_taken_back_from_those_it_was_told()
    {
        await using var process = await Start(Yaml);
        await Subscribe(process, 1, "1500");
        await Tick(1600);
        await Tick(1450);
        Assert.Equal(["1"], Told());
        _house.World.Drop(1);
        _house.World.Mine();
        await _house.Rest();
        Assert.Contains("doubtful", _house.Outcomes(HistoryTopic.Decision));
        for (var block = 0; block < 4; block++)
            _house.World.Mine();
        await _house.Rest();
        Assert.Equal(NotificationRole.Retraction, _house.Webhook.Sent[^1].Role);
        await Tick(1490);
        Assert.Equal(["1", "1", "1"], Told());
    }

    [Fact]
    public async Task Value_that_a_new_subscriber_was_told_is_taken_back_with_its_block()
    {
        await using var process = await Start(Yaml);
        await Tick(1600);
        await Tick(1450);
        await Subscribe(process, 1, "1500");
        await _house.Rest();
        Assert.Equal(["1"], Told());

        _house.World.Drop(1);
        for (var block = 0; block < 5; block++)
            _house.World.Mine();
        await _house.Rest();
        await _house.Rest();
        Assert.Equal(NotificationRole.Retraction, _house.Webhook.Sent[^1].Role);
    }

    [Theory]
    [InlineData("alert: falling", "1500", new[] { 1400, 1600, 1450, 1400, 1550, 1490 }, 2)]
    [InlineData("alert: rising", "1500", new[] { 1600, 1400, 1450, 1510, 1500, 1501 }, 2)]
    [InlineData("alert: change\nover: 1h", "-5%", new[] { 1000, 980, 955, 940, 1000, 990 }, 1)]
    [InlineData("alert: change\nper: 1d", "5%", new[] { 1000, 1040, 1060, 1070, 1000, 940 }, 2)]
    public async Task Crossings_and_changes_are_seen_though_no_wallet_saw_the_values_before(
        string alert, string line, int[] prices, int told)
    {
        await using var process = await Start(Yaml
            .Replace("alert: below", alert, StringComparison.Ordinal)
            .Replace("{ conservative: 1600, standard: [1500, 1200] }", $"{{ standard: \"{line}\" }}", StringComparison.Ordinal));
        await Choose(process, 1, it => it);
        foreach (var price in prices)
            await Tick(price);
        Assert.Equal(told, Told().Length);
    }

    [Fact]
    public async Task Change_of_a_position_calls_whoever_has_a_smaller_limit_alone()
    {
        await using var process = await Start(Yaml
            .Replace("alert: below", "alert: change\nover: 1h", StringComparison.Ordinal)
            .Replace("{ conservative: 1600, standard: [1500, 1200] }", "{ conservative: 3%, standard: 10% }", StringComparison.Ordinal));
        await Choose(process, 1, it => it);
        await Choose(process, 2, it => it with { Tier = TierName.Conservative });
        await Tick(1000);
        await Tick(1010);
        var before = _house.Store.SubscribersGiven;
        await Tick(1050);
        Assert.Equal(["2"], Told());
        Assert.Equal(1, _house.Store.SubscribersGiven - before);
    }

    [Fact]
    public async Task Crash_before_the_checkpoint_tells_everybody_once()
    {
        _house.World.Finalized = 100;
        await using (var first = await Start(Yaml))
        {
            await Subscribe(first, 1, "1500");
            await Subscribe(first, 2, "1500");
            await Tick(1600);
            var failures = 1;
            _house.Storage.BeforeWrite = (state, key) => state == "wallet" && key == House.AddressOf(2).ToString() && failures-- > 0
                ? new StorageException(StorageFault.Full, "There is no room.")
                : null;
            _house.World.Mine(Log(1450));
            _house.Time.Advance(_house.World.PollInterval);
            await _house.Storage.When(() => _house.Webhook.Sent.Count == 1);
        }

        await using var second = await Start(null);
        await Follow(second);
        await _house.Storage.When(() => _house.Webhook.Sent.Count == 2);
        Assert.Equal(["1", "2"], Told().Order());
    }

    [Fact]
    public async Task One_tick_that_crosses_50_of_1_000_000_subscribers_activates_50()
    {
        await using var process = await Start(Yaml);
        await Tick(1_500_001);
        // Lines at 1000.5, 1001.5 and so on: as they stand once their wallets were saved.
        for (var n = 0u; n < 1_000_000; n++)
            _house.Store.Subscribe(House.AddressOf(0x1000000 + n), [
                SubscriberEntry.Subscribed(Price), SubscriberEntry.Line(Price, null, Rational.Of(2 * (1000 + n) + 1, 2))]);
        var before = _house.Storage.WalletsRead;

        await Tick(1_000_000);
        var far = _house.Storage.WalletsRead - before;
        await Tick(999_950);

        Assert.Equal(1_000, far);
        Assert.Equal(50, _house.Storage.WalletsRead - before - far);
    }

    private static FakeLog Log(decimal price) => new(
        House.Market, Answer,
        new AbiValue.Number(new System.Numerics.BigInteger(price * 100_000_000m)),
        new AbiValue.Number(1), new AbiValue.Number(1));

    private static Task Subscribe(Process process, uint wallet, string line) => Choose(process, wallet, it => it with
    {
        Thresholds = it.Thresholds.SetItem(Price, Threshold.Below(Rational.TryParse(line, out var value) ? value : default)),
    });

    private static Task Choose(
        Process process, uint wallet, Func<Preferences, Preferences> choose, string workflow = "price-level") =>
        Change(process, wallet, choose(Preferences.Unset) with
        {
            Subscriptions = Preferences.Unset.Subscriptions.Add(new WorkflowId(workflow), Subscription.ToAll),
        });

    private static async Task Change(Process process, uint wallet, Preferences preferences) =>
        Assert.IsType<PreferencesChange.Changed>(await process.Client
            .GetGrain<IWalletGrain>(House.AddressOf(wallet).ToString()).ChangePreferences(preferences, null, vouched: false));

    private static async Task Put(Process process, string yaml) =>
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(new WorkflowSource("request", yaml)));

    // Who was told, by the number of the wallet.
    private string[] Told() =>
        [.. _house.Webhook.Sent.Select(message => Convert.ToInt32(message.Wallet[2..], 16).ToString())];

    private async Task<Process> Start(string? yaml)
    {
        var process = await _house.Start(
            yaml is null ? null : new WorkflowSource("request", yaml), ("Kwala:Grains:FromBlock:local", "1"));
        if (yaml is not null)
            await Follow(process);
        return process;
    }

    private async Task Follow(Process process)
    {
        await _house.Follow(process);
    }

    private async Task Tick(decimal price)
    {
        _house.World.Mine(Log(price));
        await _house.Rest();
    }
}
