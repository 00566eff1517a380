using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>A candidate that runs in shadow tells nobody, and says whom it would have told.</summary>
public sealed class ShadowTests
{
    private static readonly WorkflowSource Live = House.Workflow("webhook");
    private static readonly WorkflowSource Stricter = Live with
    {
        Yaml = Live.Yaml.Replace("standard: 1.30", "standard: 1.60", StringComparison.Ordinal),
    };

    [Fact]
    public async Task Who_gains_and_who_loses_is_counted_with_the_reasons_of_both_and_nobody_is_told()
    {
        var house = new House();
        await using var process = await house.Start(Live);
        var candidate = await Shadow(process);

        // Told by the candidate alone; then by the live version alone, since the candidate told it before.
        await process.Wallet.Observe(house.Batch("1.45", block: 7));
        await process.Wallet.Observe(house.Batch("1.2", block: 8));
        await Observe(process, house, House.AddressOf(5), "1.5");

        var report = await Report(process, candidate);
        Assert.Equal(
            new ShadowCounts { Gained = 2, Lost = 1, WalletsGaining = 2, WalletsLosing = 1 }, report.All);
        Assert.Equal("standard", Assert.Single(report.Tiers).Tier.Value);
        var sample = Assert.Single(report.Samples, it => it.Kind == "lost");
        Assert.Equal((House.Wallet, candidate), (sample.Wallet, sample.Candidate.Version));
        Assert.Contains(sample.Live.Reasons, it => it.Text.Contains("1.2 crosses < 1.3", StringComparison.Ordinal));
        Assert.Contains(sample.Candidate.Reasons, it => it.Text.Contains("is open already", StringComparison.Ordinal));
        await house.Webhook.Next();
        Assert.Single(house.Webhook.Sent);
    }

    [Fact]
    public async Task Wallet_outbox_and_history_are_the_same_byte_for_byte_with_and_without_a_shadow()
    {
        var told = new List<string>();
        foreach (var isShadowed in new[] { false, true })
        {
            var house = new House();
            await using var process = await house.Start(Live);
            if (isShadowed)
                await Shadow(process);
            string[] values = ["1.45", "1.2", "1.7", "1.1", "1.35", "2", "1.55", "1.25"];
            foreach (var (at, value) in values.Index())
            {
                await process.Wallet.Observe(house.Batch(value, block: 7 + at));
                await process.Wallet.SetTier(at % 3 == 0 ? TierName.Conservative : null);
            }

            await house.Until(house.Storage.When(() => house.Storage.Wallet(House.Wallet.ToString()).Outbox is null));
            // Two messages may be on their way at once: which is there first is no part of it.
            told.Add(string.Join('\n', Enum.GetValues<HistoryTopic>()
                .Except([HistoryTopic.Shadow, HistoryTopic.ShadowDifference])
                .SelectMany(topic => house.Store.Rows(topic)).Select(row => $"{row.Topic} {row.Key} {row.Body}")
                .Append(house.Storage.Text("wallet", House.Wallet.ToString()))
                .Concat(house.Webhook.Sent.Select(sent => $"{sent.Key} {sent.Fields["value"]}"))
                .Order(StringComparer.Ordinal)));
            Assert.Equal(isShadowed, !house.Store.Rows(HistoryTopic.ShadowDifference).IsEmpty);
        }

        Assert.Equal(told[0], told[1]);
    }

    [Fact]
    public async Task Episodes_of_the_candidate_outlive_the_process_in_one_row()
    {
        var house = new House();
        Bytes32 candidate;
        await using (var first = await house.Start(Live))
        {
            candidate = await Shadow(first);
            await first.Wallet.Observe(house.Batch("1.45", block: 7));
            await first.Wallet.Observe(house.Batch("1.8", block: 8));
            await first.Wallet.Observe(house.Batch("1.45", block: 9));
        }

        await using var second = await house.Start();
        await second.Wallet.Observe(house.Batch("1.4", block: 10));

        Assert.Equal(2, (await Report(second, candidate)).All.Gained);
        Assert.Single(house.Store.Rows(HistoryTopic.Shadow));
    }

    [Fact]
    public async Task What_cannot_be_kept_of_a_shadow_holds_up_no_alert()
    {
        var house = new House();
        await using var process = await house.Start(Live);
        await Shadow(process);
        house.Store.AppendFails = true;

        await process.Wallet.Observe(house.Batch("1.2"));

        Assert.Equal("1.2", (await house.Webhook.Next()).Fields["value"]);
        await house.Log.When("missed a turn in shadow");
    }

    [Fact]
    public async Task Wallet_for_which_the_candidate_decides_has_no_shadow()
    {
        var house = new House();
        await using var process = await house.Start(Live);
        var wallet = Enumerable.Range(1, 100).Select(number => House.AddressOf((uint)number))
            .First(it => Rollout.IsWithin(House.Risk, it, 50));
        var candidate = await Shadow(process, percent: 50);

        await Observe(process, house, wallet, "1.45");

        Assert.Equal("< 1.6", (await house.Webhook.Next()).Fields["threshold"]);
        Assert.Equal(new ShadowCounts(), (await Report(process, candidate)).All);
    }

    [Fact]
    public async Task Shadow_begins_with_the_episodes_of_the_live_version()
    {
        var house = new House();
        await using var process = await house.Start(Live);
        await process.Wallet.Observe(house.Batch("1.2", block: 7));
        var candidate = await Shadow(process);

        await process.Wallet.Observe(house.Batch("1.1", block: 8));

        Assert.Equal(new ShadowCounts(), (await Report(process, candidate)).All);
    }

    [Fact]
    public async Task Wallet_whose_value_flaps_fills_the_report_with_fifty_differences_and_no_more()
    {
        var house = new House();
        await using var process = await house.Start(Live);
        var candidate = await Shadow(process);

        for (var at = 0; at < 60; at++)
        {
            await process.Wallet.Observe(house.Batch("1.45", block: 7 + (2 * at)));
            await process.Wallet.Observe(house.Batch("1.8", block: 8 + (2 * at)));
        }

        Assert.Equal(50, (await Report(process, candidate)).All.Gained);
    }

    private static async Task Observe(Process process, House house, Address wallet, string value) =>
        await process.Client.GetGrain<IWalletGrain>(wallet.ToString()).Observe(house.Batch(value));

    private static async Task<Bytes32> Shadow(Process process, int percent = 0)
    {
        var answer = await process.Registry.RollOut(
            new RolloutWanted { Id = House.Risk, Source = Stricter, Percent = percent, Shadow = true });
        var revision = (await process.Registry.Live(-1))!.Revision;
        // The silo hears of it: a first batch would say so.
        foreach (var silo in process.Silos)
            await ((Kwala.Grains.Workflows.WorkflowCatalog)silo.GetService(typeof(Kwala.Grains.Workflows.WorkflowCatalog))!)
                .AtLeast(revision);
        return answer.Standing!.Candidate!.Value;
    }

    private static Task<ShadowReport> Report(Process process, Bytes32 candidate) => process.Client
        .GetGrain<IDeploymentGrain>(IDeploymentGrain.Key).ReadShadow(House.Risk, candidate);
}
