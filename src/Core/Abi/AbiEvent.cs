using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Abi;

/// <summary>
/// A Solidity event's declaration. Inputs stand in the order of the declaration, indexed or not; decoded arguments
/// follow that order. Two declarations are equal when name, inputs and anonymity are.
/// </summary>
public sealed record AbiEvent(string Name, ImmutableArray<AbiParameter> Inputs, bool Anonymous)
{
    /// <summary>The canonical signature, such as "Transfer(address,address,uint256)".</summary>
    public string Signature { get; } =
        string.Concat(Name, "(", string.Join(',', Inputs.Select(i => i.Type.CanonicalName)), ")");

    /// <summary>Keccak-256 of the signature: topic 0 of every log of this event, unless it is anonymous.</summary>
    public Bytes32 Topic => field.IsZero ? field = Keccak256.Hash(Encoding.UTF8.GetBytes(Signature)) : field;

    /// <summary>How many topics a log of this event has.</summary>
    public int TopicCount { get; } = (Anonymous ? 0 : 1) + Inputs.Count(i => i.Indexed);

    /// <summary>
    /// Reads "Name(type [indexed] [name], ...) [anonymous]" as in Solidity, with or without the leading "event".
    /// Tuples are written "(...)" or "tuple(...)". Bounded: see <see cref="AbiDeclarationParser"/>.
    /// </summary>
    public static AbiEventParse Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AbiDeclarationParser.Event(text);
    }

    /// <inheritdoc/>
    public bool Equals(AbiEvent? other) =>
        other is not null && Name == other.Name && Anonymous == other.Anonymous && Inputs.SequenceEqual(other.Inputs);

    /// <inheritdoc/>
    public override int GetHashCode() => Topic.GetHashCode();

    /// <summary>The canonical signature.</summary>
    public override string ToString() => Signature;
}

/// <summary>How reading an event's declaration ended.</summary>
public abstract record AbiEventParse
{
    private AbiEventParse() { }

    /// <summary>The declaration was understood.</summary>
    public sealed record Parsed(AbiEvent Event) : AbiEventParse;

    /// <summary>Refused at <paramref name="Column"/> (from 1); <paramref name="Problem"/> is for people.</summary>
    public sealed record Malformed(int Column, string Problem) : AbiEventParse;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<AbiEvent, T> parsed, Func<int, string, T> malformed) => this switch
    {
        Parsed p => parsed(p.Event),
        Malformed m => malformed(m.Column, m.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
