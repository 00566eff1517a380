namespace Kwala.Simulation.Worlds;

/// <summary>What can go wrong in a world, one kind each.</summary>
[Flags]
internal enum Fault
{
    None = 0,

    /// <summary>The chain replaces its newest blocks.</summary>
    Reorgs = 1 << 0,

    /// <summary>An endpoint does not answer.</summary>
    NodeSilent = 1 << 1,

    /// <summary>An endpoint answers with an error or with a broken body.</summary>
    NodeBroken = 1 << 2,

    /// <summary>An endpoint has not indexed the logs of a block, or those of one event.</summary>
    LogsMissing = 1 << 3,

    /// <summary>An endpoint does not know the newest blocks yet.</summary>
    NodeLags = 1 << 4,

    /// <summary>A store refuses, having done nothing.</summary>
    StoreRefuses = 1 << 5,

    /// <summary>A store takes its time.</summary>
    StoreSlow = 1 << 6,

    /// <summary>A store's answer to a commit is lost: it may have come through.</summary>
    StoreUnknown = 1 << 7,

    /// <summary>A commit came through and is answered with a conflict, for it was asked twice.</summary>
    StoreConflict = 1 << 8,

    /// <summary>A provider asks for patience.</summary>
    Throttled = 1 << 9,

    /// <summary>A provider cannot be reached.</summary>
    Unreachable = 1 << 10,

    /// <summary>The answer of a provider is lost: it may have accepted.</summary>
    SendUnknown = 1 << 11,

    /// <summary>A provider accepts, or not, and never answers.</summary>
    SendHangs = 1 << 12,

    /// <summary>A provider refuses a message for good.</summary>
    Rejected = 1 << 13,

    /// <summary>A recipient is gone.</summary>
    Gone = 1 << 14,

    /// <summary>A process ends between any two steps, and another is started.</summary>
    Crashes = 1 << 15,

    /// <summary>Two processes work on one store for a while.</summary>
    TwoProcesses = 1 << 16,

    /// <summary>A process's wall clock is set, forwards or back.</summary>
    ClockJumps = 1 << 17,

    /// <summary>Owners opt out, in again, and mute.</summary>
    OptOuts = 1 << 18,

    /// <summary>A process is asked to stop, and another is started.</summary>
    Stops = 1 << 19,

    /// <summary>Owners choose other tiers, and so other thresholds.</summary>
    NewTiers = 1 << 20,

    /// <summary>An endpoint answers late: in time still, or after whoever asked has given up.</summary>
    NodeLate = 1 << 21,

    /// <summary>An endpoint says what cannot be true, or half of what it was asked.</summary>
    NodeLies = 1 << 22,

    /// <summary>An endpoint follows a branch of its own for a while.</summary>
    NodeForked = 1 << 23,

    /// <summary>The chain is far ahead when the first process begins to follow it.</summary>
    LateStart = 1 << 24,

    /// <summary>
    /// No fault of anybody's: workflows tell the end of an episode, and tell again one that stays open.
    /// </summary>
    FollowUps = 1 << 25,

    /// <summary>
    /// No fault either: owners have budgets, quiet hours, snoozes and digests and change them, and workflows spare
    /// their attention.
    /// </summary>
    Attention = 1 << 26,

    /// <summary>No fault either: owners do something with what they hear, and take back what was learned.</summary>
    Learning = 1 << 27,

    /// <summary>No fault either: a price that names no wallet concerns whoever subscribed.</summary>
    Subscribers = 1 << 28,

    /// <summary>All of them.</summary>
    All = (1 << 29) - 1,
}
