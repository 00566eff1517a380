using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Orleans.Storage;

namespace Kwala.Grains.Tests.Wallets;

public sealed class WalletGrainSavingTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    [Fact]
    public async Task State_is_durable_before_anything_is_sent()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var storedAtSend = "";
        _house.Webhook.Then(_ =>
        {
            storedAtSend = _house.Storage.Text("wallet", Key);
            return Task.FromResult<SendOutcome>(new SendOutcome.Delivered(null));
        });

        await process.Wallet.Observe(_house.Batch("1.2"));
        var message = await _house.Webhook.Next();

        Assert.Contains(message.Key, storedAtSend, StringComparison.Ordinal);
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Equal(["delivered"], _house.Outcomes(HistoryTopic.Delivery));
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Equal(["alert"], _house.Outcomes(HistoryTopic.Inbox));
        Assert.Empty(_house.Store.AllDue);
    }

    [Fact]
    public async Task Attempt_over_a_channel_that_cannot_collapse_is_stored_before_it_starts()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        await process.Reachable(ChannelName.Telegram);
        var storedAtSend = "";
        _house.Telegram.Then(_ =>
        {
            storedAtSend = _house.Storage.Text("wallet", Key);
            return Task.FromResult<SendOutcome>(new SendOutcome.Delivered(null));
        });

        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Telegram.Next();

        Assert.Contains("\"attempting\"", storedAtSend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_save_keeps_the_old_state_and_sends_nothing()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var failures = 1;
        _house.Storage.BeforeWrite = (state, _) => state == "wallet" && failures-- > 0
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => process.Wallet.Observe(_house.Batch("1.2")));
        Assert.Contains("There is no room.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _house.Storage.Writes("wallet", Key));
        Assert.Empty(_house.Webhook.Sent);
        await _house.Log.When($"Error: The state of {House.Wallet} could not be saved; nothing was sent.");

        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Single(_house.Webhook.Sent);
        Assert.Single(_house.Store.Rows(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Conflict_lets_the_activation_go_and_the_next_one_reads_what_is_stored()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Wallet.ReadPreferences();
        _house.Storage.Touch("wallet", Key);

        await Assert.ThrowsAsync<InconsistentStateException>(() => process.Wallet.Observe(_house.Batch("1.2")));
        Assert.Empty(_house.Webhook.Sent);

        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Commit_of_unknown_outcome_starts_nothing_in_that_activation_and_loses_nothing()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var failures = 1;
        _house.Storage.AfterWrite = (state, _) => state == "wallet" && failures-- > 0
            ? new StorageException(StorageFault.OutcomeUnknown, "The connection broke.")
            : null;

        await Assert.ThrowsAnyAsync<Exception>(() => process.Wallet.Observe(_house.Batch("1.2")));

        // Observed again by the listener: the next activation knows it, sends what is pending, and only once.
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Single(_house.Webhook.Sent);
        Assert.Single(_house.Store.Rows(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Who_does_not_know_what_is_stored_waits_for_no_send_and_saves_nothing_more()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        _house.Webhook.Then(_ => new TaskCompletionSource<SendOutcome>().Task);
        await process.Wallet.Observe(_house.Batch("1.2"));
        var key = (await _house.Webhook.Next()).Key;
        var failures = 1;
        _house.Storage.AfterWrite = (state, _) => state == "wallet" && failures-- > 0
            ? new StorageException(StorageFault.OutcomeUnknown, "The connection broke.")
            : null;
        await Assert.ThrowsAnyAsync<Exception>(() => process.Wallet.SetTier(TierName.Conservative));

        // The next activation does not wait for what the one before had under way: it sends it again.
        var next = await process.Wallet.ReadPreferences().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(TierName.Conservative, next.Preferences.Tier);
        _house.Time.Advance(TimeSpan.FromMinutes(3));
        await process.Wallet.Wake();
        Assert.Equal(key, (await _house.Webhook.Next()).Key);
    }

    [Theory]
    [InlineData("1.30")]
    [InlineData("2")]
    public async Task Value_on_the_safe_side_costs_no_save(string value)
    {
        await using var process = await _house.Start(House.Workflow("webhook"));

        await process.Wallet.Observe(_house.Batch(value));

        Assert.Equal(0, _house.Storage.Writes("wallet", Key));
    }

    [Fact]
    public async Task Same_batch_twice_changes_nothing()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Storage.When(() => _house.Storage.Writes("wallet", Key) > 0 && _house.Storage.Wallet(Key).Outbox is null);
        var stored = _house.Storage.Text("wallet", Key);
        var writes = _house.Storage.Writes("wallet", Key);

        await process.Wallet.Observe(_house.Batch("1.2"));

        Assert.Equal(stored, _house.Storage.Text("wallet", Key));
        Assert.Equal(writes, _house.Storage.Writes("wallet", Key));
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Slow_channel_does_not_hold_up_what_is_observed()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var answer = new TaskCompletionSource<SendOutcome>();
        _house.Webhook.Then(_ => answer.Task);
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();

        await process.Wallet.Observe(_house.Batch("2", block: 8));

        Assert.Equal(["notify", "resolved"], _house.Outcomes(HistoryTopic.Decision));
        answer.SetResult(new SendOutcome.Delivered(null));
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
    }
}
