using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Abi;

/// <summary>
/// The declaration of a Solidity function that can be read: what it is given and what it returns (at least one value).
/// Two declarations are equal when name, inputs and outputs are.
/// </summary>
public sealed record AbiFunction(
    string Name, ImmutableArray<AbiParameter> Inputs, ImmutableArray<AbiParameter> Outputs)
{
    private const int SelectorSize = 4;

    /// <summary>The canonical signature, such as "balanceOf(address)".</summary>
    public string Signature { get; } =
        string.Concat(Name, "(", string.Join(',', Inputs.Select(i => i.Type.CanonicalName)), ")");

    /// <summary>The first four bytes of the signature's Keccak-256 hash: how a call names its function.</summary>
    public ImmutableArray<byte> Selector => field.IsDefault ? field = SelectorOf(Signature) : field;

    /// <summary>
    /// Reads "name(type [name], ...) [view] returns (type [name], ...)" as in Solidity, with or without the leading
    /// "function". Tuples are written "(...)" or "tuple(...)". Bounded: see <see cref="AbiDeclarationParser"/>.
    /// </summary>
    public static AbiFunctionParse Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AbiDeclarationParser.Function(text);
    }

    /// <inheritdoc/>
    public bool Equals(AbiFunction? other) =>
        other is not null && Name == other.Name
        && Inputs.SequenceEqual(other.Inputs) && Outputs.SequenceEqual(other.Outputs);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Selector[0] | (Selector[1] << 8) | (Selector[2] << 16) | (Selector[3] << 24);

    /// <summary>The canonical signature.</summary>
    public override string ToString() => Signature;

    private static ImmutableArray<byte> SelectorOf(string signature)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Keccak256.Hash(Encoding.UTF8.GetBytes(signature)).CopyTo(hash);
        return ImmutableArray.Create(hash[..SelectorSize]);
    }
}

/// <summary>How reading a function's declaration ended.</summary>
public abstract record AbiFunctionParse
{
    private AbiFunctionParse() { }

    /// <summary>The declaration was understood.</summary>
    public sealed record Parsed(AbiFunction Function) : AbiFunctionParse;

    /// <summary>Refused at <paramref name="Column"/> (from 1); <paramref name="Problem"/> is for people.</summary>
    public sealed record Malformed(int Column, string Problem) : AbiFunctionParse;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<AbiFunction, T> parsed, Func<int, string, T> malformed) => this switch
    {
        Parsed p => parsed(p.Function),
        Malformed m => malformed(m.Column, m.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
