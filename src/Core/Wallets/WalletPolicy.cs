using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What decisions about a wallet are made by; made once from validated options and the live workflows.
/// </summary>
/// <param name="Wallet">Whose decisions; part of every delivery key.</param>
/// <param name="Workflows">The live workflows by name.</param>
/// <param name="Channels">The configured channels.</param>
/// <param name="Retry">How often and how long to try.</param>
public sealed record WalletPolicy(
    Address Wallet,
    ImmutableSortedDictionary<WorkflowId, Workflow> Workflows,
    ImmutableSortedDictionary<ChannelName, ChannelTraits> Channels,
    RetryPolicy Retry)
{
    /// <summary>What holds for owners who chose nothing of their attention.</summary>
    public AttentionPolicy Attention { get; init; } = AttentionPolicy.Default;

    /// <summary>The deployment's segments.</summary>
    public SegmentRules Segments { get; init; } = SegmentRules.None;

    /// <summary>
    /// From which age on a tier of the team's backend is called stale; null where no backend is asked.
    /// </summary>
    public TimeSpan? TeamTierStaleAfter { get; init; }

    /// <summary>What is learned by; the zone is the owner's, whatever stands here.</summary>
    public BehaviourPolicy Behaviour { get; init; } = BehaviourPolicy.Default;
}

/// <summary>What a decision needs to know of a channel.</summary>
/// <param name="CollapsesByKey">The receiver drops a second message with the same key.</param>
/// <param name="NeedsAddress">
/// Without an address of the owner's it sends nothing. Where false, a verified address is used if there is one.
/// </param>
public sealed record ChannelTraits(bool CollapsesByKey, bool NeedsAddress);

/// <summary>When to try again: delay n is First * 2^n, at most Longest, each shortened by up to half by the key (jitter
/// that is the same in every process).</summary>
/// <param name="First">Delay after the first failure.</param>
/// <param name="Longest">No delay is longer.</param>
/// <param name="AttemptsMax">Attempts in the standard and bulk lanes before the dead letter.</param>
/// <param name="AttemptsMaxCritical">Attempts in the critical lane.</param>
public sealed record RetryPolicy(TimeSpan First, TimeSpan Longest, int AttemptsMax, int AttemptsMaxCritical)
{
    /// <summary>2 s, 4 s, ... 5 min; 8 attempts, 40 in the critical lane (about three hours).</summary>
    public static RetryPolicy Default { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), 8, 40);
}
