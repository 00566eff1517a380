using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
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

        Assert.Single(_house.Webhook.Sent);
    }
}
