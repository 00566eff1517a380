using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>What can happen to a wallet.</summary>
public abstract record WalletEvent
{
    private WalletEvent()
    {
    }

    /// <summary>The chain listener handed on a batch of signals, in the order of the chain.</summary>
    /// <param name="Signals">Empty where there are but acts.</param>
    /// <param name="Finalized">The newest final block of their chain; undo up to it may be dropped.</param>
    public sealed record Observed(ImmutableArray<Signal> Signals, long Finalized) : WalletEvent
    {
        /// <summary>What the owner did besides, in the order of the chain.</summary>
        public ImmutableArray<ActSeen> Acts { get; init; } = [];

        /// <summary>The chain; null where nothing was seen.</summary>
        internal ChainId? Chain =>
            Signals is [var first, ..] ? first.Source.Chain : Acts is [var act, ..] ? act.Chain : null;
    }

    /// <summary>These blocks, which these workflows may have seen, are no longer part of the chain.</summary>
    public sealed record Orphaned(
        ChainId Chain, ImmutableArray<BlockRef> Blocks, ImmutableArray<WorkflowId> Workflows) : WalletEvent
    {
        /// <summary>The number of the listener's term.</summary>
        public long Term { get; init; }

        /// <summary>
        /// The newest block that is known to stand below them: what comes after it may be others than were seen. Null
        /// for the one before the first of them.
        /// </summary>
        public long? StandsThrough { get; init; }
    }

    /// <summary>
    /// For these workflows the canonical chain has been followed well past the reorg: what is still doubtful and was
    /// opened at or before this block ends as retracted.
    /// </summary>
    public sealed record ReorgSettled(
        ChainId Chain, long ThroughBlock, ImmutableArray<WorkflowId> Workflows) : WalletEvent;

    /// <summary>The owner's choices changed; the last values decide again without a new log.</summary>
    /// <param name="Preferences">The new choices, whole.</param>
    /// <param name="LastValues">The newest signal of each workflow and subject; neither live nor new.</param>
    public sealed record PreferencesChanged(Preferences Preferences, ImmutableArray<Signal> LastValues) : WalletEvent
    {
        /// <summary>
        /// Further newest signals that may still be on their way to the wallet, and others before them: they decide
        /// now, and what comes after is decided all the same.
        /// </summary>
        public ImmutableArray<Signal> OnTheirWay { get; init; } = [];
    }

    /// <summary>The team's backend said which tier the wallet has.</summary>
    /// <param name="Said">What it said.</param>
    /// <param name="LastValues">As in <see cref="PreferencesChanged"/>; of no use where the tier is the same.</param>
    public sealed record TeamTierTold(TeamTier Said, ImmutableArray<Signal> LastValues) : WalletEvent
    {
        /// <summary>As in <see cref="PreferencesChanged"/>.</summary>
        public ImmutableArray<Signal> OnTheirWay { get; init; } = [];
    }

    /// <summary>
    /// The present values decide again without a new log: a workflow's thresholds changed, or they were read too late
    /// to be told as news and the chain has been caught up with (decision 12).
    /// </summary>
    /// <param name="LastValues">The newest signal of each workflow and subject concerned; neither live nor new.</param>
    public sealed record Revalued(ImmutableArray<Signal> LastValues) : WalletEvent
    {
        /// <summary>The workflows for subscribers whose present values these are, all of them.</summary>
        public ImmutableArray<WorkflowId> Ticked { get; init; } = [];
    }

    /// <summary>The wallet was loaded from storage: an attempt that was under way has an unknown outcome.</summary>
    public sealed record Awakened : WalletEvent;

    /// <summary>
    /// An attempt over a channel that does not collapse by key is about to start (stored before it does), or an attempt
    /// over any channel is known to be under way still.
    /// </summary>
    public sealed record AttemptStarted(DeliveryKey Key) : WalletEvent;

    /// <summary>An attempt ended.</summary>
    /// <param name="Key">The delivery.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Address">Where it was sent to; the owner may have changed it meanwhile.</param>
    /// <param name="Attempted">What was attempted, where it is known; may have left the outbox meanwhile.</param>
    public sealed record SendEnded(
        DeliveryKey Key, SendOutcome Outcome, string Address, ReadyDelivery? Attempted = null) : WalletEvent;

