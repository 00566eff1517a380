using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Subscriptions;

/// <summary>What follows from subscribing, from leaving, and from being told the present values.</summary>
internal static class SubscriptionDecision
{
    /// <summary>Whether a workflow may tell the wallet anything: the index may name one too many.</summary>
    public static bool IsFor(WalletState state, Workflow workflow) =>
        !workflow.IsForSubscribers || state.Preferences.Subscriptions.ContainsKey(workflow.Id);

    /// <summary>The same by name; true for what is not live.</summary>
    public static bool IsFor(WalletState state, WorkflowId workflow, WalletPolicy policy) =>
        policy.Workflows.GetValueOrDefault(workflow) is not { } live || IsFor(state, live);

    /// <summary>
    /// The owner chose. Who subscribes, or draws another line, wants to be told the present value; of what is left
    /// nothing is remembered, and nothing that waits is sent.
    /// </summary>
    public static void Chosen(Turn turn, WalletState earlier)
    {
        var (before, now) = (earlier.Preferences, turn.State.Preferences);
        foreach (var left in before.Subscriptions.Keys.Except(now.Subscriptions.Keys))
            Leave(turn, left);
        var asking = turn.State.Subscriber.Asking.Intersect(now.Subscriptions.Keys).Union(now.Subscriptions.Keys
            .Where(id => turn.Policy.Workflows.GetValueOrDefault(id) is { IsForSubscribers: true } workflow
                && (!before.Subscriptions.ContainsKey(id)
                    || !ThresholdStage.For(earlier, workflow).Line
                        .Equals(ThresholdStage.For(turn.State, workflow).Line))));
        if (!asking.SetEquals(turn.State.Subscriber.Asking))
            turn.State = turn.State with { Subscriber = turn.State.Subscriber with { Asking = asking } };
    }

    /// <summary>
    /// The wallet was told the present values of these. Where it did not ask for them the index may be wrong about it,
    /// and is told anew.
    /// </summary>
    public static void Answered(Turn turn, ImmutableArray<WorkflowId> workflows)
    {
        if (workflows.IsEmpty)
            return;
        var known = turn.State.Subscriber;
        var asking = known.Asking.Except(workflows);
        turn.State = turn.State with
        {
            Subscriber = known with
            {
                Asking = asking,
                Indexed = asking.Count < known.Asking.Count ? known.Indexed : 0,
            },
        };
    }

    private static void Leave(Turn turn, WorkflowId workflow)
    {
        // The ends first: what they are the ends of changes them.
        foreach (var pending in turn.State.Outbox.OrderByDescending(it =>
            it.Notification.Role == NotificationRole.Resolved))
            if (pending.Notification.Workflow == workflow)
                OutboxEdit.Cancel(turn, pending, OutboxEdit.IsUntried);
        if (turn.State.Tracks.ContainsKey(workflow))
            turn.Forget(workflow);
    }
}
