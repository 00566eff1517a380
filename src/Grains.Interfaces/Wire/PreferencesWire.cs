using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.PreferencesWire")]
internal struct PreferencesWire
{
    [Id(0)]
    public string? Tier { get; init; }

    [Id(1)]
    public OwnThresholdWire[] Thresholds { get; init; }

    [Id(2)]
    public string[] MutedKinds { get; init; }

    [Id(3)]
    public string[] MutedChannels { get; init; }

    [Id(4)]
    public DateTimeOffset? MutedUntil { get; init; }

    [Id(5)]
    public ContactWire[] Contacts { get; init; }

    /// <summary>Absent from a silo that does not know them yet.</summary>
    [Id(6)]
    public MutedRouteWire[]? MutedRoutes { get; init; }

    /// <summary>Absent where nothing of it is chosen, and from a silo that does not know it yet.</summary>
    [Id(7)]
    public AttentionWire? Attention { get; init; }

    /// <summary>Absent from a silo that does not know them yet.</summary>
    [Id(8)]
    public SubscriptionWire[]? Subscriptions { get; init; }

    /// <summary>Absent where none is chosen, and from a silo that does not know it yet.</summary>
    [Id(9)]
    public string? Language { get; init; }
}

[GenerateSerializer, Immutable, Alias("kwala.SubscriptionWire")]
internal struct SubscriptionWire
{
    [Id(0)]
    public string Workflow { get; init; }

    [Id(1)]
    public string[] Categories { get; init; }
}

[GenerateSerializer, Immutable, Alias("kwala.MutedRouteWire")]
internal struct MutedRouteWire
{
    [Id(0)]
    public string Kind { get; init; }

    [Id(1)]
    public string Channel { get; init; }
}

[GenerateSerializer, Immutable, Alias("kwala.OwnThresholdWire")]
internal struct OwnThresholdWire
{
    [Id(0)]
    public string Workflow { get; init; }

    [Id(1)]
    public ThresholdWire Threshold { get; init; }
}

[GenerateSerializer, Immutable, Alias("kwala.ContactWire")]
internal struct ContactWire
{
    [Id(0)]
    public string Channel { get; init; }

    [Id(1)]
    public string Address { get; init; }

    [Id(2)]
    public int Standing { get; init; }
}

[RegisterConverter]
internal sealed class PreferencesConverter : IConverter<Preferences, PreferencesWire>
{
    public Preferences ConvertFromSurrogate(in PreferencesWire surrogate) => new(
        surrogate.Tier is { } tier ? new TierName(tier) : null,
        surrogate.Thresholds.ToImmutableSortedDictionary(
            own => new WorkflowId(own.Workflow), own => own.Threshold.ToCore()),
        [.. surrogate.MutedKinds.Select(kind => new KindName(kind))],
        [.. surrogate.MutedChannels.Select(channel => new ChannelName(channel))],
        surrogate.MutedUntil,
        surrogate.Contacts.ToImmutableSortedDictionary(
            contact => new ChannelName(contact.Channel),
            contact => new Contact(contact.Address, (ContactStanding)contact.Standing)))
    {
        MutedRoutes = [.. (surrogate.MutedRoutes ?? []).Select(
            route => new MutedRoute(new KindName(route.Kind), new ChannelName(route.Channel)))],
        Attention = surrogate.Attention?.ToCore() ?? AttentionChoices.Unset,
        Language = LanguageTag.TryParse(surrogate.Language, out var language) ? language : null,
        Subscriptions = (surrogate.Subscriptions ?? []).ToImmutableSortedDictionary(
            it => new WorkflowId(it.Workflow), it => new Subscription([.. it.Categories])),
    };

    public PreferencesWire ConvertToSurrogate(in Preferences value) => new()
    {
        Tier = value.Tier?.Value,
        Thresholds = [.. value.Thresholds.Select(own =>
            new OwnThresholdWire { Workflow = own.Key.Value, Threshold = ThresholdWire.Of(own.Value) })],
        MutedKinds = [.. value.MutedKinds.Select(kind => kind.Value)],
        MutedChannels = [.. value.MutedChannels.Select(channel => channel.Value)],
        MutedUntil = value.MutedUntil,
        Contacts = [.. value.Contacts.Select(contact => new ContactWire
        {
            Channel = contact.Key.Value,
            Address = contact.Value.Address,
            Standing = (int)contact.Value.Standing,
        })],
        MutedRoutes = [.. value.MutedRoutes.Select(route =>
            new MutedRouteWire { Kind = route.Kind.Value, Channel = route.Channel.Value })],
        Attention = AttentionWire.Of(value.Attention),
        Language = value.Language?.Value,
        Subscriptions = [.. value.Subscriptions.Select(it =>
            new SubscriptionWire { Workflow = it.Key.Value, Categories = [.. it.Value.Categories] })],
    };
}
