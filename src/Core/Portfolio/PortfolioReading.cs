using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Core.Portfolio;

/// <summary>
/// What could be read of a wallet's portfolio. Without problem it is known; with both it is stale; without composition
/// it is unknown.
/// </summary>
/// <param name="Composition">The portfolio; null where nothing is known of it.</param>
/// <param name="Problem">A sentence for people: why it is stale or unknown; null where it is neither.</param>
public sealed record PortfolioReading(Composition? Composition, string? Problem)
{
    /// <summary>As a workflow sees it that asks of these assets.</summary>
    public PortfolioSeen SeenFrom(ImmutableArray<Address> assets) => Composition is null
        ? new PortfolioSeen(null, Problem)
        : Composition.SeenFrom(assets) is { } view
            ? new PortfolioSeen(view, Problem)
            : new PortfolioSeen(
                null,
                $"The deployment's portfolio does not count {string.Join(", ", assets)} (Kwala:Portfolio:Assets).");
}

/// <summary>What is known of a wallet's portfolio for one signal, in the same three ways.</summary>
/// <param name="View">How the portfolio stands; null where nothing is known of it.</param>
/// <param name="Problem">Why it is stale or unknown; null where it is neither.</param>
public sealed record PortfolioSeen(PortfolioView? View, string? Problem)
{
    /// <summary>The portfolio where it may be judged by; null where it is stale or unknown.</summary>
    public PortfolioView? Fresh => Problem is null ? View : null;
}
