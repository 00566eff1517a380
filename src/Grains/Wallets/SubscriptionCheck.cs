using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Grains.Wallets;

/// <summary>
/// Whether subscriptions can be kept. What was subscribed to before may stay, even where its workflow is gone by now.
/// Pure.
/// </summary>
internal static class SubscriptionCheck
{
    private const int CategoriesMax = 16;

    /// <summary>Everything that is wrong.</summary>
    public static IEnumerable<PreferencesProblem> Of(
        ImmutableSortedDictionary<WorkflowId, Subscription> wanted,
        ImmutableSortedDictionary<WorkflowId, Subscription> current,
        Dictionary<WorkflowId, Workflow> live)
    {
        foreach (var (workflow, subscription) in wanted)
        {
            var field = $"subscriptions.{PreferencesCheck.Short(workflow.Value)}";
            if (!current.ContainsKey(workflow) && live.GetValueOrDefault(workflow) is not { IsForSubscribers: true })
                yield return Problem(field, "No workflow for subscribers has this name: " + NearestWord.Advice(
                    workflow.Value,
                    [.. live.Values.Where(it => it.IsForSubscribers).Select(it => it.Id.Value).Order()]));
            if (subscription.Categories.Count > CategoriesMax)
                yield return Problem($"{field}.categories", $"Name at most {CategoriesMax} categories; none for all.");
            if (!subscription.Categories.All(PreferencesCheck.IsName))
                yield return Problem($"{field}.categories", "A category has 1 to 64 of a-z, 0-9 and hyphen.");
            else if (live.GetValueOrDefault(workflow)?.Categories is { } rules
                && !subscription.Equals(current.GetValueOrDefault(workflow)))
                foreach (var name in subscription.Categories.Where(name => !rules.Has(new CategoryName(name))))
                    yield return Problem($"{field}.categories", $"The workflow has no category {name}: "
                        + NearestWord.Advice(name, [.. rules.Names.Select(known => known.Value)]));
        }
    }

    private static PreferencesProblem Problem(string field, string message) =>
        new() { Field = field, Message = message };
}
