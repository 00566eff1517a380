using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Workflows;

/// <summary>
/// Another event of the trigger's chain that moves positions whose value is read: they are read again at its block. The
/// position is that of the trigger's only contract, whoever emitted the log, so that all of them share its episodes.
/// </summary>
/// <param name="Event">The event.</param>
/// <param name="Contracts">The emitting contracts; not empty.</param>
/// <param name="Wallets">
/// Indices of the event's arguments that hold a wallet whose position it moves; empty for a price, which moves all.
/// </param>
public sealed record Recheck(AbiEvent Event, ImmutableArray<Address> Contracts, ImmutableArray<int> Wallets)
{
    /// <summary>The most that a workflow may have.</summary>
    public const int Max = 16;

    /// <summary>The most contracts that emit prices for one workflow.</summary>
    public const int FeedsMax = 64;

    /// <summary>
    /// Index of the argument that is a price, a number above zero: it moves the value by no greater factor than it
    /// moved itself. Null for a log that names wallets.
    /// </summary>
    public int? Moves { get; init; }

    /// <summary>By content.</summary>
    public bool Equals(Recheck? other) =>
        other is not null && Event.Equals(other.Event) && Contracts.SequenceEqual(other.Contracts)
        && Wallets.SequenceEqual(other.Wallets) && Moves == other.Moves;

    /// <inheritdoc/>
    public override int GetHashCode() => Event.GetHashCode();
}
