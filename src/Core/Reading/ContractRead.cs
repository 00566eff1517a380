using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Reading;

/// <summary>One thing that a workflow reads from a contract, at the block of the log.</summary>
/// <param name="Name">What expressions and templates call it.</param>
/// <param name="Contract">Whom to ask; an address.</param>
/// <param name="Function">What to ask.</param>
/// <param name="Arguments">What to ask with, in the order of the function's inputs, each of its type.</param>
public sealed record ContractRead(
    string Name, ReadSource Contract, AbiFunction Function, ImmutableArray<ReadSource> Arguments)
{
    /// <inheritdoc/>
    public bool Equals(ContractRead? other) =>
        other is not null && Name == other.Name && Contract.Equals(other.Contract)
        && Function.Equals(other.Function) && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => Function.GetHashCode();

    /// <summary>The call for this log and wallet.</summary>
    public ContractCall CallFor(Address emitter, ImmutableArray<AbiValue> arguments, Address wallet)
    {
        var asked = ImmutableArray.CreateBuilder<AbiValue>(Arguments.Length);
        foreach (var argument in Arguments)
            asked.Add(argument.ValueFor(emitter, arguments, wallet));
        var contract = (AbiValue.Account)Contract.ValueFor(emitter, arguments, wallet);
        return new ContractCall(contract.Address, Function, asked.MoveToImmutable());
    }
}

/// <summary>Where a value to ask with comes from.</summary>
public abstract record ReadSource
{
    private ReadSource() { }

    /// <summary>The value for one log and wallet.</summary>
    public abstract AbiValue ValueFor(Address emitter, ImmutableArray<AbiValue> arguments, Address wallet);

    /// <summary>Written in the workflow.</summary>
    public sealed record Literal(AbiValue Value) : ReadSource
    {
        /// <inheritdoc/>
        public override AbiValue ValueFor(Address emitter, ImmutableArray<AbiValue> arguments, Address wallet) => Value;
    }

    /// <summary>An argument of the event, by its index.</summary>
    public sealed record Argument(int Index) : ReadSource
    {
        /// <inheritdoc/>
        public override AbiValue ValueFor(Address emitter, ImmutableArray<AbiValue> arguments, Address wallet) =>
            arguments[Index];
    }

    /// <summary>The wallet that is decided about.</summary>
    public sealed record Wallet : ReadSource
    {
        /// <inheritdoc/>
        public override AbiValue ValueFor(Address emitter, ImmutableArray<AbiValue> arguments, Address wallet) =>
            new AbiValue.Account(wallet);
    }

    /// <summary>The contract that emitted the log.</summary>
    public sealed record Emitter : ReadSource
    {
        /// <inheritdoc/>
        public override AbiValue ValueFor(Address emitter, ImmutableArray<AbiValue> arguments, Address wallet) =>
            new AbiValue.Account(emitter);
    }
}
