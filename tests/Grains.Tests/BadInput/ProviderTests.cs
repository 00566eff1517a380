using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.BadInput;

/// <summary>Providers that answer badly, or not at all, as a wallet meets them.</summary>
public sealed class ProviderTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    [Fact]
    public async Task Channel_that_gives_up_by_itself_is_asked_again()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        _house.Webhook.Then(_ => Task.FromCanceled<SendOutcome>(new CancellationToken(canceled: true)));
        await process.Wallet.Observe(_house.Batch("1.2"));
        var first = await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Store.AllDue is [{ At: var at }] && at > _house.Time.GetUtcNow());

        _house.Time.Advance(TimeSpan.FromSeconds(10));
        await process.Wallet.Wake();

        Assert.Equal(first.Key, (await _house.Webhook.Next()).Key);
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Equal(["delivered"], _house.Outcomes(HistoryTopic.Delivery));
    }

    [Fact]
    public async Task Channel_that_hangs_ends_in_doubt_and_who_waits_for_it_is_sent_and_in_no_doubt()
    {
        await using var process = await _house.Start(House.Workflow("telegram"), ("Kwala:Grains:SendsAtOnce", "1"));
        for (var hanging = 0; hanging < 2; hanging++)
            _house.Telegram.Then(_ => new TaskCompletionSource<SendOutcome>().Task);
        Address[] wallets = [House.Wallet, House.AddressOf(5), House.AddressOf(6)];
        foreach (var wallet in wallets)
        {
            var grain = process.Client.GetGrain<IWalletGrain>(wallet.ToString());
            Assert.IsType<PreferencesChange.Changed>(await grain.VerifyContact(ChannelName.Telegram, "owner"));
            await grain.Observe(_house.Batch("1.2"));
            await _house.Storage.When(() =>
                _house.Storage.Text("wallet", wallet.ToString()).Contains("attempting", StringComparison.Ordinal));
        }

        await Hangs();
        _house.Time.Advance(TimeSpan.FromMinutes(2));
        await Hangs();
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var wallet in wallets)
            await process.Client.GetGrain<IWalletGrain>(wallet.ToString()).Wake();
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        var last = await _house.Telegram.Next();

        Assert.False(last.MayBeRepeat);
        await _house.Storage.When(() => _house.Store.Rows(HistoryTopic.Delivery).Length == 3);
        Assert.Equal("delivered", _house.Store.Rows(HistoryTopic.Delivery)
            .Single(row => row.Wallet.ToString() == last.Wallet).Outcome);
        Assert.Equal(2, _house.Store.Rows(HistoryTopic.DeadLetter).Length);

        // The message has come, and its time limit has begun: before that the clock must not move.
        async Task Hangs()
        {
            await _house.Telegram.Next();
            await _house.Time.WhenArmed(TimeSpan.FromMinutes(2)).WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Address_that_the_owner_changed_during_the_send_is_not_marked_gone_and_gets_the_message()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        await process.Reachable(ChannelName.Telegram);
        var answer = new TaskCompletionSource<SendOutcome>();
        _house.Telegram.Then(_ => answer.Task);
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Telegram.Next();

        await process.Wallet.VerifyContact(ChannelName.Telegram, "another");
        answer.SetResult(new SendOutcome.RecipientGone("The bot was blocked."));

        await _house.Storage.When(() =>
            !_house.Storage.Text("wallet", Key).Contains("attempting", StringComparison.Ordinal));
        _house.Time.Advance(TimeSpan.FromSeconds(10));
        await process.Wallet.Wake();
        Assert.Equal("another", (await _house.Telegram.Next()).Address);
        var contact = (await process.Wallet.ReadPreferences()).Preferences.Contacts[ChannelName.Telegram];
        Assert.Equal(Core.Wallets.ContactStanding.Verified, contact.Standing);
    }
}
