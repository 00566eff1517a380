using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client.Tests.Fixture;

/// <summary>Values that many tests begin with.</summary>
internal static class Given
{
    public static readonly WorkflowId Risk = new("liquidation-risk");
    public static readonly KindName RiskKind = new("liquidation-risk");

    public static Rational Number(string text) =>
        Rational.TryParse(text, out var number) ? number : throw new ArgumentException(text);

    /// <summary>Something in every member.</summary>
    public static Preferences Everything => Preferences.Unset with
    {
        Tier = TierName.Aggressive,
        Thresholds = ImmutableSortedDictionary<WorkflowId, Threshold>.Empty.Add(
            Risk, Threshold.Below(Number("1.123456789012345678"))),
        MutedKinds = [new KindName("governance")],
        MutedChannels = [ChannelName.Email],
        MutedRoutes = [new MutedRoute(RiskKind, ChannelName.Telegram)],
        MutedUntil = new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)),
        Language = LanguageTag.TryParse("zh-Hant-TW", out var language) ? language : null,
        Contacts = Contacts((ChannelName.Email, "owner@example.org"), (ChannelName.Telegram, "4711")),
    };

    public static ImmutableSortedDictionary<ChannelName, Contact> Contacts(
        params (ChannelName Channel, string Address)[] contacts) => contacts.ToImmutableSortedDictionary(
            it => it.Channel, it => new Contact(it.Address, ContactStanding.Unverified));

    /// <summary>The preferences as one text, for comparing: the record's own equality looks at its dictionaries' identity.</summary>
    public static string Text(Preferences it) => string.Join(
        " | ",
        it.Tier,
        string.Join(',', it.Thresholds),
        string.Join(',', it.MutedKinds),
        string.Join(',', it.MutedChannels),
        string.Join(',', it.MutedRoutes),
        it.MutedUntil?.ToUniversalTime().ToString("O"),
        it.Language,
        string.Join(',', it.Contacts));

    public static T Found<T>(ReadOutcome<T> outcome) => Assert.IsType<ReadOutcome<T>.Found>(outcome).Value;

    public static StoredPreferences Stored(PreferencesOutcome outcome) =>
        Assert.IsType<PreferencesOutcome.Stored>(outcome).Preferences;

    public static string[] Fields(PreferencesOutcome outcome) =>
        [.. Assert.IsType<PreferencesOutcome.Refused>(outcome).Mistakes.Select(it => it.Field).Order(StringComparer.Ordinal)];
}
