using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Chains;

/// <summary>
/// Which workflows are followed from which place of a chain, so that every workflow sees every block once and in order,
/// whatever becomes of its confirmations. Pure. The rules:
/// <list type="number">
/// <item>
/// A place is a checkpoint at one depth with the workflows that stand there. A workflow stands at one place.
/// </item>
/// <item>
/// A workflow whose confirmations changed takes its checkpoint along to a place of its own at the new depth: what lies
/// between the old depth and the new one is read from there, and what was told before a deeper depth took over is still
/// rolled back there, since the checkpoint brings its window and its unsettled reorgs.
/// </item>
/// <item>Places of one depth that have come to the same block become one again.</item>
/// <item>
/// A workflow that is new, or comes from another chain, starts where its depth stands; at a depth that nobody uses,
/// where the chain was read to; on a chain that nobody reads, where the configuration says. Another contract, event or
/// text leaves a workflow where it is.
/// </item>
/// <item>
/// A workflow that is removed leaves its place, and is new when it comes back. The last place is kept with nobody
/// in it: whoever comes next goes on from there.
/// </item>
/// </list>
/// </summary>
/// <param name="Places">All places; those that changed are other references than before.</param>
/// <param name="Starting">The depths that workflows wait for, since nobody reads the chain.</param>
/// <param name="IsComplete">
/// False where a place was busy that is to change, or two of one depth have not met: plan again after the next step.
/// </param>
internal sealed record FollowPlan(
    ImmutableArray<DepthStored> Places,
    ImmutableArray<int> Starting,
    bool IsComplete)
{
    /// <summary>Plans anew.</summary>
    /// <param name="places">As they are.</param>
    /// <param name="live">The confirmations of each live workflow of the chain.</param>
    /// <param name="isBusy">Whether a step is under way at a place: it stays as it is.</param>
    /// <param name="start">Where a chain that nobody reads begins; null where that was not asked yet.</param>
    public static FollowPlan Of(
        IReadOnlyList<DepthStored> places,
        IReadOnlyDictionary<WorkflowId, int> live,
        Func<DepthStored, bool> isBusy,
        DepthStored? start = null)
    {
        var depthOf = live.ToDictionary(it => it.Key.Value, it => it.Value, StringComparer.Ordinal);
        var planned = new List<DepthStored>();
        var isComplete = true;
        foreach (var place in places)
        {
            if (!isBusy(place))
                planned.AddRange(Leave(place, depthOf));
            else
            {
                planned.Add(place);
                isComplete &= place.Workflows.All(it => depthOf.TryGetValue(it, out var depth)
                    && depth == place.Confirmations);
            }
        }

        var starting = ImmutableArray.CreateBuilder<int>();
        foreach (var group in Newcomers(planned, depthOf))
        {
            var there = Furthest(planned.Where(place => place.Confirmations == group.Key));
            if (there is not null && isBusy(there))
                isComplete = false;
            else if (there is not null)
                planned[planned.IndexOf(there)] = there with { Workflows = [.. there.Workflows, .. group] };
            else if (Furthest(places.Where(place => place.Confirmations == group.Key)) is { } left)
                planned.Add(left with { Workflows = [.. group] });
            else if ((Furthest(places) ?? start) is { } read)
                planned.Add(read.BeginAnew(group.Key, [.. group]));
            else
                starting.Add(group.Key);
        }

        Meet(planned, isBusy);
        if (planned.Count == 0 && Furthest(places) is { } last)
            planned.Add(last.Workflows.Length == 0 ? last : last with { Workflows = [] });
        isComplete &= planned.Select(place => place.Confirmations).Distinct().Count() == planned.Count;
        return new FollowPlan(
            [.. planned.OrderBy(place => place.Confirmations).ThenBy(place => place.Next)],
            starting.ToImmutable(),
            isComplete && starting.Count == 0);
    }

    // The place with those that stay, if any, and one for each depth that others leave for.
    private static IEnumerable<DepthStored> Leave(DepthStored place, Dictionary<string, int> depthOf)
    {
        var left = place.Workflows.Where(depthOf.ContainsKey).ToLookup(it => depthOf[it]);
        var staying = left[place.Confirmations].ToArray();
        if (staying.Length > 0)
            yield return staying.Length == place.Workflows.Length ? place : place with { Workflows = staying };
        foreach (var group in left.Where(group => group.Key != place.Confirmations))
            yield return place with { Confirmations = group.Key, Workflows = [.. group] };
    }

    private static IGrouping<int, string>[] Newcomers(
        List<DepthStored> planned, Dictionary<string, int> depthOf)
    {
        var placed = planned.SelectMany(place => place.Workflows).ToHashSet(StringComparer.Ordinal);
        return depthOf.Where(it => !placed.Contains(it.Key))
            .OrderBy(it => it.Key, StringComparer.Ordinal)
            .GroupBy(it => it.Value, it => it.Key)
            .ToArray();
    }

    private static void Meet(List<DepthStored> planned, Func<DepthStored, bool> isBusy)
    {
        for (var first = 0; first < planned.Count; first++)
            for (var second = planned.Count - 1; second > first; second--)
                if (planned[first].IsWhere(planned[second]) && !isBusy(planned[first]) && !isBusy(planned[second]))
                {
                    planned[first] = planned[first].With(planned[second]);
                    planned.RemoveAt(second);
                }
    }

    private static DepthStored? Furthest(IEnumerable<DepthStored> places) => places.MaxBy(place => place.Next);
}
