using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>A notification that was decided, with its deliveries that are not yet settled.</summary>
/// <param name="Notification">What is told.</param>
/// <param name="Deliveries">One per channel, in the order of the action; a settled one leaves the list.</param>
/// <param name="Held">
/// Its block was orphaned: nothing is sent until the canonical chain confirms it or the reorg has settled.
/// </param>
/// <param name="Reached">A delivery arrived, or may have.</param>
/// <param name="Failed">Channels that ended without bringing it; none is used again for it (decision 14).</param>
public sealed record PendingNotification(
    Notification Notification,
    ImmutableArray<PendingDelivery> Deliveries,
    bool Held,
    bool Reached,
    ImmutableArray<ChannelName> Failed)
{
    /// <summary>
    /// Held back until this instant, by quiet hours or a snooze; then it is decided again whether to send it. Null for
    /// what is sent as soon as it can be.
    /// </summary>
    public DateTimeOffset? DeferredUntil { get; init; }
}

/// <summary>
/// What a wallet's owner is told. Worded at send time from the template of the named workflow version.
/// </summary>
/// <param name="Workflow">Which workflow.</param>
/// <param name="Version">Content hash of the version that decided.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Lane">How much it matters.</param>
/// <param name="Urgency">How insistent.</param>
/// <param name="Template">The words.</param>
/// <param name="Chain">The chain of the log.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Episode">Number of the episode.</param>
/// <param name="Level">Severity level, 0 is the mildest.</param>
/// <param name="Role">What it is within its episode.</param>
/// <param name="Ordinal">Tells apart several of the same role and level in an episode.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="ValidUntil">After it the words are stale and the present value decides again (decision 12).</param>
/// <param name="CorrelationId">The log's id.</param>
/// <param name="Fields">What templates may name: docs/templates.md.</param>
public sealed record Notification(
    WorkflowId Workflow,
    Bytes32 Version,
    KindName Kind,
    Lane Lane,
    Urgency Urgency,
    TemplateName Template,
    ChainId Chain,
    SubjectKey Subject,
    long Episode,
    int Level,
    NotificationRole Role,
    int Ordinal,
    DateTimeOffset DecidedAt,
    DateTimeOffset ValidUntil,
    string CorrelationId,
    ImmutableSortedDictionary<string, string> Fields);

/// <summary>One notification on its way over one channel.</summary>
/// <param name="Key">Identifies it for ever (decision 4).</param>
/// <param name="Channel">The channel.</param>
/// <param name="Phase">Whether an attempt may be under way.</param>
/// <param name="Attempts">How many attempts ended.</param>
/// <param name="DueAt">When to try next.</param>
/// <param name="MayBeRepeat">An earlier attempt ended in doubt; the words must say so (decision 6).</param>
public sealed record PendingDelivery(
    DeliveryKey Key, ChannelName Channel, DeliveryPhase Phase, int Attempts, DateTimeOffset DueAt, bool MayBeRepeat)
{
    /// <summary>
    /// Of the news that an episode is over: nothing of the episode has arrived over this channel yet. It is sent once
    /// something has, and not at all if nothing does.
    /// </summary>
    public bool Awaits { get; init; }
}

/// <summary>Where a pending delivery stands.</summary>
public enum DeliveryPhase
{
    /// <summary>No attempt is under way.</summary>
    Waiting,

    /// <summary>
    /// Stored before a send over a channel that does not collapse by key: found after a crash, the attempt's outcome
    /// is unknown.
    /// </summary>
    Attempting,
}
