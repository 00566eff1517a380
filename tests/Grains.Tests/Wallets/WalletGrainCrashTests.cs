using System.Globalization;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

public sealed class WalletGrainCrashTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    private static string Shard => WalletShards.Of(House.Wallet, new GrainsOptions().Shards).ToString(CultureInfo.InvariantCulture);

    private async Task Keep(Process process)
    {
        await process.Client.GetGrain<IDueBucketGrain>(Shard).Keep();
        _house.Time.Advance(TimeSpan.Zero);
    }

    [Fact]
    public async Task Message_goes_out_without_any_event_after_a_crash_between_save_and_send()
    {
        await using var first = await _house.Start(House.Workflow("telegram"));
        await first.Reachable(ChannelName.Telegram);
        var before = _house.Storage.Writes("wallet", Key);
        // The process ends where it would note the attempt: the decision is durable, nothing was sent.
        _house.Storage.Gate = (state, _) => state == "wallet" && _house.Storage.Writes("wallet", Key) > before
            ? new TaskCompletionSource().Task
            : Task.CompletedTask;
        await first.Wallet.Observe(_house.Batch("1.2"));
        Assert.Empty(_house.Telegram.Sent);

        _house.Storage.Gate = (_, _) => Task.CompletedTask;
        await using var second = await _house.Start();
        await Keep(second);

        var message = await _house.Telegram.Next();
        Assert.False(message.MayBeRepeat);
        Assert.Equal($"owner@{ChannelName.Telegram}", message.Address);
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Single(_house.Telegram.Sent);
    }

    [Theory]
    [InlineData("webhook", "standard", 2, "delivered")]
    [InlineData("telegram", "critical", 2, "delivered")]
    [InlineData("telegram", "standard", 1, "in-doubt")]
    public async Task Crash_between_send_and_outcome_repeats_only_what_may_be_repeated(
        string channel, string lane, int sends, string outcome)
    {
        await using var first = await _house.Start(House.Workflow(channel, lane));
        if (channel == "telegram")
            await first.Reachable(ChannelName.Telegram);
        var fake = channel == "telegram" ? _house.Telegram : _house.Webhook;
        fake.Then(_ => new TaskCompletionSource<SendOutcome>().Task);
        await first.Wallet.Observe(_house.Batch("1.2"));
        var key = (await fake.Next()).Key;

        await using var second = await _house.Start();
        await second.Wallet.ReadPreferences();
        _house.Time.Advance(TimeSpan.FromSeconds(10));
        await second.Wallet.Wake();
        if (sends == 2)
            Assert.Equal((key, channel == "telegram"), await fake.Next() is var again ? (again.Key, again.MayBeRepeat) : default);
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);

        Assert.Equal(sends, fake.Sent.Count);
        Assert.Equal([outcome], _house.Outcomes(HistoryTopic.Delivery));
        Assert.Equal(outcome == "in-doubt" ? 1 : 0, _house.Store.Rows(HistoryTopic.DeadLetter).Length);
    }

    [Fact]
    public async Task Retry_is_due_when_the_index_says_so_and_opting_out_meanwhile_stops_it()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        _house.Webhook.Then(new SendOutcome.Throttled(TimeSpan.FromSeconds(30)));
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Store.AllDue is [{ At: var at }] && at == _house.Time.GetUtcNow() + TimeSpan.FromSeconds(30));

        await process.Wallet.OptOut(new KindName("liquidation-risk"), null);
        _house.Time.Advance(TimeSpan.FromSeconds(30));
        await process.Wallet.Wake();

        Assert.Single(_house.Webhook.Sent);
        Assert.Equal([DeliveryWords.OptedOut], _house.Outcomes(HistoryTopic.Delivery));
        Assert.Empty(_house.Store.AllDue);
    }

    [Fact]
    public async Task Dead_letter_is_sent_again_when_the_operator_asks()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        _house.Webhook.Then(new SendOutcome.Rejected("No."));
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        var letter = Assert.Single(_house.Store.Rows(HistoryTopic.DeadLetter));

        Assert.True(await process.Wallet.Revive(letter.Key));
        Assert.Equal(letter.Key, (await _house.Webhook.Next()).Key);
        Assert.False(await process.Wallet.Revive(letter.Key));
    }
}
