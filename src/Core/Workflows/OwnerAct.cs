using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Workflows;

/// <summary>
/// An event of the trigger's chain that shows that an owner acted on what a workflow tells: repaid, topped up, claimed,
/// voted.
/// </summary>
/// <param name="Event">The event.</param>
/// <param name="Contracts">The emitting contracts; empty for any.</param>
/// <param name="Wallets">Indices of the event's arguments that hold the wallet that acted.</param>
/// <param name="Subject">
/// Indices of the arguments that say on which position, as many as the workflow has; empty where it does not say: then
/// on every alert of the workflow's kind.
/// </param>
public sealed record OwnerAct(
    AbiEvent Event, ImmutableArray<Address> Contracts, ImmutableArray<int> Wallets, ImmutableArray<int> Subject)
{
    /// <summary>The most that a workflow may have.</summary>
    public const int Max = 8;
}
