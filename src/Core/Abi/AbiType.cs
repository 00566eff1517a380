using System.Collections.Immutable;
using System.Globalization;

namespace Kwala.Core.Abi;

/// <summary>
/// A Solidity ABI type. Two types are equal when their components are; the name used in signatures is
/// <see cref="CanonicalName"/>. Source: https://docs.soliditylang.org/en/latest/abi-spec.html#types.
/// </summary>
public abstract record AbiType
{
    private AbiType() { }

    /// <summary>The name in a signature: no aliases, a tuple as its bracketed component types.</summary>
    public abstract string CanonicalName { get; }

    /// <summary>Whether the encoding stands in the tail, with an offset in the head.</summary>
    public virtual bool IsDynamic => false;

    /// <summary>How many 32-byte words the head takes: 1 for a dynamic type (its offset).</summary>
    public virtual int HeadWords => 1;

    /// <summary>Whether it fits in one word, so that an indexed argument holds the value and not its hash.</summary>
    public virtual bool IsValueType => true;

    /// <summary>uint8 to uint256.</summary>
    public sealed record Uint(int Bits) : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName { get; } = string.Create(CultureInfo.InvariantCulture, $"uint{Bits}");
    }

    /// <summary>int8 to int256, two's complement.</summary>
    public sealed record Int(int Bits) : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName { get; } = string.Create(CultureInfo.InvariantCulture, $"int{Bits}");
    }

    /// <summary>address.</summary>
    public sealed record Account : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName => "address";
    }

    /// <summary>bool.</summary>
    public sealed record Flag : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName => "bool";
    }

    /// <summary>bytes1 to bytes32.</summary>
    public sealed record FixedBytes(int Size) : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName { get; } = string.Create(CultureInfo.InvariantCulture, $"bytes{Size}");
    }

    /// <summary>bytes.</summary>
    public sealed record Blob : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName => "bytes";

        /// <inheritdoc/>
        public override bool IsDynamic => true;

        /// <inheritdoc/>
        public override bool IsValueType => false;
    }

    /// <summary>string, UTF-8.</summary>
    public sealed record Text : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName => "string";

        /// <inheritdoc/>
        public override bool IsDynamic => true;

        /// <inheritdoc/>
        public override bool IsValueType => false;
    }

    /// <summary>T[k], or T[] where <paramref name="Length"/> is null.</summary>
    public sealed record Array(AbiType Element, int? Length) : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName { get; } =
            string.Create(CultureInfo.InvariantCulture, $"{Element.CanonicalName}[{Length}]");

        /// <inheritdoc/>
        public override bool IsDynamic { get; } = Length is null || Element.IsDynamic;

        /// <inheritdoc/>
        public override int HeadWords { get; } =
            Length is { } length && !Element.IsDynamic ? length * Element.HeadWords : 1;

        /// <inheritdoc/>
        public override bool IsValueType => false;
    }

    /// <summary>(T1,T2,...): a struct.</summary>
    public sealed record Tuple(ImmutableArray<AbiParameter> Components) : AbiType
    {
        /// <inheritdoc/>
        public override string CanonicalName { get; } =
            string.Concat("(", string.Join(',', Components.Select(c => c.Type.CanonicalName)), ")");

        /// <inheritdoc/>
        public override bool IsDynamic { get; } = Components.Any(c => c.Type.IsDynamic);

        /// <inheritdoc/>
        public override int HeadWords { get; } =
            Components.Any(c => c.Type.IsDynamic) ? 1 : Components.Sum(c => c.Type.HeadWords);

        /// <inheritdoc/>
        public override bool IsValueType => false;

        /// <inheritdoc/>
        public bool Equals(Tuple? other) => other is not null && Components.SequenceEqual(other.Components);

        /// <inheritdoc/>
        public override int GetHashCode() => Components.Length;
    }

    /// <summary>The canonical name.</summary>
    public sealed override string ToString() => CanonicalName;
}

/// <summary>A named argument of an event, or component of a tuple (never indexed). The name may be empty.</summary>
public sealed record AbiParameter(string Name, AbiType Type, bool Indexed);
