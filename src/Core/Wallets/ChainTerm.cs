using Kwala.Core.Evm;

namespace Kwala.Core.Wallets;

/// <summary>
/// By what right a chain's blocks are told, where a cluster may have two listeners of one chain for a while: each that
/// begins takes the next number, and what an earlier one still says is refused (docs/decisions/0009).
/// </summary>
/// <param name="Chain">The chain.</param>
/// <param name="Number">From 1 upwards; 0 where nobody else can follow the chain.</param>
public readonly record struct ChainTerm(ChainId Chain, long Number);
