namespace Kwala.Core.Wallets.Stages;

/// <summary>Where a signal comes from, and so whether it may be told.</summary>
internal enum SignalMode
{
    /// <summary>From the head of the chain.</summary>
    Live,

    /// <summary>From the past: builds state, and tells only what is not stale yet (decision 12).</summary>
    Backfill,

    /// <summary>The present value once more: the line that applies to it changed, or it has not been told.</summary>
    Recheck,

    /// <summary>The same with a value that is on its way: what its block changes besides is not decided yet.</summary>
    Ahead,
}

/// <summary>What several modes have in common.</summary>
internal static class SignalModes
{
    /// <summary>Whether the line is what changed, not the value.</summary>
    public static bool IsAnew(this SignalMode mode) => mode is SignalMode.Recheck or SignalMode.Ahead;
}
