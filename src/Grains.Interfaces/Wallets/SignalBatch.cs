using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>What one batch of a chain's blocks means for one wallet.</summary>
[GenerateSerializer, Immutable, Alias("kwala.SignalBatch")]
public sealed record SignalBatch
{
    /// <summary>In the order of the chain, all of one chain; empty where there are but acts.</summary>
    [Id(0)]
    public required ImmutableArray<Signal> Signals { get; init; }

    /// <summary>The newest final block of that chain; -1 for none.</summary>
    [Id(1)]
    public required long Finalized { get; init; }

    /// <summary>The revision of the live workflows that the signals were made by.</summary>
    [Id(2)]
    public required long Revision { get; init; }

    /// <summary>The number of the listener's term on that chain.</summary>
    [Id(4)]
    public long Term { get; init; }

    /// <summary>
    /// The span under which it was handed on, as a traceparent (W3C Trace Context); null where nobody traces.
    /// </summary>
    [Id(3)]
    public string? Cause { get; init; }

    /// <summary>What the owner did besides, on the same chain.</summary>
    [Id(5)]
    public ImmutableArray<ActSeen> Acts { get; init; } = [];
}
