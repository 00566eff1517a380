using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>A chat becomes a wallet's by a signed link, and stops being one while its owner keeps us out.</summary>
public sealed class ContactBindingTests
{
    private static readonly Address Other = House.AddressOf(0xB0B);

    private readonly House _house = new();

    public static TheoryData<string, string> Refusals => new()
    {
        { "old", "This link is too old" },
        { "other-purpose", "This link is not one of ours" },
        { "other-channel", "This link is not one of ours" },
        { "forged", "This link is not one of ours" },
        { "cut", "cut off or mistyped" },
        { "empty", "cut off or mistyped" },
        { "bad-address", "no exclamation mark" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_wrong_with_a_link_is_told_and_nothing_is_bound(string what, string words)
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        var good = Token(process);
        var (token, address) = what switch
        {
            "old" => (Token(process, TimeSpan.FromMinutes(-1)), "4242"),
            "other-purpose" => (Token(process, purpose: LinkPurpose.ConfirmEmail), "4242"),
            "other-channel" => (Token(process, channel: ChannelName.Email), "4242"),
            "forged" => (good[..^2] + (good[^2] == 'A' ? 'B' : 'A') + good[^1], "4242"),
            "cut" => (good[..20], "4242"),
            "empty" => ("", "4242"),
            _ => (good, "4242!"),
        };

        var outcome = await Binding(process).Bind(ChannelName.Telegram, token, address, null, default);

        Assert.Contains(words, Assert.IsType<BindingOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
        Assert.Empty((await process.Wallet.ReadPreferences()).Preferences.Contacts);
    }

    [Fact]
    public async Task Blocked_chat_is_gone_at_once_and_the_next_alert_takes_another_channel_until_it_is_let_in_again()
    {
        await using var process = await _house.Start(House.Workflow("telegram", "critical"));
        await process.Wallet.VerifyContact(ChannelName.Email, "me@x");
        await Bind(process);

        Assert.Equal(1, await Binding(process).Left(ChannelName.Telegram, "4242", default));
        Assert.Equal(ContactStanding.Gone, await Standing(process));
        await process.Wallet.Observe(_house.Batch("1.2"));
        await _house.Email.Next();
        Assert.Empty(_house.Telegram.Sent);

        Assert.Equal(1, await Binding(process).CameBack(ChannelName.Telegram, "4242", default));
        Assert.Equal(ContactStanding.Verified, await Standing(process));
        await process.Wallet.Observe(_house.Batch("2", block: 8));
        await process.Wallet.Observe(_house.Batch("1.2", block: 9));
        Assert.Equal("4242", (await _house.Telegram.Next()).Address);
    }

    [Fact]
    public async Task Every_wallet_of_a_chat_is_marked_also_after_a_restart_and_no_other()
    {
        await using (var first = await _house.Start(House.Workflow("telegram")))
        {
            await Bind(first);
            await first.Client.GetGrain<IWalletGrain>(Other.ToString()).VerifyContact(ChannelName.Telegram, "4242");
            await Bind(first, "4343"); // This wallet moves on.
        }

        await using var process = await _house.Start();
        Assert.Equal(1, await Binding(process).Left(ChannelName.Telegram, "4242", default));
        Assert.Equal(0, await Binding(process).Left(ChannelName.Telegram, "9999", default));

        Assert.Equal(ContactStanding.Verified, await Standing(process));
        Assert.Equal(ContactStanding.Gone, await Standing(process, Other));
    }

    [Fact]
    public async Task Address_that_was_never_verified_does_not_become_so_by_coming_back()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        await process.Wallet.ChangePreferences(
            Preferences.Unset with
            {
                Contacts = Preferences.Unset.Contacts.Add(
                    ChannelName.Telegram, new Contact("4242", ContactStanding.Unverified)),
            },
            null,
            vouched: false);

        Assert.Equal(0, await Binding(process).Left(ChannelName.Telegram, "4242", default));
        Assert.Equal(0, await Binding(process).CameBack(ChannelName.Telegram, "4242", default));

        Assert.Equal(ContactStanding.Unverified, await Standing(process));
    }

    private static IContactBinding Binding(Process process) => process.Services.GetRequiredService<IContactBinding>();

    private string Token(
        Process process,
        TimeSpan? validFor = null,
        LinkPurpose purpose = LinkPurpose.Bind,
        ChannelName? channel = null) =>
        LinkToken.Sign(
            new LinkClaim(purpose, House.Wallet, _house.Time.GetUtcNow() + (validFor ?? TimeSpan.FromDays(1))),
            LinkContext.Bind(channel ?? ChannelName.Telegram),
            process.Services.GetRequiredService<LinkKeyRing>());

    private async Task Bind(Process process, string address = "4242") => Assert.Equal(
        new BindingOutcome.Bound(House.Wallet.ToString()),
        await Binding(process).Bind(ChannelName.Telegram, Token(process), address, null, default));

    private static async Task<ContactStanding> Standing(Process process, Address? wallet = null) =>
        (await process.Client.GetGrain<IWalletGrain>((wallet ?? House.Wallet).ToString()).ReadPreferences())
        .Preferences.Contacts[ChannelName.Telegram].Standing;
}
