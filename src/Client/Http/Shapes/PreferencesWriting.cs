using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http.Shapes;

/// <summary>From what an owner chose to what travels.</summary>
internal static class PreferencesWriting
{
    public static PreferencesResource ToResource(this Preferences preferences) => new()
    {
        Tier = preferences.Tier?.Value,
        Thresholds = Sorted(preferences.Thresholds.Select(it => (it.Key.Value, it.Value.ToResource()))),
        OptOut = new OptOutResource
        {
            Kinds = [.. preferences.MutedKinds.Select(kind => kind.Value)],
            Channels = [.. preferences.MutedChannels.Select(channel => channel.Value)],
            Routes =
            [
                .. preferences.MutedRoutes.Select(route =>
                    new MutedRouteResource { Kind = route.Kind.Value, Channel = route.Channel.Value }),
            ],
        },
        MutedUntil = preferences.MutedUntil,
        Language = preferences.Language?.Value,
        Attention = preferences.Attention.ToResource(),
        Subscriptions = Sorted(preferences.Subscriptions.Select(it =>
            (it.Key.Value, new SubscriptionResource { Categories = [.. it.Value.Categories] }))),
        Contacts = Sorted(preferences.Contacts.Select(it => (it.Key.Value, new ContactResource
        {
            Address = it.Value.Address,
            Standing = Words.Of(it.Value.Standing),
        }))),
    };

    public static ThresholdResource ToResource(this Threshold threshold) => (threshold.Low, threshold.High) switch
    {
        ({ } low, null) => new ThresholdResource { Below = Decimals.Write(low) },
        (null, { } high) => new ThresholdResource { Above = Decimals.Write(high) },
        var (low, high) => new ThresholdResource
        {
            Low = low is { } from ? Decimals.Write(from) : null,
            High = high is { } to ? Decimals.Write(to) : null,
        },
    };

    private static SortedDictionary<string, T> Sorted<T>(IEnumerable<(string Key, T Value)> entries) =>
        new(entries.ToDictionary(it => it.Key, it => it.Value), StringComparer.Ordinal);
}
