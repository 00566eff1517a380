using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;

namespace Kwala.Core.Reading;

/// <summary>What a wallet has at a lending market, in the currency that the market counts in (for most, USD).</summary>
/// <param name="Collateral">What the collateral is worth.</param>
/// <param name="Debt">What is owed.</param>
/// <param name="HealthFactor">Below 1 it can be liquidated; infinite without debt.</param>
/// <param name="Holdings">By asset, in the market's order, as far as it is supplied or owed.</param>
public sealed record LendingPosition(
    Rational Collateral, Rational Debt, Rational HealthFactor, ImmutableArray<LendingHolding> Holdings);

/// <summary>One asset of a position.</summary>
/// <param name="Asset">The token.</param>
/// <param name="Price">What one whole token is worth in the market's currency; undefined where it says nothing.</param>
/// <param name="Supplied">Whole tokens supplied, with interest.</param>
/// <param name="Owed">Whole tokens owed, with interest.</param>
/// <param name="IsCollateral">Whether what is supplied backs the debt.</param>
/// <param name="LiquidationThreshold">The share of its worth up to which it backs debt, of 1.</param>
public sealed record LendingHolding(
    Address Asset, Rational Price, Rational Supplied, Rational Owed, bool IsCollateral, Rational LiquidationThreshold);

/// <summary>What could be read of a position.</summary>
public abstract record LendingOutcome
{
    private LendingOutcome() { }

    /// <summary>The position; all zero where the wallet has none.</summary>
    public sealed record Read(LendingPosition Position) : LendingOutcome;

    /// <summary>The market did not say; <paramref name="Reason"/> is a sentence for people.</summary>
    public sealed record Unreadable(string Reason) : LendingOutcome;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<LendingPosition, T> read, Func<string, T> unreadable) => this switch
    {
        Read r => read(r.Position),
        Unreadable u => unreadable(u.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
