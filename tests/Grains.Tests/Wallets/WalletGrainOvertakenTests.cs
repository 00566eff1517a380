using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Orleans.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>Two activations of one wallet: the older one decides on what is stored, not on what it remembers.</summary>
public sealed class WalletGrainOvertakenTests
{
    private static readonly string Other = House.AddressOf(0xB0B).ToString();
    private readonly House _house = new();

    // The first process opens an episode of an owner who wants to hear nothing of it, the second closes it.
    private async Task Overtake(Process first, Process second, string wallet)
    {
        await first.Client.GetGrain<IWalletGrain>(wallet).OptOut(new KindName("liquidation-risk"), null);
        await first.Client.GetGrain<IWalletGrain>(wallet).Observe(_house.Batch("1.2"));
        await second.Client.GetGrain<IWalletGrain>(wallet).Observe(_house.Batch("2", block: 8));
    }

    [Fact]
    public async Task Who_is_overtaken_looks_at_what_is_stored_after_a_while()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        await using var second = await _house.Start();
        await Overtake(first, second, House.Wallet.ToString());

        _house.Time.Advance(TimeSpan.FromMinutes(11));
        await first.Wallet.Observe(_house.Batch("1.2", block: 9));

        Assert.Equal(["suppressed", "resolved", "suppressed"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Who_is_overtaken_looks_at_what_is_stored_once_another_was_seen_to_be()
    {
        await using var first = await _house.Start(House.Workflow("webhook"));
        await using var second = await _house.Start();
        await Overtake(first, second, House.Wallet.ToString());
        await Overtake(first, second, Other);
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => first.Client.GetGrain<IWalletGrain>(Other).Observe(_house.Batch("2", block: 9)));

        await first.Wallet.Observe(_house.Batch("1.2", block: 9));

        Assert.Equal(
            ["suppressed", "resolved", "suppressed", "resolved", "suppressed"], _house.Outcomes(HistoryTopic.Decision));
    }
}
