using Kwala.Core.Numerics;

namespace Kwala.Core.Reading;

/// <summary>What is known of an asset's price at a block. Reasons are sentences for people.</summary>
public abstract record PriceOutcome
{
    private PriceOutcome() { }

    /// <summary>The price, exact, in the feed's currency; above zero.</summary>
    public sealed record Known(Rational Price, DateTimeOffset UpdatedAt) : PriceOutcome;

    /// <summary>The feed's last answer is older than its heartbeat allows, and may be wrong by any amount.</summary>
    public sealed record Stale(Rational Price, DateTimeOffset UpdatedAt, string Reason) : PriceOutcome;

    /// <summary>The answer is further from what it is held against than the guard allows.</summary>
    public sealed record Deviating(Rational Price, Rational Reference, string Reason) : PriceOutcome;

    /// <summary>There is no price: no feed, one that refuses, or one that says what no price can be.</summary>
    public sealed record Unavailable(string Reason) : PriceOutcome;

    /// <summary>One answer per case.</summary>
    public T Match<T>(
        Func<Known, T> known, Func<Stale, T> stale, Func<Deviating, T> deviating, Func<string, T> unavailable) =>
        this switch
        {
            Known k => known(k),
            Stale s => stale(s),
            Deviating d => deviating(d),
            Unavailable u => unavailable(u.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>When a feed's answer is believed.</summary>
/// <param name="AgeMax">How old it may be at the block: the feed's heartbeat and a little more.</param>
/// <param name="DeviationMax">How far it may be from what it is held against, as a share of that; above zero.</param>
public sealed record PriceGuard(TimeSpan AgeMax, Rational DeviationMax);
