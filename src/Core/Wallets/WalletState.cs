using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>Everything that a wallet remembers; immutable, so that a failed save can put the old one back.</summary>
/// <param name="Preferences">What its owner chose.</param>
/// <param name="Tracks">What it knows per workflow that ever crossed a threshold for it.</param>
/// <param name="Outbox">Notifications decided and not yet settled on every channel, oldest first.</param>
/// <param name="NumbersUsed">
/// The highest episode number of any position that was forgotten: one that is met again goes on from here.
/// </param>
/// <param name="Displaced">
/// Notifications wait outside the outbox, as dead letters that come back by themselves; null for none.
/// </param>
public sealed record WalletState(
    Preferences Preferences,
    ImmutableSortedDictionary<WorkflowId, WorkflowTrack> Tracks,
    ImmutableArray<PendingNotification> Outbox,
    long NumbersUsed = 0,
    Displacement? Displaced = null)
{
    /// <summary>Of a wallet that nothing has happened to.</summary>
    public static WalletState Empty { get; } = new(
        Preferences.Unset, ImmutableSortedDictionary<WorkflowId, WorkflowTrack>.Empty, []);

    /// <summary>By chain, the newest listener that took blocks back here; empty where there can be but one.</summary>
    public ImmutableArray<ChainTerm> Terms { get; init; } = [];

    /// <summary>What was learned of the owner; gives way where anything else needs the room.</summary>
    public BehaviourState Behaviour { get; init; } = BehaviourState.Empty;

    /// <summary>Ids of the newest interactions, newest last, so that none is counted twice.</summary>
    public ImmutableArray<ulong> InteractionIds { get; init; } = [];

    /// <summary>
    /// Since when the present values are to be decided upon again, because the owner's doing moved a line; null for
    /// not.
    /// </summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>What was learned from acts in blocks that are not final, oldest first; at most 8.</summary>
    public ImmutableArray<ActUndo> ActsUndo { get; init; } = [];

    /// <summary>
    /// What its portfolio was worth in whole USD when that last changed a default tier; null where it never did.
    /// </summary>
    public long? WorthUsd { get; init; }

    /// <summary>What it took of its owner's attention lately, and the digests that are being filled.</summary>
    public AttentionState Attention { get; init; } = AttentionState.Empty;

    /// <summary>What the team's backend last said of its tier; null where it never did.</summary>
    public TeamTier? TeamTier { get; init; }

    /// <summary>The tier that the owner chose, else the team's; null for none: the workflows' own applies.</summary>
    public TierName? Tier => Preferences.Tier ?? TeamTier?.Tier;

    /// <summary>Where it stands in the subscriber index.</summary>
    public SubscriberState Subscriber { get; init; } = SubscriberState.None;

    /// <summary>
    /// Its positions that prices move without naming it, by workflow, as they were read last; at most
    /// <see cref="LastRead.Max"/>. A position without debt, which nothing but a log of its own can move, has none.
    /// </summary>
    public ImmutableSortedDictionary<WorkflowId, LastRead> LastReads { get; init; } =
        ImmutableSortedDictionary<WorkflowId, LastRead>.Empty;
}

/// <summary>What a wallet remembers of notifications that its full outbox displaced.</summary>
/// <param name="Since">Since when some wait outside.</param>
/// <param name="Withdrawn">
/// Inbox keys of those that must not be sent when they come back: a reorg took them back, they were told anew, or they
/// came back before.
/// </param>
public sealed record Displacement(DateTimeOffset Since, ImmutableArray<DeliveryKey> Withdrawn);

/// <summary>A wallet's memory of one workflow.</summary>
/// <param name="Chain">
/// The chain that the positions below belong to; a workflow that moves to another starts anew.
/// </param>
/// <param name="SeenThrough">
/// Signals up to this position were decided already and are ignored, so that replaying a range changes nothing.
/// </param>
/// <param name="Episodes">By subject: those that are open, or that a reorg may still open again.</param>
/// <param name="Told">
/// How it told the last of the alerts that a reorg may still take back; null while there is none.
/// </param>
/// <param name="DoubtSince">
/// Since when something of it waits for a reorg to settle, or when that was last seen to be waited for; null for not.
/// </param>
public sealed record WorkflowTrack(
    ChainId Chain,
    LogPosition SeenThrough,
    ImmutableSortedDictionary<SubjectKey, EpisodeBook> Episodes,
    ToldUnder? Told = null,
    DateTimeOffset? DoubtSince = null)
{
    /// <summary>
    /// The marks of the last counterparties, oldest first, where the workflow passes over those that look like them.
    /// </summary>
    public ImmutableArray<CounterpartyMark> Counterparties { get; init; } = [];
}

