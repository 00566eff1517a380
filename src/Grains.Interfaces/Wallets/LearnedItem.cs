using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>One thing that a wallet has learned of its owner.</summary>
[GenerateSerializer, Immutable, Alias("kwala.LearnedItem")]
public sealed record LearnedItem
{
    /// <summary><c>ignored</c>, <c>kept</c>, <c>fast</c>, <c>slot</c>, <c>stage</c>, <c>nothing</c>, or <c>tier</c>
    /// for a tier that is suggested.</summary>
    [Id(0)]
    public required string Code { get; init; }

    /// <summary>It in a sentence for the owner.</summary>
    [Id(1)]
    public required string Text { get; init; }

    /// <summary>What it is about; null where it is about no kind.</summary>
    [Id(2)]
    public KindName? Kind { get; init; }

    /// <summary>About which magnitude, 0 to 7; null where it is about none.</summary>
    [Id(3)]
    public int? Size { get; init; }
}
