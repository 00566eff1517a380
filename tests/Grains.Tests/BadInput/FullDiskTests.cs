using Kwala.Core.Delivery;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.BadInput;

/// <summary>No write comes through for a while: everything stands still, says why, and goes on by itself.</summary>
public sealed class FullDiskTests
{
    private const string Words = "The disk is full. Free space; writing resumes by itself.";
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    private void Fill(bool full) =>
        _house.Storage.BeforeWrite = (_, _) => full ? new StorageException(StorageFault.Full, Words) : null;

    [Fact]
    public async Task Chain_waits_says_why_and_with_space_everybody_is_told_once()
    {
        await using var process = await _house.Start(
            House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        await _house.Follow(process);

        Fill(true);
        _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.AddressOf(5), 1.2m));
        _house.Time.Advance(_house.World.PollInterval);
        var pause = TimeSpan.FromMilliseconds(500);
        await _house.Time.WhenArmed(pause).WaitAsync(TimeSpan.FromSeconds(30));
        var depth = Assert.Single((await process.Listener.Status()).Depths);
        Assert.Equal(1, depth.Next);
        Assert.Contains(Words, depth.Waiting, StringComparison.Ordinal);
        Assert.Empty(_house.Webhook.Sent);

        Fill(false);
        await _house.Pass(pause);
        await _house.Storage.When(() => _house.Store.Rows(HistoryTopic.Delivery).Length == 2);
        Assert.Equal(2, Assert.Single((await process.Listener.Status()).Depths).Next);
        Assert.Equal(["notify", "notify"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Equal(2, _house.Webhook.Sent.Select(message => message.Key).Distinct().Count());
        Assert.Equal(2, _house.Webhook.Sent.Count);
    }

    [Fact]
    public async Task Outcome_that_could_not_be_saved_is_saved_with_space_and_nothing_is_sent_again()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var refused = new TaskCompletionSource();
        _house.Webhook.Then(_ =>
        {
            _house.Storage.BeforeWrite = (_, _) =>
            {
                refused.TrySetResult();
                return new StorageException(StorageFault.Full, Words);
            };
            return Task.FromResult<SendOutcome>(new SendOutcome.Delivered(null));
        });
        await process.Wallet.Observe(_house.Batch("1.2"));
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Fill(false);
        await process.Wallet.Wake();

        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Single(_house.Webhook.Sent);
        Assert.Equal(["delivered"], _house.Outcomes(HistoryTopic.Delivery));
    }
}