/// <summary>What has to be known of a workflow that is gone to take back what it told.</summary>
/// <param name="Version">Content hash of the version that told it: its words.</param>
/// <param name="Kind">What it was about: the owner's consent.</param>
/// <param name="Lane">How much it mattered.</param>
/// <param name="Urgency">How insistent it was.</param>
public sealed record ToldUnder(Bytes32 Version, KindName Kind, Lane Lane, Urgency Urgency)
{
    /// <summary>As a workflow tells by one of its actions.</summary>
    internal static ToldUnder Of(Workflow workflow, ActionPlan action) =>
        new(workflow.Hash, workflow.Kind, workflow.Lane, action.Urgency);
}

/// <summary>The episodes of one position: the present one and, until finality, the ones that it replaced.</summary>
/// <param name="Last">The highest episode number ever used here; only grows, not even a reorg takes it back.</param>
/// <param name="Current">The present phase.</param>
/// <param name="Undo">What unfinal blocks replaced, oldest first; dropped at finality (decision 10).</param>
/// <param name="Unfinal">Alerts that unfinal or orphaned blocks caused, oldest first; dropped at finality.</param>
public sealed record EpisodeBook(
    long Last, Episode Current, ImmutableArray<EpisodeUndo> Undo, ImmutableArray<UnfinalAlert> Unfinal)
{
    /// <summary>Of a position that nothing has happened to.</summary>
    public static EpisodeBook Empty { get; } = new(0, Episode.Closed.Instance, [], []);

    /// <summary>
    /// One more than any ordinal of an alert that was retracted: should a deeper reorg bring its episode back, none is
    /// used again. Zero for none.
    /// </summary>
    public int OrdinalsUsed { get; init; }

    /// <summary>Past values, where the workflow's rule asks for them; null for none.</summary>
    public PastValues? Past { get; init; }

    /// <summary>
    /// The episode whose alert was kept back because the portfolio had too little of what moved: a later value asks
    /// again. 0 for none.
    /// </summary>
    public long Untouched { get; init; }

    /// <summary>
    /// The episode whose alert was kept back because the wallet belonged to none of the workflow's segments: once it
    /// does, it is told. 0 for none.
    /// </summary>
    public long Outside { get; init; }

    /// <summary>When the newest episode ends by itself; null for open-ended.</summary>
    public EpisodeDeadline? Deadline { get; init; }

    /// <summary>What was told of the newest episode that was told of; null where nothing follows from it.</summary>
    public EpisodeTold? Told { get; init; }
}

/// <summary>That an episode ends at an instant which its log named, and is over then without another log.</summary>
/// <param name="Episode">The episode's number.</param>
/// <param name="At">When.</param>
/// <param name="IsEstimate">It was counted in blocks.</param>
/// <param name="Title">What its log was about, at most 80 characters; may be empty.</param>
public sealed record EpisodeDeadline(long Episode, DateTimeOffset At, bool IsEstimate, string Title)
{
    /// <summary>When it was to end before another log moved that; null where none did.</summary>
    public DateTimeOffset? MovedFrom { get; init; }
}

/// <summary>
/// What was told of an episode whose workflow tells its end or repeats it. It is no part of the phase: a reorg takes
/// back no message.
/// </summary>
/// <param name="Episode">The episode's number.</param>
/// <param name="Heard">Over which channels an alert or a repeat arrived, or may have.</param>
/// <param name="Repeats">
/// How many repeats were decided, the ordinal of the next one; <see cref="RepeatsUnknown"/> and more where the episode
/// came back after another one had been told of.
/// </param>
/// <param name="RepeatAt">
/// When it is to be told again, or that it ends soon, if it is still open; null for not at all.
/// </param>
/// <param name="Corrects">
/// It is told again because a reorg took its end back after that had been told.
/// </param>
public sealed record EpisodeTold(
    long Episode, ImmutableArray<ChannelName> Heard, int Repeats, DateTimeOffset? RepeatAt, bool Corrects)
{
    /// <summary>More repeats than any workflow may have.</summary>
    public const int RepeatsUnknown = 1000;
}