    /// <summary>The operator asked to send a dead letter once more.</summary>
    /// <param name="Notification">What is told.</param>
    /// <param name="Channel">Over which channel.</param>
    public sealed record Revived(Notification Notification, ChannelName Channel) : WalletEvent;

    /// <summary>Displaced notifications, of which as many come back into the outbox as it has room for.</summary>
    /// <param name="Notifications">
    /// Those to come back first first, an end after what it is the end of; empty where none is left.
    /// </param>
    public sealed record Resumed(ImmutableArray<DisplacedNotification> Notifications) : WalletEvent
    {
        /// <summary>
        /// Inbox keys of those that are known to wait outside no more: nothing has to be remembered of them.
        /// </summary>
        public ImmutableArray<DeliveryKey> Gone { get; init; } = [];
    }

    /// <summary>
    /// An instant came at which something was due (valid-until, the end of a mute, a snooze or quiet hours, a repeat).
    /// </summary>
    public sealed record DueCame : WalletEvent
    {
        /// <summary>The newest values of what was deferred, for its words; may be empty.</summary>
        public ImmutableArray<Signal> Values { get; init; } = [];

        /// <summary>
        /// Whether these are all of the wallet's newest values: only then is anything told again. See
        /// <see cref="Outbox.HasRepeatDue"/>.
        /// </summary>
        public bool AreAllValues { get; init; }
    }

    /// <summary>The owner did something: pressed a button, followed a link, acted on the chain.</summary>
    /// <param name="What">What.</param>
    /// <param name="Id">Tells it from every other of this owner: one that came before changes nothing.</param>
    public sealed record Interacted(Interaction What, ulong Id) : WalletEvent
    {
        /// <summary>When, where that was before now; null for now.</summary>
        public DateTimeOffset? At { get; init; }

        /// <summary>The same by an id of any length, which is remembered by its hash.</summary>
        public static Interacted Of(string id, Interaction what) => new(what, IdOf(id));

        /// <summary>The hash of an id of any length.</summary>
        internal static ulong IdOf(string id) =>
            BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }

    /// <summary>The owner takes back what was learned.</summary>
    public sealed record LearningUndone(Undo What) : WalletEvent;

    /// <summary>A digest is to be sent.</summary>
    /// <param name="Number">Its number; one that was sent already changes nothing.</param>
    /// <param name="Items">What was laid into it.</param>
    public sealed record DigestCame(long Number, ImmutableArray<DigestItem> Items) : WalletEvent
    {
        /// <summary>Those that must not be told any more.</summary>
        public ImmutableArray<DeliveryKey> Withdrawn { get; init; } = [];

        /// <summary>The newest values of the positions concerned, for the words; may be empty.</summary>
        public ImmutableArray<Signal> Values { get; init; } = [];

        /// <summary>How many items it has besides these.</summary>
        public int Left { get; init; }
    }
}

/// <summary>A notification that waits outside the outbox; no attempt at it was made.</summary>
/// <param name="Notification">What is told.</param>
/// <param name="Channels">Over which channels.</param>
public sealed record DisplacedNotification(Notification Notification, ImmutableArray<ChannelName> Channels)
{
    /// <summary>Until when it was put off; null where it was not.</summary>
    public DateTimeOffset? DeferredUntil { get; init; }

    /// <summary>
    /// Of the news that an episode is over: over which of the channels something of the episode had arrived when it
    /// was displaced. Once another episode is told of, nothing else knows.
    /// </summary>
    public ImmutableArray<ChannelName> Heard { get; init; } = [];

    /// <summary>Whether it tells of the episode that the other is the end of: it has to come back first.</summary>
    public bool IsBefore(Notification end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return end.Role == NotificationRole.Resolved
            && OutboxEdit.IsOf(Notification, end.Workflow, end.Subject, end.Episode);
    }

    /// <summary>As it was displaced.</summary>
    public static DisplacedNotification Of(WalletEffect.DeadLettered dead)
    {
        ArgumentNullException.ThrowIfNull(dead);
        return new DisplacedNotification(dead.Notification, dead.Channels)
        {
            DeferredUntil = dead.DeferredUntil,
            Heard = dead.Heard,
        };
    }
}
