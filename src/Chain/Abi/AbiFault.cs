using Kwala.Core.Abi;

namespace Kwala.Chain.Abi;

/// <summary>Why a log does not fit its event's declaration.</summary>
internal enum AbiFaultKind
{
    /// <summary>More or fewer topics than indexed arguments.</summary>
    TopicCount,

    /// <summary>The first topic is not the event's.</summary>
    Topic,

    /// <summary>The data ends before the value does.</summary>
    Truncated,

    /// <summary>An offset points outside the data.</summary>
    Offset,

    /// <summary>Offsets that share data: more values than the data could hold once.</summary>
    Overlapping,

    /// <summary>A word holds more than its type can: a bool above 1, an address with high bytes.</summary>
    OutOfType,
}

/// <summary>A fault and where it was found: the type being read, and its byte position in the data.</summary>
internal readonly record struct AbiFault(AbiFaultKind Kind, AbiType? Type, int Position)
{
    /// <summary>For people.</summary>
    public override string ToString() => Kind switch
    {
        AbiFaultKind.TopicCount => $"The log has {Position} topics, which is not what the declaration indexes.",
        AbiFaultKind.Topic => "The first topic is not this event's.",
        AbiFaultKind.Truncated => $"The data ends inside a {Type} at byte {Position}.",
        AbiFaultKind.Offset => $"The offset of a {Type} at byte {Position} points outside the data.",
        AbiFaultKind.Overlapping => "Values overlap: the data unfolds into more than it holds.",
        _ => $"The word at byte {Position} is not a {Type}.",
    };
}
