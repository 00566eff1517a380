using Kwala.Core.Portfolio;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

/// <summary>What is known of a portfolio for a signal.</summary>
[GenerateSerializer, Immutable, Alias("kwala.PortfolioSeenWire")]
internal struct PortfolioSeenWire
{
    [Id(0)]
    public PortfolioViewWire? View { get; init; }

    [Id(1)]
    public string? Problem { get; init; }

    public static PortfolioSeenWire Of(PortfolioSeen value) => new()
    {
        View = value.View is { } view ? PortfolioViewWire.Of(view) : null,
        Problem = value.Problem,
    };

    public readonly PortfolioSeen ToCore() => new(View?.ToCore(), Problem);
}

[GenerateSerializer, Immutable, Alias("kwala.PortfolioViewWire")]
internal struct PortfolioViewWire
{
    [Id(0)]
    public RationalWire NetUsd { get; init; }

    [Id(1)]
    public RationalWire ExposedUsd { get; init; }

    [Id(2)]
    public RationalWire Exposure { get; init; }

    [Id(3)]
    public RationalWire Concentration { get; init; }

    [Id(4)]
    public long Block { get; init; }

    [Id(5)]
    public DateTimeOffset BlockTime { get; init; }

    public static PortfolioViewWire Of(PortfolioView value) => new()
    {
        NetUsd = RationalWire.Of(value.NetUsd),
        ExposedUsd = RationalWire.Of(value.ExposedUsd),
        Exposure = RationalWire.Of(value.Exposure),
        Concentration = RationalWire.Of(value.Concentration),
        Block = value.Block,
        BlockTime = value.BlockTime,
    };

    public readonly PortfolioView ToCore() => new(
        NetUsd.ToCore(), ExposedUsd.ToCore(), Exposure.ToCore(), Concentration.ToCore(), Block, BlockTime);
}
