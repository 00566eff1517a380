using Kwala.Core.Wallets;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.PastValuesWire")]
internal struct PastValuesWire
{
    [Id(0)]
    public RationalWire Last { get; init; }

    [Id(1)]
    public long At { get; init; }

    [Id(2)]
    public PastSpanWire[] Spans { get; init; }

    public static PastValuesWire Of(PastValues value) => new()
    {
        Last = RationalWire.Of(value.Last),
        At = value.At,
        Spans =
        [
            .. value.Spans.Select(span => new PastSpanWire
            {
                Index = span.Index,
                Low = RationalWire.Of(span.Low),
                High = RationalWire.Of(span.High),
            }),
        ],
    };

    public readonly PastValues ToCore() => new(
        Last.ToCore(), At, [.. Spans.Select(span => new PastSpan(span.Index, span.Low.ToCore(), span.High.ToCore()))]);
}

[GenerateSerializer, Immutable, Alias("kwala.PastSpanWire")]
internal struct PastSpanWire
{
    [Id(0)]
    public long Index { get; init; }

    [Id(1)]
    public RationalWire Low { get; init; }

    [Id(2)]
    public RationalWire High { get; init; }
}
