using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What a wallet does besides deciding: whom it is, how it ends, how much it sends at once.</summary>
public sealed class WalletGrainUpkeepTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    [Fact]
    public async Task Wallet_goes_by_its_address_in_lower_case_alone()
    {
        await using var process = await _house.Start();

        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => process.Client.GetGrain<IWalletGrain>(House.Market.ToChecksumString()).ReadPreferences());

        Assert.Contains("lower-case", failure.Message, StringComparison.Ordinal);
        await process.Client.GetGrain<IWalletGrain>(House.Market.ToString()).ReadPreferences();
    }

    [Fact]
    public async Task Row_of_the_due_index_that_names_a_wallet_with_nothing_due_is_put_right()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        _house.Store.Commit(new CommitRows(House.Wallet, _house.Time.GetUtcNow(), []));

        // One call may cross a save on its way: it costs none.
        await process.Wallet.Wake();
        Assert.Equal(0, _house.Storage.Writes("wallet", Key));
        await process.Wallet.Wake();

        Assert.Empty(_house.Store.AllDue);
    }

    [Fact]
    public async Task Process_that_ends_in_good_order_waits_for_the_outcome_of_what_it_sends()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var answer = new TaskCompletionSource<SendOutcome>();
        _house.Webhook.Then(_ => answer.Task);
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();

        var stopping = process.Stop();
        answer.SetResult(new SendOutcome.Delivered(null));
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Null(_house.Storage.Wallet(Key).Outbox);
        Assert.Equal(["delivered"], _house.Outcomes(HistoryTopic.Delivery));
    }

    [Fact]
    public async Task Message_whose_words_cannot_be_read_yet_waits_and_goes_out_with_them()
    {
        var old = House.Workflow("webhook");
        await using (var first = await _house.Start(old))
        {
            _house.Webhook.Then(new SendOutcome.Throttled(TimeSpan.FromSeconds(30)));
            await first.Wallet.Observe(_house.Batch("1.2"));
            await _house.Webhook.Next();
            await _house.Storage.When(() => _house.Store.AllDue.Any(due => due.At > _house.Time.GetUtcNow()));
            await first.Registry.Put(old with { Yaml = old.Yaml + "\n# a newer version" });
        }

        _house.Compile = (source, compile) => source.Yaml == old.Yaml
            ? throw new InvalidOperationException("The registry is away.")
            : compile(source);
        await using var second = await _house.Start();
        _house.Time.Advance(TimeSpan.FromSeconds(30));
        await second.Wallet.Wake();
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is [{ Deliveries: [{ Attempts: 1 }] }]);

        _house.Compile = (source, compile) => compile(source);
        _house.Time.Advance(TimeSpan.FromSeconds(10));
        await second.Wallet.Wake();
        await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Equal(["delivered"], _house.Outcomes(HistoryTopic.Delivery));
    }

    [Fact]
    public async Task No_more_messages_are_under_way_than_the_options_allow()
    {
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:SendsAtOnce", "2"));
        using var mayEnd = new SemaphoreSlim(0);
        var (now, most) = (0, 0);
        for (var message = 0; message < 6; message++)
            _house.Webhook.Then(async _ =>
            {
                var running = Interlocked.Increment(ref now);
                lock (_house)
                    most = Math.Max(most, running);
                await mayEnd.WaitAsync();
                Interlocked.Decrement(ref now);
                return new SendOutcome.Delivered(null);
            });

        foreach (var number in Enumerable.Range(1, 6))
            await process.Client.GetGrain<IWalletGrain>(House.AddressOf((uint)number).ToString()).Observe(_house.Batch("1.2"));
        await _house.Webhook.Next();
        await _house.Webhook.Next();
        for (var message = 2; message < 6; message++)
        {
            mayEnd.Release();
            await _house.Webhook.Next();
        }

        mayEnd.Release(2);
        Assert.Equal(2, most);
    }
}
