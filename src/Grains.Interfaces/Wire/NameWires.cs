using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

// Core's types carry no attributes and are free to change; these stand-ins are what crosses between silos. A number
// is never given to another member.

[GenerateSerializer, Immutable, Alias("kwala.AddressWire")]
internal struct AddressWire
{
    [Id(0)]
    public byte[] Bytes { get; init; }
}

[RegisterConverter]
internal sealed class AddressConverter : IConverter<Address, AddressWire>
{
    public Address ConvertFromSurrogate(in AddressWire surrogate) => Address.FromBytes(surrogate.Bytes);

    public AddressWire ConvertToSurrogate(in Address value)
    {
        var bytes = new byte[Address.Size];
        value.CopyTo(bytes);
        return new AddressWire { Bytes = bytes };
    }
}

[GenerateSerializer, Immutable, Alias("kwala.Bytes32Wire")]
internal struct Bytes32Wire
{
    [Id(0)]
    public byte[] Bytes { get; init; }
}

[RegisterConverter]
internal sealed class Bytes32Converter : IConverter<Bytes32, Bytes32Wire>
{
    public Bytes32 ConvertFromSurrogate(in Bytes32Wire surrogate) => Bytes32.FromBytes(surrogate.Bytes);

    public Bytes32Wire ConvertToSurrogate(in Bytes32 value)
    {
        var bytes = new byte[Bytes32.Size];
        value.CopyTo(bytes);
        return new Bytes32Wire { Bytes = bytes };
    }
}

[GenerateSerializer, Immutable, Alias("kwala.ChainTermWire")]
internal struct ChainTermWire
{
    [Id(0)]
    public string Chain { get; init; }

    [Id(1)]
    public long Number { get; init; }
}

[RegisterConverter]
internal sealed class ChainTermConverter : IConverter<ChainTerm, ChainTermWire>
{
    public ChainTerm ConvertFromSurrogate(in ChainTermWire surrogate) =>
        new(new ChainId(surrogate.Chain), surrogate.Number);

    public ChainTermWire ConvertToSurrogate(in ChainTerm value) =>
        new() { Chain = value.Chain.Value, Number = value.Number };
}

[GenerateSerializer, Immutable, Alias("kwala.BlockRefWire")]
internal struct BlockRefWire
{
    [Id(0)]
    public long Number { get; init; }

    [Id(1)]
    public byte[] Hash { get; init; }
}

[RegisterConverter]
internal sealed class BlockRefConverter : IConverter<BlockRef, BlockRefWire>
{
    private static readonly Bytes32Converter Hashes = new();

    public BlockRef ConvertFromSurrogate(in BlockRefWire surrogate) =>
        new(surrogate.Number, Bytes32.FromBytes(surrogate.Hash));

    public BlockRefWire ConvertToSurrogate(in BlockRef value) =>
        new() { Number = value.Number, Hash = Hashes.ConvertToSurrogate(value.Hash).Bytes };
}

/// <summary>A name of any sort: the type of the field says of which.</summary>
[GenerateSerializer, Immutable, Alias("kwala.NameWire")]
internal struct NameWire
{
    [Id(0)]
    public string Value { get; init; }
}

[RegisterConverter]
internal sealed class ChainIdConverter : IConverter<ChainId, NameWire>
{
    public ChainId ConvertFromSurrogate(in NameWire surrogate) => new(surrogate.Value);

    public NameWire ConvertToSurrogate(in ChainId value) => new() { Value = value.Value };
}

[RegisterConverter]
internal sealed class WorkflowIdConverter : IConverter<WorkflowId, NameWire>
{
    public WorkflowId ConvertFromSurrogate(in NameWire surrogate) => new(surrogate.Value);

    public NameWire ConvertToSurrogate(in WorkflowId value) => new() { Value = value.Value };
}

[RegisterConverter]
internal sealed class KindNameConverter : IConverter<KindName, NameWire>
{
    public KindName ConvertFromSurrogate(in NameWire surrogate) => new(surrogate.Value);

    public NameWire ConvertToSurrogate(in KindName value) => new() { Value = value.Value };
}

[RegisterConverter]
internal sealed class TierNameConverter : IConverter<TierName, NameWire>
{
    public TierName ConvertFromSurrogate(in NameWire surrogate) => new(surrogate.Value);

    public NameWire ConvertToSurrogate(in TierName value) => new() { Value = value.Value };
}

[RegisterConverter]
internal sealed class ChannelNameConverter : IConverter<ChannelName, NameWire>
{
    public ChannelName ConvertFromSurrogate(in NameWire surrogate) => new(surrogate.Value);

    public NameWire ConvertToSurrogate(in ChannelName value) => new() { Value = value.Value };
}
