using System.Collections.Immutable;
using Kwala.Client;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Demo.Story;

/// <summary>Gives every wallet of the cast what its owner chose, as a protocol's backend would.</summary>
internal static class Stage
{
    public static async Task Set(IKwalaClient kwala, CancellationToken cancellationToken)
    {
        foreach (var character in Cast.All.Where(HasChosen))
        {
            var change = new PreferencesChange(character.Wallet, PreferencesOf(character), null, Vouched: true);
            var outcome = await kwala.Wallets.ChangePreferences(change, cancellationToken);
            if (outcome is not PreferencesOutcome.Stored)
                throw new InvalidOperationException(
                    $"The demo could not set the preferences of {character.Name}: {outcome}");
        }
    }

    private static bool HasChosen(Character character) =>
        character is not { Tier: null, Telegram: null, Email: null };

    private static Preferences PreferencesOf(Character character) => Preferences.Unset with
    {
        Tier = character.Tier is { } tier ? new TierName(tier) : null,
        MutedKinds = character.OptedOut ? [new KindName("liquidation-risk")] : [],
        Contacts = Contacts(character),
    };

    private static ImmutableSortedDictionary<ChannelName, Contact> Contacts(Character character)
    {
        var contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty;
        if (character.Telegram is { } chat)
            contacts = contacts.Add(ChannelName.Telegram, new Contact(chat, ContactStanding.Verified));
        if (character.Email is { } mail)
            contacts = contacts.Add(ChannelName.Email, new Contact(mail, ContactStanding.Verified));
        return contacts;
    }
}
