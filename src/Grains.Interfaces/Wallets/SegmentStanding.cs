using System.Collections.Immutable;
using Kwala.Core.Evm;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>One segment of the deployment, and how many wallets belong to it.</summary>
[GenerateSerializer, Immutable, Alias("kwala.SegmentStanding")]
public sealed record SegmentStanding
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Its condition, as it is configured.</summary>
    [Id(1)]
    public required string Condition { get; init; }

    /// <summary>The condition's version: 16 hex digits.</summary>
    [Id(2)]
    public required string Version { get; init; }

    /// <summary>How many wallets belonged to it, under this condition, when each was last saved.</summary>
    [Id(3)]
    public required long Wallets { get; init; }
}

/// <summary>A page of the wallets of a segment.</summary>
[GenerateSerializer, Immutable, Alias("kwala.SegmentMembers")]
public sealed record SegmentMembers
{
    /// <summary>The version of the condition that they belong under.</summary>
    [Id(0)]
    public required string Version { get; init; }

    /// <summary>The wallets, in the order of their addresses.</summary>
    [Id(1)]
    public required ImmutableArray<Address> Wallets { get; init; }

    /// <summary>Whether there are more behind the last one.</summary>
    [Id(2)]
    public required bool AndMore { get; init; }
}
