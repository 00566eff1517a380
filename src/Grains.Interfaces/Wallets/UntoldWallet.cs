using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>A wallet that was not told what it had to be told.</summary>
[GenerateSerializer, Immutable, Alias("kwala.UntoldWallet")]
public sealed record UntoldWallet
{
    /// <summary>Its place among those that were asked for.</summary>
    [Id(0)]
    public required int Place { get; init; }

    /// <summary>Why it did not take it; null where there was no time left to tell it.</summary>
    [Id(1)]
    public string? Reason { get; init; }
}
