using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Simulation.Invariants;

/// <summary>What tells one notification of a wallet from another, over whichever channels it travels.</summary>
internal readonly record struct NotificationOf(
    WorkflowId Workflow, SubjectKey Subject, long Episode, int Level, NotificationRole Role, int Ordinal)
{
    public static NotificationOf It(Notification told) =>
        new(told.Workflow, told.Subject, told.Episode, told.Level, told.Role, told.Ordinal);
}

/// <summary>A notification that a commit holds, in the outbox or, where that was full, outside.</summary>
internal sealed record Plan(Notification Told, DateTimeOffset? DeferredUntil)
{
    public static ImmutableArray<Plan> Of(WalletState state, CommitRows rows) =>
    [
        .. state.Outbox.Select(it => new Plan(it.Notification, it.DeferredUntil)),
        .. rows.History
            .Where(row => row is { Topic: HistoryTopic.DeadLetter, Outcome: DeliveryWords.Displaced })
            .Select(row => HistoryMap.ToDeadLetter(row.Body))
            .Select(it => new Plan(it.Notification, it.DeferredUntil)),
    ];
}
