using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Wallets;
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

        await process.Wallet.Observe(Batch(block: 7, subjects: 10));
        Assert.Contains(DeliveryWords.Displaced, _house.Outcomes(HistoryTopic.Delivery));

        var told = new HashSet<string>();
        for (var n = 0; n < 10; n++)
            Assert.True(told.Add((await _house.Webhook.Next()).Fields["subject"]));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });
        Assert.Empty(_house.Store.Rows(HistoryTopic.DeadLetter));
    }

    [Fact]
    public async Task What_is_under_way_stays_inside_whatever_comes_meanwhile_and_is_told_once()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        _house.Webhook.Then(_ => answer.Task).Then(_ => answer.Task);
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));
        await process.Wallet.Observe(Batch(block: 7, subjects: 2));
        await _house.Webhook.Next();
        await _house.Webhook.Next();

        await process.Wallet.Observe(Batch(block: 8, subjects: 12));
        Assert.Contains(DeliveryWords.Displaced, _house.Outcomes(HistoryTopic.Delivery));
        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });

        var told = _house.Webhook.Sent.Select(message => message.Fields["subject"]).ToArray();
        Assert.Equal(12, told.Length);
        Assert.Equal(told.Distinct(), told);
    }

    private SignalBatch Batch(long block, int subjects)
    {
        var batch = _house.Batch("1.2", block);
        return batch with
        {
            Signals =
            [
                .. Enumerable.Range(0, subjects)
                    .Select(n => batch.Signals[0] with { Subject = new SubjectKey($"market-{n}") }),
            ],
        };
    }
}
