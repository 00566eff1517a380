using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
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
    public async Task What_waited_outside_and_is_refused_then_is_a_dead_letter_also_where_it_could_not_leave_there_at_once()
    {
        for (var n = 0; n < 10; n++)
            _house.Webhook.Then(new SendOutcome.Rejected("No."));
        _house.Store.RefusedRemovals = 2;
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));

        await process.Wallet.Observe(Batch(block: 7, subjects: 10));
        var done = _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });
        while (!done.IsCompleted)
            await Record.ExceptionAsync(process.Wallet.Wake);

        Assert.Equal(
            Enumerable.Repeat(DeliveryWords.Rejected, 10), _house.Outcomes(HistoryTopic.DeadLetter));
    }

    [Fact]
    public async Task What_is_under_way_is_told_once_whatever_the_record_must_put_outside_meanwhile()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        for (var n = 0; n < 16; n++)
            _house.Webhook.Then(_ => answer.Task);
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));
        await process.Wallet.Observe(Batch(block: 7, subjects: 8));
        await _house.Webhook.Next();

        // More open positions leave less room for what is to be told of them.
        await process.Wallet.Observe(Batch(block: 8, subjects: 16));
        Assert.Contains(DeliveryWords.Displaced, _house.Outcomes(HistoryTopic.Delivery));
        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });

        var told = _house.Webhook.Sent.Select(message => message.Fields["subject"]).ToArray();
        Assert.Equal(told.Distinct(), told);
    }

    [Fact]
    public async Task What_the_operator_sends_again_into_a_full_outbox_stays_outside_and_is_sent_by_itself()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        for (var n = 0; n < 10; n++)
            _house.Webhook.Then(_ => answer.Task);
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));
        await process.Wallet.Observe(Batch(block: 7, subjects: 10));
        await _house.Webhook.Next();
        var outside = _house.Store.Rows(HistoryTopic.DeadLetter).Select(row => row.Key).ToArray();
        Assert.NotEmpty(outside);

        Assert.True(await process.Wallet.Revive(outside[^1]));
        Assert.Equal(outside, _house.Store.Rows(HistoryTopic.DeadLetter).Select(row => row.Key));

        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });
        Assert.Equal(10, _house.Webhook.Sent.Select(message => message.Fields["subject"]).Distinct().Count());
    }

    [Fact]
    public async Task More_than_the_record_remembers_comes_back_each_once()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        for (var n = 0; n < 10; n++)
            _house.Webhook.Then(_ => answer.Task);
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));
        await process.Wallet.Observe(Batch(block: 1, subjects: 5));
        await _house.Webhook.Next();
        for (var block = 2; block < 14; block++)
            await process.Wallet.Observe(Batch(block, subjects: 5, block % 2 == 1 ? "1.2" : "2"));
        Assert.True(_house.Store.Rows(HistoryTopic.DeadLetter).Length > 20);

        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });

        Assert.Equal(35, _house.Webhook.Sent.Select(message => message.Key).Distinct().Count());
        Assert.Equal(35, _house.Webhook.Sent.Count);
        Assert.Empty(_house.Store.Rows(HistoryTopic.DeadLetter));
    }

    [Fact]
    public async Task An_end_that_the_operator_sends_brings_what_waits_outside_of_its_episode_with_it()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        for (var n = 0; n < 10; n++)
            _house.Webhook.Then(_ => answer.Task);
        var workflow = House.Workflow("webhook", lane: "critical");
        await using var process = await _house.Start(workflow with { Yaml = workflow.Yaml + "\nresolved: true\n" });
        await process.Wallet.Observe(Batch(block: 7, subjects: 8));
        await _house.Webhook.Next();
        _house.Time.Advance(TimeSpan.FromSeconds(12));
        await process.Wallet.Observe(Batch(block: 8, subjects: 8, "2"));
        var outside = _house.Store.Rows(HistoryTopic.DeadLetter)
            .Select(row => (row.Key, HistoryMap.ToDeadLetter(row.Body).Notification)).ToArray();
        var alert = outside.Last(it => it.Notification.Role == NotificationRole.Alert).Notification;
        var end = outside.Single(it =>
            it.Notification.Role == NotificationRole.Resolved && it.Notification.Subject == alert.Subject);

        // The outbox is empty then, and what waits outside still does.
        _house.Store.RefusesReads = true;
        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() => _house.Storage.Wallet(House.Wallet.ToString()).Outbox is null);
        _house.Store.RefusesReads = false;

        Assert.True(await process.Wallet.Revive(end.Key));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });

        Assert.All(
            _house.Webhook.Sent.GroupBy(message => message.Fields["subject"]),
            told => Assert.Equal(["alert", "resolved"], told.Select(message => message.Fields["role"])));
        Assert.Equal(16, _house.Webhook.Sent.Count);
    }

    [Fact]
    public async Task What_waits_outside_until_its_episode_is_over_is_told_before_its_end()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        for (var n = 0; n < 10; n++)
            _house.Webhook.Then(_ => answer.Task);
        var workflow = House.Workflow("webhook", lane: "critical");
        await using var process = await _house.Start(workflow with { Yaml = workflow.Yaml + "\nresolved: true\n" });
        await process.Wallet.Observe(Batch(block: 7, subjects: 8));
        Assert.Contains(DeliveryWords.Displaced, _house.Outcomes(HistoryTopic.Delivery));
        await _house.Webhook.Next();
        _house.Time.Advance(TimeSpan.FromSeconds(12));
        await process.Wallet.Observe(Batch(block: 8, subjects: 8, "2"));

        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Displaced: null });

        Assert.All(
            _house.Webhook.Sent.GroupBy(message => message.Fields["subject"]),
            told => Assert.Equal(["alert", "resolved"], told.Select(message => message.Fields["role"])));
        Assert.Equal(16, _house.Webhook.Sent.Count);
    }

    private SignalBatch Batch(long block, int subjects, string value = "1.2")
    {
        var batch = _house.Batch(value, block);
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
