using System.ComponentModel;

namespace Kwala.Client.Http.Shapes;

/// <summary>Preferences as they travel. Unset is not off: a null tier means each workflow's default tier.</summary>
[Description(
    "Preferences as they travel. Unset is not off: a null tier means each workflow's default tier.")]
internal sealed record PreferencesResource
{
    [Description("The chosen tier; null for unset, which means each workflow's default tier.")]
    public string? Tier { get; init; }

    [Description("The owner's own threshold per workflow; it goes before the tier's.")]
    public SortedDictionary<string, ThresholdResource> Thresholds { get; init; } = new(StringComparer.Ordinal);

    [Description("What the owner does not want at all.")]
    public OptOutResource OptOut { get; init; } = new();

    [Description("Nothing is sent before this instant (RFC 3339, with offset); null for not muted.")]
    public DateTimeOffset? MutedUntil { get; init; }

    [Description("The language that the owner reads, a BCP 47 tag such as pt-BR; null for the workflows' own words.")]
    public string? Language { get; init; }

    [Description("How much attention notifications may take, and when; null for the deployment's rules.")]
    public AttentionResource? Attention { get; init; }

    [Description("The workflows without a wallet of their own that the owner wants to hear of, by name.")]
    public SortedDictionary<string, SubscriptionResource> Subscriptions { get; init; } = new(StringComparer.Ordinal);

    [Description("Addresses by channel. A new or changed address is unverified.")]
    public SortedDictionary<string, ContactResource> Contacts { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>
/// One of below, above, or both low and high. Decimal numbers as text, so that none is rounded on the way.
/// </summary>
[Description(
    "One of below, above, or both low and high. Decimal numbers as text, so that none is rounded on the way.")]
internal sealed record ThresholdResource
{
    [Description("Alert when the value falls below. A decimal number; a JSON number is taken too.")]
    public string? Below { get; init; }

    [Description("Alert when the value rises above.")]
    public string? Above { get; init; }

    [Description("With high: alert when the value leaves the band.")]
    public string? Low { get; init; }

    [Description("With low: alert when the value leaves the band.")]
    public string? High { get; init; }
}

internal sealed record SubscriptionResource
{
    [Description("Of these categories alone; empty for all.")]
    public IReadOnlyList<string> Categories { get; init; } = [];
}

internal sealed record OptOutResource
{
    [Description("Kinds of notification, such as liquidation-risk.")]
    public IReadOnlyList<string> Kinds { get; init; } = [];

    [Description("Channels, such as telegram.")]
    public IReadOnlyList<string> Channels { get; init; } = [];

    [Description("Kinds that are not wanted over one channel, and are over the others.")]
    public IReadOnlyList<MutedRouteResource> Routes { get; init; } = [];
}

internal sealed record MutedRouteResource
{
    [Description("A kind of notification, such as liquidation-risk.")]
    public string Kind { get; init; } = "";

    [Description("A channel, such as telegram.")]
    public string Channel { get; init; } = "";
}

internal sealed record ContactResource
{
    [Description("In the channel's own form: chat id, mail address, URL.")]
    public string Address { get; init; } = "";

    [Description("unverified, verified or gone. Told, not set: a request may leave it out or repeat it.")]
    public string? Standing { get; init; }
}
