using System.Text.Json;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Stored;

/// <summary>What a wallet and a listener keep of positions that prices move.</summary>
public sealed class MovingMapTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly Workflow Drifting = Compiled("""
        workflow: health
        trigger: { chain: local, contract: "0x0000000000000000000000000000000000c0ffee", event: Borrow(address indexed by) }
        read:
          account: { contract: contract, function: "health(address) returns (uint256)", arguments: wallet }
        wallet: by
        value: account / 1e18
        alert: below
        tiers: { standard: 1.30 }
        actions: { default: { channels: [webhook] } }
        recheck:
          - { event: "AnswerUpdated(int256 indexed current)", contract: "0x000000000000000000000000000000000000feed", moves: current }
          - { drift: 30% }
        """);

    private static readonly WalletState Known = WalletState.Empty with
    {
        LastReads = WalletState.Empty.LastReads
            .Add(new WorkflowId("aave-health"), new LastRead(Rational.Of(165, 100).Reduced(), 1_767_312_000_000_012_345, 18_000_000))
            .Add(new WorkflowId("spark-health"), LastRead.Unknown),
    };

    [Fact]
    public void Positions_of_a_wallet_are_written_as_they_always_were()
    {
        var today = Json(Known);

        Assert.True(
            GoldenFile.Read("wallet.moved.v2.json", today) == today, GoldenFile.Advice("wallet.moved.v2.json"));
        Assert.Equal(Known.LastReads.AsEnumerable(), Read(today).LastReads.AsEnumerable());
    }

    [Fact]
    public void Its_size_is_never_less_than_what_is_stored()
    {
        var bare = WalletState.Empty with { Preferences = Preferences.Unset with { Tier = TierName.Standard } };
        var more = bare with { LastReads = Known.LastReads };

        Assert.InRange(Json(more).Length - Json(bare).Length, 100, RecordSize.Of(more) - RecordSize.Of(bare));
    }

    [Fact]
    public void Clock_of_a_chain_is_written_as_it_always_was()
    {
        var chain = new ChainStored
        {
            Depths =
            [
                new DepthStored
                {
                    Confirmations = 0, Workflows = ["health"], From = 1, Next = 9, Window = [], Finalized = 3, Seen = 8,
                    Moving = [Priced(Priced(Begun, 2000, block: 3), 1900, block: 5)],
                },
            ],
        };
        var today = JsonSerializer.Serialize(chain, StoredJson.Default.ChainStored);

        Assert.True(
            GoldenFile.Read("chain.moving.v2.json", today) == today, GoldenFile.Advice("chain.moving.v2.json"));
    }

    [Fact]
    public void Price_that_is_taken_back_moves_the_clock_on()
    {
        var before = Priced(Begun, 2000, block: 3);
        var fallen = Priced(before, 1900, block: 5);

        var back = Assert.Single(MovingMap.BackTo([fallen], next: 5)!);

        Assert.Equal(MovementClock.AfterPrice(fallen.Clock, 1900, 2000), back.Clock);
        Assert.Equal("2000", Assert.Single(Assert.Single(back.Feeds!).Prices).Price);
        Assert.Equal(fallen.Clock, Assert.Single(MovingMap.BackTo([fallen], next: 6)!).Clock);
        // Where nothing is known of the price before, all may have moved.
        var unknown = Assert.Single(MovingMap.BackTo([fallen], next: 2)!);
        Assert.Equal((fallen.Clock + MovementClock.All, true), (unknown.Clock, unknown.Feeds is null));
    }

    [Fact]
    public void Time_that_a_lost_block_had_counted_is_counted_again()
    {
        var before = Priced(Begun, 2000, block: 3);
        var later = Priced(before, 2000, block: 5, after: TimeSpan.FromDays(1));
        var back = Assert.Single(MovingMap.BackTo([later], next: 5)!);

        var again = Priced(back, 2000, block: 5, after: TimeSpan.FromDays(2));

        Assert.Equal(
            MovementClock.AfterTime(later.Clock, Drifting.Drift, TimeSpan.FromDays(2)), again.Clock);
    }

    [Fact]
    public void Of_a_feed_the_last_final_price_is_kept_and_those_after_it_up_to_a_bound()
    {
        var moving = Begun;
        for (var block = 1; block <= 20; block++)
            moving = Priced(moving, 2000 + block, block, finalized: 12);

        Assert.Equal(
            Enumerable.Range(13, 8), Assert.Single(moving.Feeds!).Prices.Select(it => (int)it.Block));
        Assert.Equal([20L], Assert.Single(Priced(moving, 2020, 20, finalized: 20).Feeds!).Prices.Select(it => it.Block));
    }

    private static MovingStored Begun => new() { Workflow = "health", Clock = MovementClock.Start(Then) };

    private static MovingStored Priced(
        MovingStored moving, int price, long block, TimeSpan after = default, long finalized = 3) =>
        moving.With(Drifting, "0xfeed/AnswerUpdated(int256)", price, (block, Then + after), finalized);

    private static Workflow Compiled(string yaml) => Assert.IsType<CompileOutcome.Compiled>(new WorkflowCompiler(
        new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Webhook])
        .Compile(new WorkflowSource("request", yaml))).Workflow;

    private static string Json(WalletState state) => JsonSerializer.Serialize(
        state.ToStored(new CommitRows(default, null, [])), StoredJson.Default.WalletStored);

    private static WalletState Read(string json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.WalletStored)!.ToCore();
}