/// <summary>
/// An alert, or the news of an episode's end, that a block not yet final caused: what a reorg must know of it, so that
/// nothing is told twice and what was told wrongly is taken back.
/// </summary>
/// <param name="Block">The block that caused it, or that last confirmed it.</param>
/// <param name="LogIndex">The log in that block.</param>
/// <param name="Transaction">The log's transaction.</param>
/// <param name="Value">The value that crossed.</param>
/// <param name="Line">The threshold that it crossed.</param>
/// <param name="Episode">Number of its episode.</param>
/// <param name="Level">Its severity level.</param>
/// <param name="Ordinal">Its ordinal in the episode.</param>
/// <param name="Orphaned">
/// Its block is gone; the canonical chain may confirm it again until the reorg has settled.
/// </param>
/// <param name="Heard">Over which channels it was delivered, or may have been.</param>
public sealed record UnfinalAlert(
    BlockRef Block,
    int LogIndex,
    Bytes32 Transaction,
    Rational Value,
    Threshold Line,
    long Episode,
    int Level,
    int Ordinal,
    bool Orphaned,
    ImmutableArray<ChannelName> Heard)
{
    /// <summary>An alert, or <see cref="NotificationRole.Resolved"/>.</summary>
    public NotificationRole Role { get; init; } = NotificationRole.Alert;

    /// <summary>Where on the chain the log stands.</summary>
    public LogPosition Position => new(Block.Number, LogIndex);

    /// <summary>Whether it is the end of this episode, which a reorg took back.</summary>
    internal bool IsEndInDoubt(long episode) =>
        Orphaned && Role == NotificationRole.Resolved && Episode == episode;

    /// <summary>
    /// Whether a notification of that workflow's position stands and falls with this: it carries it, or it repeats it.
    /// </summary>
    internal bool IsToldBy(Notification notification, WorkflowId workflow, SubjectKey subject) =>
        notification.Episode == Episode && notification.Workflow == workflow && notification.Subject == subject
        && (notification.Role == NotificationRole.Repeat
            ? Role == NotificationRole.Alert && notification.Level == Level
            : notification.Role == Role && notification.Ordinal == Ordinal);
}

/// <summary>The phase that a block replaced, to be put back if that block is orphaned.</summary>
/// <param name="Block">The block.</param>
/// <param name="Before">The phase before it.</param>
public sealed record EpisodeUndo(BlockRef Block, Episode Before)
{
    /// <summary>The past values before it.</summary>
    public PastValues? Past { get; init; }

    /// <summary>When it was to end before the block moved that; null where it did not.</summary>
    public DateTimeOffset? End { get; init; }
}

/// <summary>A crossing episode of (wallet, workflow, subject), by its phase (decision 3).</summary>
public abstract record Episode
{
    private Episode()
    {
    }

    /// <summary>The crossing that is open, or was before a reorg put it in doubt; null where it is closed.</summary>
    public Open? Opened => this as Open ?? (this as Doubtful)?.Was;

    /// <summary>No crossing is open.</summary>
    public sealed record Closed : Episode
    {
        /// <summary>The only value.</summary>
        public static Closed Instance { get; } = new();
    }

    /// <summary>The value is beyond the threshold and has not come back past the re-arm margin.</summary>
    /// <param name="Number">The episode's number, from 1.</param>
    /// <param name="Level">The deepest severity level that is crossed and not yet re-armed; 0 is the mildest.</param>
    /// <param name="AlertedLevel">
    /// The level up to which it was decided whether to tell the owner; null for none (opened by backfill). An alert is
    /// due whenever a live block finds <paramref name="Level"/> deeper than this.
    /// </param>
    /// <param name="Alerts">
    /// How many alerts were decided in this episode; the ordinal of the next one, never reused.
    /// </param>
    /// <param name="Line">The levels that it was opened with; it closes by these even if preferences change.</param>
    /// <param name="OpenedAt">Number of the block of the log that opened it.</param>
    public sealed record Open(
        long Number, int Level, int? AlertedLevel, int Alerts, Levels Line, long OpenedAt) : Episode;

    /// <summary>
    /// A reorg orphaned the block that opened it. If the canonical chain opens it again it is the same episode and
    /// nothing is sent twice; if not by the time the reorg has settled, it ends as retracted.
    /// </summary>
    /// <param name="Was">The episode as it stood when its block was orphaned.</param>
    public sealed record Doubtful(Open Was) : Episode;
}
