using System.Globalization;
using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Due;

/// <summary>Whoever has something due is woken, whatever else fails.</summary>
public sealed class DueBucketGrainTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    // No other timer of the process has this period.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(7);

    private readonly House _house = new();

    // Two wallets of the first shard, each with a message that waits for its channel's pause to end.
    private static readonly string First = House.AddressOf(64).ToString(), Other = House.AddressOf(128).ToString();

    private static string Shard => 0.ToString(CultureInfo.InvariantCulture);

    private async Task<Process> StartWithWaiting(params string[] wallets)
    {
        var process = await _house.Start(
            House.Workflow("webhook"), ("Kwala:Grains:DueInterval", Tick.ToString()));
        foreach (var wallet in wallets)
        {
            _house.Webhook.Then(new SendOutcome.Throttled(Wait));
            await process.Client.GetGrain<IWalletGrain>(wallet).Observe(_house.Batch("1.2"));
            await _house.Webhook.Next();
            await _house.Storage.When(() => _house.Storage.Wallet(wallet).Outbox is [{ Deliveries: [{ Attempts: 0 }] }]
                && _house.Store.AllDue.Any(due => due.Wallet.ToString() == wallet && due.At > _house.Time.GetUtcNow()));
        }

        return process;
    }

    private static Task Keep(Process process) => process.Client.GetGrain<IDueBucketGrain>(Shard).Keep();

    // Tick by tick: a clock that runs ahead of the bucket leaves it waiting for a tick that nobody makes.
    private async Task Ticking(Task happened)
    {
        while (!happened.IsCompleted)
        {
            // What is due at once waits for a hand at the clock, too.
            var (tick, now) = (_house.Time.WhenWaiting(Tick), _house.Time.WhenArmed(TimeSpan.Zero));
            await Task.WhenAny(happened, tick, now);
            if (!happened.IsCompleted)
                _house.Time.Advance(now.IsCompleted ? TimeSpan.Zero : Tick);
        }

        await happened;
    }

    [Fact]
    public async Task Index_that_cannot_be_read_is_read_again_with_the_next_tick()
    {
        await using var process = await StartWithWaiting(First);
        var refusals = 0;
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _house.Store.BeforeDue = () =>
        {
            if (_house.Time.GetUtcNow() < _house.Store.AllDue[0].At || refusals++ > 0)
                return;
            refused.TrySetResult();
            throw new StorageException(StorageFault.Unreachable, "The disk is away.");
        };

        await Keep(process);
        await Ticking(refused.Task.WaitAsync(Wait));
        var sent = _house.Webhook.Next();
        await Ticking(sent);

        Assert.Equal(First, (await sent).Wallet);
        await _house.Log.When("Error: Shard 0 of the due index could not be read.");
    }

    [Fact]
    public async Task Wallet_that_cannot_be_woken_keeps_no_other_from_it()
    {
        await using var process = await StartWithWaiting(First, Other);
        _house.Storage.BeforeWrite = (state, key) => state == "wallet" && key == First
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        _house.Time.Advance(Wait);

        await Keep(process);

        string[] woken = [(await _house.Webhook.Next()).Wallet, (await _house.Webhook.Next()).Wallet];
        Assert.Contains(Other, woken);
    }

    [Fact]
    public async Task Wallet_that_cannot_be_woken_is_named_to_the_operator()
    {
        await using var process = await StartWithWaiting();
        _house.Store.Commit(new CommitRows(House.AddressOf(64), _house.Time.GetUtcNow(), []));
        _house.Storage.BeforeWrite = (state, _) => state == "wallet"
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;

        await Keep(process);

        await Ticking(_house.Log.When($"1 of 1 due wallets could not be woken, the first is {First}."));
    }

    [Fact]
    public async Task Bucket_beyond_the_number_of_shards_keeps_no_watch()
    {
        await using var process = await _house.Start(null, ("Kwala:Grains:Shards", "3"));

        await process.Client.GetGrain<IDueBucketGrain>("3").Keep();
        Assert.Empty(_house.Reminders.Names);
        await process.Client.GetGrain<IDueBucketGrain>("2").Keep();

        Assert.Equal(["keep"], _house.Reminders.Names);
    }

    [Fact]
    public async Task Reminder_that_could_not_be_stored_is_stored_when_the_bucket_is_asked_again()
    {
        await using var process = await _house.Start();
        var bucket = process.Client.GetGrain<IDueBucketGrain>("0");
        _house.Reminders.BeforeWrite = () => throw new StorageException(StorageFault.Full, "There is no room.");
        await Assert.ThrowsAnyAsync<Exception>(bucket.Keep);
        Assert.Empty(_house.Reminders.Names);

        _house.Reminders.BeforeWrite = () => Task.CompletedTask;
        await bucket.Keep();

        Assert.Equal(["keep"], _house.Reminders.Names);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("-1")]
    public async Task Bucket_goes_by_the_number_of_its_shard_alone(string key)
    {
        await using var process = await _house.Start();

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => process.Client.GetGrain<IDueBucketGrain>(key).Keep());

        Assert.Contains("its shard's number", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reminder_alone_brings_the_bucket_back_in_another_process()
    {
        await using (var first = await StartWithWaiting(First))
            await Keep(first);

        await using var second = await _house.Start();
        await _house.Time.WhenArmed(TimeSpan.FromMinutes(1)).WaitAsync(Wait);
        _house.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(First, (await _house.Webhook.Next()).Wallet);
    }
}
