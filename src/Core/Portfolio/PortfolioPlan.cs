using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Portfolio;

/// <summary>How a portfolio is spread, by its concentration.</summary>
public enum PortfolioClass
{
    /// <summary>In between, or empty.</summary>
    Neutral,

    /// <summary>Most of it is in one or two assets: what happens to them is a risk.</summary>
    Concentrated,

    /// <summary>Spread over many assets: what happens to one is an occasion.</summary>
    Diversified,
}

/// <summary>What a workflow asks of the portfolios of its wallets.</summary>
public sealed record PortfolioPlan
{
    /// <summary>The assets that the event is about; empty where an argument says it.</summary>
    public ImmutableArray<Address> Assets { get; init; } = [];

    /// <summary>The index of the event's argument that holds the asset; not looked at where there are assets.</summary>
    public int Argument { get; init; }

    /// <summary>
    /// The least share of the assets, of 1, with which their owner is told; 0 for any that is above zero.
    /// </summary>
    public Rational ExposureMin { get; init; }

    /// <summary>The least impact of the move in USD with which the owner is told; null for any.</summary>
    public Rational? ImpactMin { get; init; }

    /// <summary>
    /// Concentrated from this index on, of 1. One half: as good as two equal holdings, or fewer.
    /// </summary>
    public Rational ConcentratedFrom { get; init; } = Rational.Of(1, 2);

    /// <summary>Diversified up to this index, of 1. One quarter: as good as four equal holdings, or more.</summary>
    public Rational DiversifiedTo { get; init; } = Rational.Of(1, 4);

    /// <summary>The words by class; a class without has the action's.</summary>
    public ImmutableSortedDictionary<PortfolioClass, TemplateName> Words { get; init; } =
        ImmutableSortedDictionary<PortfolioClass, TemplateName>.Empty;

    /// <summary>
    /// The tier of an owner who chose none, by the least worth in USD from which it holds; below all of them it is the
    /// workflow's default tier.
    /// </summary>
    public ImmutableSortedDictionary<long, TierName> Defaults { get; init; } =
        ImmutableSortedDictionary<long, TierName>.Empty;

    /// <summary>The assets that a log is about.</summary>
    public ImmutableArray<Address> AssetsOf(ImmutableArray<AbiValue> arguments) =>
        !Assets.IsEmpty ? Assets
        : Argument < arguments.Length && arguments[Argument] is AbiValue.Account { Address: var asset } ? [asset]
        : [];

    /// <summary>How a portfolio is spread.</summary>
    public PortfolioClass ClassOf(PortfolioView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Concentration.Sign == 0 ? PortfolioClass.Neutral
            : view.Concentration >= ConcentratedFrom ? PortfolioClass.Concentrated
            : view.Concentration <= DiversifiedTo ? PortfolioClass.Diversified
            : PortfolioClass.Neutral;
    }

    /// <summary>The tier of an owner who chose none; null for the workflow's default tier.</summary>
    /// <param name="worthUsd">What the portfolio is worth; null where that is not known.</param>
    public TierName? DefaultFor(long? worthUsd)
    {
        TierName? tier = null;
        foreach (var (from, named) in Defaults)
            if (worthUsd >= from)
                tier = named;
        return tier;
    }
}
