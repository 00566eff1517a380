using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>How a decision about one signal came out.</summary>
public enum DecisionOutcome
{
    /// <summary>Nothing to tell: the value is on the safe side, or nothing new happened.</summary>
    NoMatch,

    /// <summary>The owner is told.</summary>
    Notify,

    /// <summary>The threshold was crossed and the owner is not told; the reasons say why.</summary>
    Suppressed,

    /// <summary>An open episode closed.</summary>
    Resolved,

    /// <summary>An episode became doubtful because its block was orphaned.</summary>
    Doubtful,

    /// <summary>The chain took an episode's opening back, or an end that was told.</summary>
    Retracted,

    /// <summary>The owner is told later, if it is still so then.</summary>
    Deferred,

    /// <summary>The owner is told in a digest.</summary>
    Digested,
}

/// <summary>
/// One decision, with everything that is needed to say why. What "explain" returns, also for no match.
/// </summary>
/// <param name="Workflow">Which workflow.</param>
/// <param name="Version">Content hash of the version that decided.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Reasons">Every stage's reason, in the order in which the stages spoke.</param>
/// <param name="Tier">The tier that applied.</param>
/// <param name="Value">The value that was compared.</param>
/// <param name="Line">
/// The threshold of the level that was crossed, or of the mildest one; null where none applies.
/// </param>
/// <param name="Episode">Number of the episode, 0 for none.</param>
/// <param name="Level">Severity level; null for none.</param>
/// <param name="Position">Where in the chain; null for a decision without a log.</param>
/// <param name="Transaction">The log's transaction; null for a decision without a log.</param>
/// <param name="CorrelationId">The log's id.</param>
/// <param name="At">When it was decided.</param>
public sealed record DecisionRecord(
    WorkflowId Workflow,
    Bytes32 Version,
    KindName Kind,
    SubjectKey Subject,
    DecisionOutcome Outcome,
    ImmutableArray<Reason> Reasons,
    TierName Tier,
    Rational Value,
    Threshold? Line,
    long Episode,
    int? Level,
    LogPosition? Position,
    Bytes32? Transaction,
    string CorrelationId,
    DateTimeOffset At);

/// <summary>One reason of a decision. The code is stable and for programs, the text is for people.</summary>
/// <param name="Code">Which reason; listed in docs/reasons.md.</param>
/// <param name="Text">One sentence with the numbers compared.</param>
public sealed record Reason(ReasonCode Code, string Text)
{
    /// <summary>
    /// What would have led to another answer, as one sentence with its number: "You would have been told below 1.3."
    /// Null where there is nothing that an owner could do or wait for.
    /// </summary>
    public string? Otherwise { get; init; }
}

/// <summary>Every reason a decision can have. Stored and sent as lower-case words with hyphens.</summary>
public enum ReasonCode
{
    /// <summary>The value crossed the threshold.</summary>
    ThresholdCrossed,

    /// <summary>The value is on the safe side of the threshold.</summary>
    ThresholdNotCrossed,

    /// <summary>The value crossed a deeper severity level of an open episode.</summary>
    DeeperLevel,

    /// <summary>An episode is open already and nothing deeper happened.</summary>
    EpisodeStillOpen,

    /// <summary>The value came back, but not past the re-arm margin.</summary>
    NotRearmed,

    /// <summary>The value came back past the re-arm margin; the episode closed.</summary>
    Rearmed,

    /// <summary>The value is undefined (0/0 or too large); it opens and closes nothing.</summary>
    ValueUndefined,

    /// <summary>This signal, or a later one, was decided before.</summary>
    AlreadySeen,

    /// <summary>The block is from the past (backfill): state is built, nothing is sent.</summary>
    Backfill,

    /// <summary>The owner's own threshold applied.</summary>
    OwnThreshold,

    /// <summary>The threshold of the owner's tier applied.</summary>
    TierThreshold,

    /// <summary>The owner set no tier, or one that the workflow does not know: its default tier applied.</summary>
    DefaultTier,

    /// <summary>The owner opted out of this kind.</summary>
    KindOptedOut,

    /// <summary>The owner opted out of this channel.</summary>
    ChannelOptedOut,

    /// <summary>The owner muted everything for a time.</summary>
    Muted,

    /// <summary>The workflow has no action for this tier.</summary>
    NoAction,

    /// <summary>The owner has no usable address on a channel.</summary>
    NoAddress,

    /// <summary>The channel is not configured in this deployment.</summary>
    ChannelNotConfigured,

    /// <summary>A channel was added because all of the action's own failed (decision 14).</summary>
    FallbackChannel,

    /// <summary>The block that opened the episode was orphaned.</summary>
    BlockOrphaned,

    /// <summary>The canonical chain opened the episode again; nothing is sent twice.</summary>
    Reconfirmed,

