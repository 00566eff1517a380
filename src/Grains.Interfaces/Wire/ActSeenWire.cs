using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.ActSeenWire")]
internal struct ActSeenWire
{
    [Id(0)]
    public string Workflow { get; init; }

    [Id(1)]
    public string? Subject { get; init; }

    [Id(2)]
    public string Chain { get; init; }

    [Id(3)]
    public Bytes32Wire Transaction { get; init; }

    [Id(4)]
    public DateTimeOffset BlockTime { get; init; }

    [Id(5)]
    public BlockRefWire? Unfinal { get; init; }
}

[RegisterConverter]
internal sealed class ActSeenConverter : IConverter<ActSeen, ActSeenWire>
{
    public ActSeen ConvertFromSurrogate(in ActSeenWire surrogate) => new(
        new WorkflowId(surrogate.Workflow),
        surrogate.Subject is { } subject ? new SubjectKey(subject) : null,
        new ChainId(surrogate.Chain),
        Bytes32.FromBytes(surrogate.Transaction.Bytes),
        surrogate.BlockTime)
    {
        Unfinal = surrogate.Unfinal is { } block ? new BlockRefConverter().ConvertFromSurrogate(block) : null,
    };

    public ActSeenWire ConvertToSurrogate(in ActSeen value) => new()
    {
        Workflow = value.Workflow.Value,
        Subject = value.Subject?.Value,
        Chain = value.Chain.Value,
        Transaction = new Bytes32Converter().ConvertToSurrogate(value.Transaction),
        BlockTime = value.BlockTime,
        Unfinal = value.Unfinal is { } block ? new BlockRefConverter().ConvertToSurrogate(block) : null,
    };
}
