using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Reading;

/// <summary>
/// A question to a contract that changes nothing. <paramref name="Arguments"/> stand in the order of the function's
/// inputs and fit them (<see cref="AbiWriter.Fits"/>). Two calls are equal when they ask the same of the same.
/// </summary>
public sealed record ContractCall(Address Contract, AbiFunction Function, ImmutableArray<AbiValue> Arguments)
{
    /// <inheritdoc/>
    public bool Equals(ContractCall? other) =>
        other is not null && Contract == other.Contract
        && Function.Equals(other.Function) && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = unchecked((Contract.GetHashCode() * 31) ^ Function.GetHashCode());
        foreach (var argument in Arguments)
            hash = unchecked((hash * 31) ^ argument.GetHashCode());
        return hash;
    }

    /// <summary>Such as "balanceOf(address) of 0x...", for people.</summary>
    public override string ToString() => $"{Function.Signature} of {Contract.ToChecksumString()}";
}
