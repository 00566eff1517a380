using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Kwala.Core.Evm;

namespace Kwala.Core.Abi;

/// <summary>
/// A decoded argument. <see cref="object.ToString"/> gives plain text for templates: numbers in decimal, addresses
/// with their checksum, bytes in hex, lists in square brackets.
/// </summary>
public abstract record AbiValue
{
    private AbiValue() { }

    /// <summary>uintN or intN.</summary>
    public sealed record Number(BigInteger Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>address.</summary>
    public sealed record Account(Address Address) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Address.ToChecksumString();
    }

    /// <summary>bool.</summary>
    public sealed record Flag(bool Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>bytes or bytesN: all N bytes.</summary>
    public sealed record Blob(ImmutableArray<byte> Bytes) : AbiValue
    {
        /// <inheritdoc/>
        public bool Equals(Blob? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

        /// <inheritdoc/>
        public override int GetHashCode() => Bytes.Length;

        /// <inheritdoc/>
        public override string ToString() => Hex.Encode(Bytes.AsSpan());
    }

    /// <summary>string; bytes that are not UTF-8 read as U+FFFD.</summary>
    public sealed record Text(string Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value;
    }

    /// <summary>An array's elements, or a tuple's components in their order.</summary>
    public sealed record List(ImmutableArray<AbiValue> Items) : AbiValue
    {
        /// <inheritdoc/>
        public bool Equals(List? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode() => Items.Length;

        /// <inheritdoc/>
        public override string ToString() => string.Concat("[", string.Join(", ", Items), "]");
    }

    /// <summary>The Keccak-256 hash that an indexed argument of dynamic or compound type leaves in its topic.</summary>
    public sealed record Digest(Bytes32 Hash) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Hash.ToString();
    }

    /// <summary>One answer per case.</summary>
    public T Match<T>(
        Func<BigInteger, T> number,
        Func<Address, T> account,
        Func<bool, T> flag,
        Func<ImmutableArray<byte>, T> blob,
        Func<string, T> text,
        Func<ImmutableArray<AbiValue>, T> list,
        Func<Bytes32, T> digest) => this switch
        {
            Number n => number(n.Value),
            Account a => account(a.Address),
            Flag f => flag(f.Value),
            Blob b => blob(b.Bytes),
            Text t => text(t.Value),
            List l => list(l.Items),
            Digest d => digest(d.Hash),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
