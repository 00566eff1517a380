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
            Indexed = Mark(value.Indexed),
            Segments = Mark(value.Segments),
        };

    public static SubscriberState ToCore(this SubscriberStored? stored) => stored is null
        ? SubscriberState.None
        : new SubscriberState(
            [.. (stored.Asking ?? []).Select(workflow => new WorkflowId(workflow))],
            Mark(stored.Indexed))
        {
            Segments = Mark(stored.Segments),
        };

    private static string? Mark(ulong mark) => mark == 0 ? null : mark.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Mark(string? stored) => stored is null
        ? 0
        : ulong.Parse(stored, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
