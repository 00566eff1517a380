using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>Everything that a wallet remembers; immutable, so that a failed save can put the old one back.</summary>
/// <param name="Preferences">What its owner chose.</param>
/// <param name="Tracks">What it knows per workflow that ever crossed a threshold for it.</param>
/// <param name="Outbox">Notifications decided and not yet settled on every channel, oldest first.</param>
public sealed record WalletState(
    Preferences Preferences,
    ImmutableSortedDictionary<WorkflowId, WorkflowTrack> Tracks,
    ImmutableArray<PendingNotification> Outbox)
{
    /// <summary>Of a wallet that nothing has happened to.</summary>
    public static WalletState Empty { get; } = new(
        Preferences.Unset, ImmutableSortedDictionary<WorkflowId, WorkflowTrack>.Empty, []);
}

/// <summary>A wallet's memory of one workflow.</summary>
/// <param name="SeenThrough">
/// Signals up to this position were decided already and are ignored, so that replaying a range changes nothing.
/// </param>
/// <param name="Episodes">By subject.</param>
public sealed record WorkflowTrack(
    LogPosition SeenThrough, ImmutableSortedDictionary<SubjectKey, EpisodeBook> Episodes);

/// <summary>The episodes of one position: the present one and, until finality, the ones that it replaced.</summary>
/// <param name="Last">The highest episode number ever used here; only grows, not even a reorg takes it back.</param>
/// <param name="Current">The present phase.</param>
/// <param name="Undo">What unfinal blocks replaced, oldest first; dropped at finality (decision 10).</param>
public sealed record EpisodeBook(long Last, Episode Current, ImmutableArray<EpisodeUndo> Undo);

/// <summary>The phase that a block replaced, to be put back if that block is orphaned.</summary>
/// <param name="Chain">The chain of the block.</param>
/// <param name="Block">The block.</param>
/// <param name="Position">The log that did it.</param>
/// <param name="Before">The phase before it.</param>
public sealed record EpisodeUndo(ChainId Chain, BlockRef Block, LogPosition Position, Episode Before);

/// <summary>A crossing episode of (wallet, workflow, subject), by its phase (decision 3).</summary>
public abstract record Episode
{
    private Episode()
    {
    }

    /// <summary>No crossing is open.</summary>
    public sealed record Closed : Episode
    {
        /// <summary>The only value.</summary>
        public static Closed Instance { get; } = new();
    }

    /// <summary>The value is beyond the threshold and has not come back past the re-arm margin.</summary>
    /// <param name="Number">The episode's number, from 1.</param>
    /// <param name="Level">The deepest severity level that is crossed and not yet re-armed; 0 is the mildest.</param>
    /// <param name="Alerts">How many alerts this episode has given; the ordinal of the next one.</param>
    /// <param name="Line">The levels that it was opened with; it closes by these even if preferences change.</param>
    /// <param name="OpenedBy">The block of the log that opened it.</param>
    public sealed record Open(
        long Number, int Level, int Alerts, Levels Line, BlockRef OpenedBy) : Episode;

    /// <summary>
    /// A reorg orphaned the block that opened it. If the canonical chain opens it again it is the same episode and
    /// nothing is sent twice; if not by the time the reorg has settled, it ends as retracted.
    /// </summary>
    /// <param name="Was">The episode as it stood when its block was orphaned.</param>
    public sealed record Doubtful(Open Was) : Episode;
}
