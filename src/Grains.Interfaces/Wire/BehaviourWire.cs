using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.InteractionWire")]
internal struct InteractionWire
{
    [Id(0)]
    public int Kind { get; init; }

    [Id(1)]
    public int Source { get; init; }

    /// <summary>One notification, by its mark.</summary>
    [Id(2)]
    public ulong? Alert { get; init; }

    /// <summary>One position, by its mark.</summary>
    [Id(3)]
    public ulong? Position { get; init; }

    /// <summary>Every alert of a kind.</summary>
    [Id(4)]
    public string? About { get; init; }
}

[RegisterConverter]
internal sealed class InteractionConverter : IConverter<Interaction, InteractionWire>
{
    public Interaction ConvertFromSurrogate(in InteractionWire surrogate) => new(
        (InteractionKind)surrogate.Kind,
        (InteractionSource)surrogate.Source,
        surrogate.Alert is { } alert ? new InteractionTarget.Alert(new AlertMark(alert))
            : surrogate.Position is { } position ? new InteractionTarget.Position(new PositionMark(position))
            : surrogate.About is { } kind ? new InteractionTarget.Kind(new KindName(kind))
            : new InteractionTarget.Nothing());

    public InteractionWire ConvertToSurrogate(in Interaction value) => new()
    {
        Kind = (int)value.Kind,
        Source = (int)value.Source,
        Alert = (value.About as InteractionTarget.Alert)?.Mark.Value,
        Position = (value.About as InteractionTarget.Position)?.Mark.Value,
        About = (value.About as InteractionTarget.Kind)?.Name.Value,
    };
}
