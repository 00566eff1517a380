using System.Numerics;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

/// <summary>
/// Numerator and denominator in two's complement, little-endian; denominator 0 for what is not finite.
/// </summary>
[GenerateSerializer, Immutable, Alias("kwala.RationalWire")]
internal struct RationalWire
{
    [Id(0)]
    public byte[] Numerator { get; init; }

    [Id(1)]
    public byte[] Denominator { get; init; }

    public static RationalWire Of(Rational value) => new()
    {
        Numerator = value.Numerator.ToByteArray(),
        Denominator = value.Denominator.ToByteArray(),
    };

    public readonly Rational ToCore() => Rational.Of(new BigInteger(Numerator), new BigInteger(Denominator));
}

[GenerateSerializer, Immutable, Alias("kwala.ThresholdWire")]
internal struct ThresholdWire
{
    [Id(0)]
    public RationalWire? Low { get; init; }

    [Id(1)]
    public RationalWire? High { get; init; }

    public static ThresholdWire Of(Threshold value) => new()
    {
        Low = value.Low is { } low ? RationalWire.Of(low) : null,
        High = value.High is { } high ? RationalWire.Of(high) : null,
    };

    public readonly Threshold ToCore() => new(Low?.ToCore(), High?.ToCore());
}
