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

    /// <summary>Every alert of a kind, or the kind of the notification.</summary>
    [Id(4)]
    public string? About { get; init; }
}

[RegisterConverter]
internal sealed class InteractionConverter : IConverter<Interaction, InteractionWire>
{
    public Interaction ConvertFromSurrogate(in InteractionWire surrogate) => new(
        (InteractionKind)surrogate.Kind,
        (InteractionSource)surrogate.Source,
        surrogate.Alert is { } alert ? new InteractionTarget.Alert(new AlertMark(alert)) { Of = KindOf(surrogate) }
            : surrogate.Position is { } position ? new InteractionTarget.Position(new PositionMark(position))
            : KindOf(surrogate) is { } kind ? new InteractionTarget.Kind(kind)
            : new InteractionTarget.Nothing());

    public InteractionWire ConvertToSurrogate(in Interaction value) => new()
    {
        Kind = (int)value.Kind,
        Source = (int)value.Source,
        Alert = (value.About as InteractionTarget.Alert)?.Mark.Value,
        Position = (value.About as InteractionTarget.Position)?.Mark.Value,
        About = value.About.OfKind?.Value,
    };

    private static KindName? KindOf(InteractionWire wire) => wire.About is { } kind ? new KindName(kind) : null;
}
