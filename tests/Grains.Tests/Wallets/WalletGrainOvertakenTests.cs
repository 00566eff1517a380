using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>Two activations of one wallet: the older one decides on what is stored, not on what it remembers.</summary>
public sealed class WalletGrainOvertakenTests
{
    private readonly House _house = new();

    // The first process opens an episode of an owner who wants to hear nothing of it, the second closes it.
    private async Task Overtake(Process first, Process second, string wallet)
    {
        await first.Client.GetGrain<IWalletGrain>(wallet).OptOut(new KindName("liquidation-risk"), null);
        await first.Client.GetGrain<IWalletGrain>(wallet).Observe(_house.Batch("1.2"));
        await second.Client.GetGrain<IWalletGrain>(wallet).Observe(_house.Batch("2", block: 8));
    }

    [Fact]
    public async Task Who_is_overtaken_and_would_change_nothing_looks_at_what_is_stored()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        await using var second = await _house.Start();
        await Overtake(first, second, House.Wallet.ToString());

        await first.Wallet.Observe(_house.Batch("1.2", block: 9));

        Assert.Equal(["suppressed", "resolved", "suppressed"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task What_a_listener_read_before_a_later_one_took_blocks_back_is_refused_by_every_activation()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        var (early, late) = (_house.Batch("1.2") with { Term = 1 }, _house.Batch("1.1", block: 8) with { Term = 2 });
        await first.Wallet.Observe(_house.Batch("2") with { Term = 1 });
        await using var second = await _house.Start();
        var lost = early.Signals[0].Source.Block;

        await second.Wallet.Orphan(new ChainTerm(House.Chain, 2), [lost], lost.Number - 1, [House.Risk]);

        foreach (var process in new[] { second, first })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => process.Wallet.Observe(early));
            await Assert.ThrowsAnyAsync<Exception>(() =>
                process.Wallet.Orphan(new ChainTerm(House.Chain, 1), [lost], lost.Number - 1, [House.Risk]));
            await Assert.ThrowsAnyAsync<Exception>(() =>
                process.Wallet.SettleReorg(new ChainTerm(House.Chain, 1), lost.Number, [House.Risk]));
        }

        await using var third = await _house.Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => third.Wallet.Observe(early));
        await third.Wallet.Observe(late);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Who_is_overtaken_while_it_decides_on_present_values_reads_them_again_too()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        await first.Wallet.Observe(_house.Batch("1.2"));
        await Store("1.2", block: 7);
        await using var second = await _house.Start();
        var resolved = Task.CompletedTask;
        _house.Store.LastRead = () =>
        {
            _house.Store.LastRead = () => { };
            resolved = Resolve();
        };

        await first.Wallet.Revalue(Asked(through: 8));

        await resolved;
        Assert.Equal(["notify", "resolved"], _house.Outcomes(HistoryTopic.Decision));

        async Task Resolve()
        {
            await Store("2", block: 8);
            // On a thread that is no grain's: the call is the test's own.
            Task.Run(() => second.Wallet.Observe(_house.Batch("2", block: 8))).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task Crossing_on_its_way_is_told_by_its_own_log_and_not_before_it()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await Store("1.2", block: 8);

        await process.Wallet.Revalue(Asked(through: 7));
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        await process.Wallet.Revalue(Asked(through: 8));
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    private static RevaluationAsked Asked(long through) => new()
    {
        Chain = House.Chain,
        Workflows = [new RevaluedWorkflow { Workflow = House.Risk, FromBlock = 0 }],
        Finalized = 8,
        Revision = 0,
        Through = through,
    };

    private Task Store(string value, long block)
    {
        var signal = _house.Batch(value, block).Signals[0];
        return _house.Store.Append(
            new ChainTerm(House.Chain, 0),
            [
                new ValueRow(
                    House.Wallet, signal.Workflow, signal.Subject, signal.Value, signal.Source.Position,
                    signal.Source.Block.Hash, signal.Source.BlockTime),
            ],
            [],
            CancellationToken.None);
    }

    [Fact]
    public async Task Owner_s_choice_is_held_against_what_is_stored_though_it_changes_nothing_here()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        await first.Wallet.SetTier(new TierName("aggressive"));
        await using var second = await _house.Start();
        await second.Wallet.SetTier(new TierName("conservative"));

        await first.Wallet.SetTier(new TierName("aggressive"));

        Assert.Equal("aggressive", _house.Storage.Wallet(House.Wallet.ToString()).Preferences?.Tier);
    }

    [Fact]
    public async Task Who_is_overtaken_while_a_message_waits_for_its_next_attempt_does_not_send_it()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        _house.Webhook.Then(new SendOutcome.Throttled(TimeSpan.FromMinutes(1)));
        await first.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        await _house.Storage.When(() =>
            _house.Store.AllDue is [{ At: var at }] && at == _house.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await using var second = await _house.Start();
        await second.Wallet.OptOut(new KindName("liquidation-risk"), null);

        _house.Time.Advance(TimeSpan.FromMinutes(1));
        await first.Wallet.Wake();

        // Whoever went by what it remembers would have begun to send, and settled nothing.
        await _house.Storage.When(() => _house.Outcomes(HistoryTopic.Delivery) is [DeliveryWords.OptedOut]);
        Assert.Single(_house.Webhook.Sent);
    }
}
