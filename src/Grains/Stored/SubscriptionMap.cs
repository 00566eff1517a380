using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>Between subscriptions and their stored shape.</summary>
internal static class SubscriptionMap
{
    public static SortedDictionary<string, string[]>? ToStored(
        this ImmutableSortedDictionary<WorkflowId, Subscription> value) => value.IsEmpty
        ? null
        : new(value.ToDictionary(it => it.Key.Value, it => it.Value.Categories.ToArray()), StringComparer.Ordinal);

    public static ImmutableSortedDictionary<WorkflowId, Subscription> ToCore(
        SortedDictionary<string, string[]>? stored) => (stored ?? []).ToImmutableSortedDictionary(
            it => new WorkflowId(it.Key),
            it => it.Value.Length == 0 ? Subscription.ToAll : new Subscription([.. it.Value]));

    public static SubscriberStored? ToStored(this SubscriberState value) => value == SubscriberState.None
        ? null
        : new SubscriberStored
        {
            Asking = value.Asking.IsEmpty ? null : [.. value.Asking.Select(workflow => workflow.Value)],
            Indexed = value.Indexed == 0 ? null : value.Indexed.ToString("x16", CultureInfo.InvariantCulture),
        };

    public static SubscriberState ToCore(this SubscriberStored? stored) => stored is null
        ? SubscriberState.None
        : new SubscriberState(
            [.. (stored.Asking ?? []).Select(workflow => new WorkflowId(workflow))],
            stored.Indexed is { } indexed
                ? ulong.Parse(indexed, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : 0);
}
