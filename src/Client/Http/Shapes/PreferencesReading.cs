using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http.Shapes;

/// <summary>From the preferences that travel to what an owner chose, as <see cref="ResourceReading"/> reads.</summary>
internal static class PreferencesReading
{
    public static Preferences ToPreferences(this PreferencesResource it) => new(
        it.Tier is { } tier ? new TierName(tier) : null,
        NotNull(it.Thresholds).ToImmutableSortedDictionary(
            own => new WorkflowId(own.Key), own => NotNull(own.Value).ToThreshold()),
        [.. NotNull(NotNull(it.OptOut).Kinds).Each(kind => new KindName(kind))],
        [.. NotNull(it.OptOut.Channels).Each(channel => new ChannelName(channel))],
        it.MutedUntil,
        NotNull(it.Contacts).ToImmutableSortedDictionary(
            contact => new ChannelName(contact.Key), contact => ToContact(NotNull(contact.Value))))
    {
        MutedRoutes =
        [
            .. NotNull(it.OptOut.Routes).Each(route => new MutedRoute(
                new KindName(NotNull(route.Kind)), new ChannelName(NotNull(route.Channel)))),
        ],
        Language = it.Language is null ? null
            : LanguageTag.TryParse(it.Language, out var language) ? language
            : throw ResourceReading.Strange("a language"),
        Attention = it.Attention.ToChoices(),
        // A server of before says nothing of them.
        Subscriptions = (it.Subscriptions ?? []).ToImmutableSortedDictionary(
            one => new WorkflowId(one.Key),
            one => new Subscription([.. NotNull(NotNull(one.Value).Categories).Each(category => category)])),
    };

    private static Contact ToContact(ContactResource it) => new(
        NotNull(it.Address),
        Words.Member<ContactStanding>(it.Standing ?? "") ?? throw ResourceReading.Strange("a contact's standing"));

    // A member that is missing is null here, whatever its default: these shapes are written with initialisers.
    private static T NotNull<T>(T? value)
        where T : class => value ?? throw ResourceReading.Strange("a member with nothing in it");
}
