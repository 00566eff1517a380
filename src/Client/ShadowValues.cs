using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>How a candidate in shadow differs from the live version: who would gain, who would lose.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="All">Of all wallets.</param>
/// <param name="Tiers">By tier, in the order of their names.</param>
/// <param name="Samples">The newest differences, at most 20.</param>
/// <param name="AndMore">Whether there are more than were counted (10,000).</param>
public sealed record ShadowDiff(
    Bytes32 Candidate,
    ShadowTotals All,
    ImmutableArray<TierTotals> Tiers,
    ImmutableArray<ShadowCase> Samples,
    bool AndMore);

/// <summary>How many alerts differ. Of one wallet at most 50 are kept.</summary>
/// <param name="Gained">Told by the candidate alone.</param>
/// <param name="Lost">Told by the live version alone.</param>
/// <param name="Otherwise">Told by both, at another time or with another severity.</param>
/// <param name="WalletsGaining">How many wallets gain at least one.</param>
/// <param name="WalletsLosing">How many wallets lose at least one.</param>
public sealed record ShadowTotals(int Gained, int Lost, int Otherwise, int WalletsGaining, int WalletsLosing);

/// <summary>The same for wallets of one tier.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Totals">How much differs.</param>
public sealed record TierTotals(TierName Tier, ShadowTotals Totals);

/// <summary>One alert about which the two differ.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Kind"><c>gained</c>, <c>lost</c> or <c>otherwise</c>.</param>
/// <param name="Live">What the live version decided, with its reasons.</param>
/// <param name="Candidate">What the candidate would have.</param>
public sealed record ShadowCase(Address Wallet, string Kind, DecisionRecord Live, DecisionRecord Candidate);
