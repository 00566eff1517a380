using Kwala.Core.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>More is to be told at once than the wallet's record holds.</summary>
public sealed class WalletGrainDisplacedTests
{
    private readonly House _house = new();

    [Fact]
    public async Task What_the_record_cannot_hold_waits_in_history_and_is_sent_by_itself()
    {
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));
        var batch = _house.Batch("1.2");
        var signal = batch.Signals[0];

        await process.Wallet.Observe(batch with
        {
            Signals = [.. Enumerable.Range(0, 10).Select(n => signal with { Subject = new SubjectKey($"market-{n}") })],
        });
        Assert.Contains(DeliveryWords.Displaced, _house.Outcomes(HistoryTopic.Delivery));

        var told = new HashSet<string>();
        for (var n = 0; n < 10; n++)
            Assert.True(told.Add((await _house.Webhook.Next()).Fields["subject"]));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });
        Assert.Empty(_house.Store.Rows(HistoryTopic.DeadLetter));
    }
}
