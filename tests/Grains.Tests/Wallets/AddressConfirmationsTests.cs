using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Delivery;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Grains.Wallets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>Whoever is given as the owner of an address is asked, and only then.</summary>
public sealed class AddressConfirmationsTests
{
    private readonly House _house = new();

    private Task<Process> Start() => _house.Start(
        House.Workflow("email"),
        ("Kwala:Links:PublicUrl", "https://alerts.example"),
        ("Kwala:Links:ConfirmationLifetime", "02:00:00"));

    private static async Task Give(Process process, string address) =>
        Assert.IsType<PreferencesChange.Changed>(await process.Wallet.ChangePreferences(
            Preferences.Unset with
            {
                Contacts = Preferences.Unset.Contacts.Add(
                    ChannelName.Email, new Contact(address, ContactStanding.Unverified)),
            },
            null,
            vouched: false));

    [Fact]
    public async Task Bearer_of_a_new_address_is_asked_by_a_link_that_ends_as_the_options_say()
    {
        await using var process = await Start();

        await Give(process, "Me@X");

        var asked = await _house.Door.Next();
        var ends = _house.Time.GetUtcNow() + TimeSpan.FromHours(2);
        Assert.Equal(("me@x", House.Wallet.ToString(), ends), (asked.Address, asked.Wallet, asked.Expires));
        Assert.Equal(
            LinkUrl.ConfirmEmail(
                new Uri("https://alerts.example"), House.Wallet, "me@x", ends, process.Services.GetRequiredService<LinkKeyRing>()),
            asked.ConfirmUrl);
        Assert.Matches("^[0-9a-f]{64}$", asked.Key);
    }

    [Fact]
    public void Nobody_is_asked_whose_address_was_there_before_or_is_verified()
    {
        var confirmations = new AddressConfirmations(
            [_house.Door],
            new MessageLinks(
                new LinkKeyRing(new LinkKey(1, new byte[32])),
                Options.Create(new LinksOptions { PublicUrl = new Uri("https://alerts.example") })),
            new OffTurn(new AtOnce(), _house.Time),
            NullLogger<AddressConfirmations>.Instance);
        var (given, verified) = (With(ContactStanding.Unverified), With(ContactStanding.Verified));

        confirmations.Ask(House.Wallet, given, given with { Tier = TierName.Aggressive }, _house.Time.GetUtcNow());
        confirmations.Ask(House.Wallet, Preferences.Unset, verified, _house.Time.GetUtcNow());
        Assert.Empty(_house.Door.Asked);
        confirmations.Ask(House.Wallet, Preferences.Unset, given, _house.Time.GetUtcNow());
        Assert.Single(_house.Door.Asked);

        static Preferences With(ContactStanding standing) => Preferences.Unset with
        {
            Contacts = Preferences.Unset.Contacts.Add(ChannelName.Email, new Contact("me@x", standing)),
        };
    }

    [Fact]
    public async Task Without_a_public_address_of_the_deployment_nobody_is_asked()
    {
        await using (var hidden = await _house.Start(House.Workflow("email")))
            await Give(hidden, "first@x");
        await using var process = await Start();
        await Give(process, "second@x");

        Assert.Equal("second@x", (await _house.Door.Next()).Address);
        Assert.Single(_house.Door.Asked);
    }

    [Theory]
    [InlineData(true, "Throttled")]
    [InlineData(false, "failed")]
    public async Task Question_that_did_not_go_out_is_logged_and_costs_the_change_nothing(bool answers, string words)
    {
        await using var process = await Start();
        _house.Door.Answer = () => answers
            ? new SendOutcome.Throttled(TimeSpan.FromSeconds(1))
            : throw new IOException("The mail server is away.");

        await Give(process, "me@x");

        await _house.Log.When($"No confirmation was asked over email for {House.Wallet}: {words}");
        Assert.Equal("me@x", (await process.Wallet.ReadPreferences()).Preferences.Contacts[ChannelName.Email].Address);
    }

    // What is asked is asked when the call returns.
    private sealed class AtOnce : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