    /// <summary>The canonical chain did not open the episode again.</summary>
    OpeningRetracted,

    /// <summary>The notification was no longer valid when it could be sent.</summary>
    Expired,

    /// <summary>The workflow does not listen to this log.</summary>
    NotTriggered,

    /// <summary>The log does not name this wallet.</summary>
    OtherWallet,

    /// <summary>The wallet follows as many open positions as its record can hold.</summary>
    TooManyPositions,

    /// <summary>The owner asked for silence about this kind or position for a while.</summary>
    Snoozed,

    /// <summary>An alert that matters more is open for the same position.</summary>
    Inhibited,

    /// <summary>The workflow or the owner wants this kind in the digest.</summary>
    DigestChosen,

    /// <summary>Another alert of the kind was told shortly before; this one is told together with its like.</summary>
    Grouped,

    /// <summary>Another alert of the kind was told not long before.</summary>
    CoolingDown,

    /// <summary>The owner's attention budget of the day or week is spent.</summary>
    BudgetSpent,

    /// <summary>It is quiet now for the owner.</summary>
    QuietHours,

    /// <summary>The owner ignores alerts like this: it lies in the inbox alone.</summary>
    Ignored,

    /// <summary>The owner ignores alerts like this; this one is told to see whether that is still so.</summary>
    Exploring,

    /// <summary>The owner ignores alerts like this; learning only suggests, so that it is told.</summary>
    WouldBeKeptBack,

    /// <summary>The owner responds to the kind fast: it goes with the standard lane.</summary>
    FastResponse,

    /// <summary>Whoever heard of the episode is told that it is over.</summary>
    ResolvedTold,

    /// <summary>The episode stays open, and is told again.</summary>
    Repeated,

    /// <summary>The canonical chain did not end the episode: it is open still.</summary>
    EndRetracted,

    /// <summary>A contract refused to say what the workflow reads.</summary>
    ReadReverted,

    /// <summary>What a contract returned is not what the workflow reads.</summary>
    ReadUndecodable,

    /// <summary>No node has kept the state of the block, from which the workflow reads.</summary>
    StateNotAvailable,

    /// <summary>The log does not meet the workflow's condition.</summary>
    LeftOut,

    /// <summary>The value lies beyond the line, and was not seen to cross it.</summary>
    FoundBeyond,

    /// <summary>How far the value moved, which is what is compared.</summary>
    Change,

    /// <summary>The workflow is for subscribers, and the owner is none.</summary>
    NotSubscribed,

    /// <summary>The other side of the log only looks like one that the wallet knows.</summary>
    Lookalike,

    /// <summary>How much of the portfolio is in what moved, and how it is spread.</summary>
    PortfolioTouched,

    /// <summary>Too little of the portfolio is in what moved.</summary>
    PortfolioUntouched,

    /// <summary>The move changes the portfolio by too little.</summary>
    ImpactTooSmall,

    /// <summary>Nothing is known of the portfolio.</summary>
    PortfolioUnknown,

    /// <summary>What is known of the portfolio, or of a price in it, is too old.</summary>
    PortfolioStale,

    /// <summary>The owner set no tier: one applied by what the portfolio is worth.</summary>
    WorthTier,

    /// <summary>Which category the log belongs to, and by which rule.</summary>
    Category,

    /// <summary>It is open still and ends soon: the owner is reminded once.</summary>
    EndsSoon,

    /// <summary>What the log opened is over.</summary>
    Ended,

    /// <summary>The log belongs to no category that the owner chose.</summary>
    CategoryNotChosen,

    /// <summary>The threshold of a segment that the wallet belongs to applied.</summary>
    SegmentThreshold,

    /// <summary>The workflow is for segments that the wallet does not belong to.</summary>
    OtherSegment,

    /// <summary>The threshold of the tier that the team's backend says applied.</summary>
    TeamTier,

    /// <summary>The team's backend was not heard of for longer than it may be: its last answer counts.</summary>
    TeamTierStale,

    /// <summary>What the team's backend said when the log came was not stored: what it said last was taken.</summary>
    TeamTierOfToday,

    /// <summary>In which language it is told, of the one that the owner chose.</summary>
    Language,
}

/// <summary>How one delivery ended.</summary>
/// <param name="Key">The delivery.</param>
/// <param name="Channel">Over which channel.</param>
/// <param name="Kind">What it was about.</param>
/// <param name="Outcome">A stable word, one of <see cref="DeliveryWords"/>.</param>
/// <param name="Detail">One sentence, no secret.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="CorrelationId">The log's id.</param>
/// <param name="At">When it ended.</param>
public sealed record DeliveryRecord(
    DeliveryKey Key,
    ChannelName Channel,
    KindName Kind,
    string Outcome,
    string Detail,
    int Attempts,
    string CorrelationId,
    DateTimeOffset At);
