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

[GenerateSerializer, Immutable, Alias("kwala.UndoWire")]
internal struct UndoWire
{
    /// <summary>0 keep telling, 1 forget a kind, 2 forget all, 3 never learn, 4 learn again.</summary>
    [Id(0)]
    public int What { get; init; }

    [Id(1)]
    public string? Kind { get; init; }

    [Id(2)]
    public int Bucket { get; init; }
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

[RegisterConverter]
internal sealed class UndoConverter : IConverter<Undo, UndoWire>
{
    public Undo ConvertFromSurrogate(in UndoWire surrogate) => surrogate.What switch
    {
        0 => new Undo.KeepTelling(new KindName(surrogate.Kind ?? ""), surrogate.Bucket),
        1 => new Undo.ForgetKind(new KindName(surrogate.Kind ?? "")),
        2 => new Undo.ForgetAll(),
        3 => new Undo.NeverLearn(),
        _ => new Undo.LearnAgain(),
    };

    public UndoWire ConvertToSurrogate(in Undo value) => value switch
    {
        Undo.KeepTelling it => new UndoWire { What = 0, Kind = it.Kind.Value, Bucket = it.Bucket },
        Undo.ForgetKind it => new UndoWire { What = 1, Kind = it.Kind.Value },
        Undo.ForgetAll => new UndoWire { What = 2 },
        Undo.NeverLearn => new UndoWire { What = 3 },
        _ => new UndoWire { What = 4 },
    };
}
