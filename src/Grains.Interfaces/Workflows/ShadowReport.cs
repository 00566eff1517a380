using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Workflows;

/// <summary>How a candidate in shadow differs from the live version.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ShadowReport")]
public sealed record ShadowReport
{
    /// <summary>The candidate.</summary>
    [Id(0)]
    public required Bytes32 Candidate { get; init; }

    /// <summary>Of all wallets.</summary>
    [Id(1)]
    public required ShadowCounts All { get; init; }

    /// <summary>By tier, in the order of their names.</summary>
    [Id(2)]
    public required ImmutableArray<ShadowTier> Tiers { get; init; }

    /// <summary>The newest differences, at most 20.</summary>
    [Id(3)]
    public required ImmutableArray<ShadowSample> Samples { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    [Id(4)]
    public bool AndMore { get; init; }
}

/// <summary>How many alerts differ, and for how many wallets.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ShadowCounts")]
public sealed record ShadowCounts
{
    /// <summary>Told by the candidate alone.</summary>
    [Id(0)]
    public int Gained { get; init; }

    /// <summary>Told by the live version alone.</summary>
    [Id(1)]
    public int Lost { get; init; }

    /// <summary>Told by both, at another time or with another severity.</summary>
    [Id(2)]
    public int Otherwise { get; init; }

    /// <summary>How many wallets gain at least one alert.</summary>
    [Id(3)]
    public int WalletsGaining { get; init; }

    /// <summary>How many wallets lose at least one alert.</summary>
    [Id(4)]
    public int WalletsLosing { get; init; }
}

/// <summary>The same for wallets of one tier.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ShadowTier")]
public sealed record ShadowTier
{
    /// <summary>The tier.</summary>
    [Id(0)]
    public required TierName Tier { get; init; }

    /// <summary>How much differs.</summary>
    [Id(1)]
    public required ShadowCounts Counts { get; init; }
}

/// <summary>One alert about which the two differ.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ShadowSample")]
public sealed record ShadowSample
{
    /// <summary>Whose.</summary>
    [Id(0)]
    public required Address Wallet { get; init; }

    /// <summary><c>gained</c>, <c>lost</c> or <c>otherwise</c>.</summary>
    [Id(1)]
    public required string Kind { get; init; }

    /// <summary>What the live version decided, with its reasons.</summary>
    [Id(2)]
    public required DecisionRecord Live { get; init; }

    /// <summary>What the candidate would have.</summary>
    [Id(3)]
    public required DecisionRecord Candidate { get; init; }
}
