using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>Who belongs to a segment, as the deployment counts and lists it.</summary>
public sealed class MembershipTests
{
    private static readonly (string Key, string Value)[] Bold =
        [("Kwala:Segments:Where:bold", "isAggressive"), ("Kwala:Segments:Where:open", "openEpisodes > 0")];

    private readonly House _house = new();

    [Fact]
    public async Task Wallets_are_counted_and_listed_in_pages_while_they_belong()
    {
        await using var process = await _house.Start(null, Bold);
        foreach (var number in new uint[] { 5, 1, 3, 2, 4 })
            await Wallet(process, number).SetTier(number == 4 ? TierName.Standard : TierName.Aggressive);

        Assert.Equal([("bold", "isAggressive", 4L), ("open", "openEpisodes > 0", 0L)], await Standings(process));
        var first = (await Deployment(process).SegmentMembers("bold", null, 3))!;
        var second = (await Deployment(process).SegmentMembers("bold", first.Wallets[^1], 3))!;
        Assert.Equal<Address>([Address(1), Address(2), Address(3)], first.Wallets);
        Assert.Equal<Address>([Address(5)], second.Wallets);
        Assert.Equal((true, false), (first.AndMore, second.AndMore));
        Assert.Equal<string>(["bold"], await Wallet(process, 5).ReadSegments());

        await Wallet(process, 5).SetTier(null);

        Assert.Equal(3, (await Standings(process))[0].Wallets);
        Assert.Empty(await Wallet(process, 5).ReadSegments());
    }

    [Fact]
    public async Task Segment_that_the_deployment_does_not_have_has_no_list()
    {
        await using var process = await _house.Start(null, Bold);

        Assert.Null(await Deployment(process).SegmentMembers("nobody", null, 10));
    }

    [Fact]
    public async Task Save_that_fails_changes_no_membership()
    {
        await using var process = await _house.Start(null, Bold);
        await Wallet(process, 1).SetTier(TierName.Aggressive);
        _house.Storage.BeforeWrite = (_, _) => new StorageException(StorageFault.Full, "There is no room.");

        await Assert.ThrowsAnyAsync<Exception>(() => Wallet(process, 1).SetTier(null));
        await Assert.ThrowsAnyAsync<Exception>(() => Wallet(process, 2).SetTier(TierName.Aggressive));

        Assert.Equal(1, (await Standings(process))[0].Wallets);
        Assert.Equal<string>(["bold"], await Wallet(process, 1).ReadSegments());
        Assert.Empty(await Wallet(process, 2).ReadSegments());
    }

    [Fact]
    public async Task Crash_behind_the_save_loses_no_membership_and_counts_none_twice()
    {
        await using (var process = await _house.Start(null, Bold))
        {
            await Wallet(process, 1).SetTier(TierName.Aggressive);
            _house.Storage.AfterWrite = (_, _) => new StorageException(StorageFault.OutcomeUnknown, "The answer was lost.");
            await Assert.ThrowsAnyAsync<Exception>(() => Wallet(process, 2).SetTier(TierName.Aggressive));
            await Assert.ThrowsAnyAsync<Exception>(() => Wallet(process, 1).SetTier(null));
            _house.Storage.AfterWrite = (_, _) => null;
        }

        await using var next = await _house.Start(null, Bold);
        await Wallet(next, 2).SetTier(TierName.Aggressive);

        Assert.Equal(1, (await Standings(next))[0].Wallets);
        Assert.Equal<Address>([Address(2)], (await Deployment(next).SegmentMembers("bold", null, 10))!.Wallets);
        Assert.Empty(await Wallet(next, 1).ReadSegments());
    }

    [Fact]
    public async Task Who_belonged_under_another_condition_does_not_count_until_the_wallet_is_saved_again()
    {
        string version;
        await using (var process = await _house.Start(null, Bold))
        {
            version = (await Deployment(process).Segments())[0].Version;
            foreach (var number in new uint[] { 1, 2 })
                await Wallet(process, number).SetTier(TierName.Aggressive);
        }

        await using var next = await _house.Start(null, ("Kwala:Segments:Where:bold", "isAggressive and contacts == 0"));
        var bold = Assert.Single(await Deployment(next).Segments());
        Assert.NotEqual(version, bold.Version);
        Assert.Equal(0, bold.Wallets);
        Assert.Equal<string>(["bold"], await Wallet(next, 1).ReadSegments());

        await Wallet(next, 1).OptOut(new KindName("risk"), null);

        Assert.Equal(1, (await Deployment(next).Segments())[0].Wallets);
        Assert.Equal(2, _house.Store.Subscribers.Count(row => ISubscriberIndex.IsOfSegment(row.Entry)));
    }

    [Fact]
    public async Task What_a_log_and_sending_change_counts_with_their_save()
    {
        await using var process = await _house.Start(
            House.Workflow("webhook"), [.. Bold, ("Kwala:Segments:Where:told", "alertsToday > 0")]);

        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();

        var counts = (await Standings(process)).ToDictionary(it => it.Name, it => it.Wallets);
        Assert.Equal((0, 1, 1), (counts["bold"], counts["open"], counts["told"]));
        Assert.Equal<string>(["open", "told"], await process.Wallet.ReadSegments());
    }

    private static IDeploymentGrain Deployment(Process process) =>
        process.Client.GetGrain<IDeploymentGrain>(IDeploymentGrain.Key);

    private static async Task<(string Name, string Condition, long Wallets)[]> Standings(Process process) =>
        [.. (await Deployment(process).Segments()).Select(it => (it.Name, it.Condition, it.Wallets))];

    private static Address Address(uint number) => House.AddressOf(number);

    private static IWalletGrain Wallet(Process process, uint number) =>
        process.Client.GetGrain<IWalletGrain>(Address(number).ToString());
}
