using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Demo.Chain;

/// <summary>An event that a contract of the demonstration emits.</summary>
/// <param name="Contract">Which one.</param>
/// <param name="Kind">Its declaration.</param>
/// <param name="Arguments">Its values, in the order of the declaration.</param>
internal sealed record DemoEvent(Address Contract, AbiEvent Kind, ImmutableArray<AbiValue> Arguments)
{
    /// <summary>Its topics: its own, and the indexed values.</summary>
    public ImmutableArray<Bytes32> Topics() =>
        [Kind.Topic, .. Inputs(indexed: true).Select(place => Bytes32.FromBytes(Encoded([place])))];

    /// <summary>The other values, as the log's data.</summary>
    public string Data() => Hex.Encode(Encoded([.. Inputs(indexed: false)]));

    private IEnumerable<int> Inputs(bool indexed) =>
        Enumerable.Range(0, Kind.Inputs.Length).Where(place => Kind.Inputs[place].Indexed == indexed);

    private byte[] Encoded(ImmutableArray<int> places) => AbiWriter.Sequence(
        [.. places.Select(place => Kind.Inputs[place].Type)], [.. places.Select(place => Arguments[place])]);
}
